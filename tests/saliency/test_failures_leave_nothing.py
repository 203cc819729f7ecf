"""A map that fails leaves the shared networks, and the next map, as they were."""

import functools
import importlib

import pytest
import torch

from resnet_demo.errors import OptionError
from tests.conftest import (
    BreakError,
    assert_frozen,
    fail_at,
    snapshot_network,
)
from tests.networks.small_networks import open_short_store
from tests.saliency.map_requests import METHODS, PLAIN, RESIDUAL, explain_one

pytestmark = pytest.mark.slow

PLAN = f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.0]=0.5"
WITHOUT_GRADIENT = ("occlusion",)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Untrained networks of three blocks; small pieces, so that there is a middle."""
    folder = tmp_path_factory.mktemp("weights")
    with open_short_store(folder, explain_pixels=2 * 32 * 32) as store:
        yield store


@pytest.fixture(scope="module")
def make(store, picture):
    """Makes a map as bytes, by method."""

    def make(method, **options):
        found = explain_one(store, picture, PLAN, method, target="cat", **options)
        return found.values.numpy().tobytes()

    return make


@pytest.fixture(scope="module")
def answers(make):
    """The maps while nothing has failed yet, and how many passes they take."""
    found = {}
    for method in METHODS:
        steps = []
        answer = make(method, on_progress=lambda *step, steps=steps: steps.append(step))
        found[method] = answer, len(steps)
    return found


@pytest.fixture(autouse=True)
def nothing_is_left(request, store, make, answers):
    """Around every test of this file: its failing request must not be noticed afterwards."""
    networks = [store.get(key).network for key in (RESIDUAL, PLAIN)]
    before, threads = [snapshot_network(network) for network in networks], torch.get_num_threads()
    yield
    assert [snapshot_network(network) for network in networks] == before
    for network in networks:
        assert_frozen(network)
    assert [store.get(key).network for key in (RESIDUAL, PLAIN)] == networks
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()
    assert torch.get_num_threads() == threads
    method = request.node.callspec.params["method"]
    assert make(method) == answers[method][0]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("method", METHODS)
def test_ended_by_its_progress(make, answers, method, place):
    count = answers[method][1]
    call = {"first": 1, "middle": count // 2 + 1, "last": count}[place]
    with pytest.raises(BreakError):
        make(method, on_progress=fail_at(call))


def break_function(monkeypatch, owner, name, *, before):
    """Makes a function raise, before or after it has done its work."""
    whole = getattr(owner, name)

    @functools.wraps(whole)  # captum looks behind its own decorators
    def broken(*arguments, **keywords):
        if not before:
            whole(*arguments, **keywords)
        raise BreakError

    monkeypatch.setattr(owner, name, broken)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("method", [key for key in METHODS if key not in WITHOUT_GRADIENT])
def test_broken_on_the_way_back(make, monkeypatch, method, before):
    with monkeypatch.context() as patch:
        break_function(patch, torch.autograd, "grad", before=before)
        with pytest.raises(BreakError):
            make(method)


def find_captum_classes(method):
    """What the module of a method takes from captum."""
    module = importlib.import_module(METHODS[method].attribute.__module__)
    found = [
        value
        for value in vars(module).values()
        if getattr(value, "__module__", "").startswith("captum.") and hasattr(value, "attribute")
    ]
    assert found
    return found


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("method", METHODS)
def test_broken_in_captum(make, monkeypatch, method, before):
    with monkeypatch.context() as patch:
        for owner in find_captum_classes(method):
            break_function(patch, owner, "attribute", before=before)
        with pytest.raises(BreakError):
            make(method)


@pytest.mark.parametrize("options", [{"versus": "cat"}, {"layer": "layer9"}, {"baseline": "white"}])
@pytest.mark.parametrize("method", METHODS)
def test_refused_choices(make, method, options):
    with pytest.raises(OptionError):
        make(method, **options)
