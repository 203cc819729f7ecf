"""A request that fails leaves the shared networks, and the next answer, as they were."""

import pytest
import torch

from resnet_demo.errors import InputError, PlanError, SelectionError
from resnet_demo.models import private as batchnorm
from resnet_demo.networks.resnet import ResNet
from tests.conftest import (
    BreakError,
    assert_frozen,
    fail_at,
    snapshot_network,
)
from tests.experiments.study_requests import KINDS, PLAIN, RESIDUAL, ask, make_pictures
from tests.networks.small_networks import open_short_store

pytestmark = pytest.mark.slow

PLAN = f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.0]=0.5"
UNREADABLE = ("bad.png", b"no picture")
OPTIONS = {
    "classify": {"views": "average"},
    "lesion": {"draws": 1},
    "sweep": {"blocks": "layer3.*", "reestimate": True},
    "paths": {"paths": 2},
}
WITH_PROGRESS = tuple(kind for kind in KINDS if kind != "compare")
WITH_PLANS = ("compare", "compare_batch", "signals")


@pytest.fixture(scope="module")
def files():
    return make_pictures(2)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Untrained networks of three blocks; small pieces, so that there is a middle."""
    folder = tmp_path_factory.mktemp("weights")
    with open_short_store(folder, forward_batch_size=8) as store:
        yield store


@pytest.fixture(scope="module")
def networks(store):
    return [store.get(key).network for key in (RESIDUAL, PLAIN)]


@pytest.fixture(scope="module")
def answers(store, files):
    """What good requests answer while nothing has failed yet, and how often they report."""
    found = {}
    for kind in KINDS:
        steps, options = [], dict(OPTIONS.get(kind, {}))
        if kind in WITH_PROGRESS:
            options["on_progress"] = lambda *step, steps=steps: steps.append(step)
        found[kind] = ask(store, kind, files, PLAN, **options), len(steps)
    return found


@pytest.fixture(autouse=True)
def nothing_is_left(request, store, files, networks, answers):
    """Around every test of this file: its failing request must not be noticed afterwards."""
    before = [snapshot_network(network) for network in networks]
    yield
    assert [snapshot_network(network) for network in networks] == before
    for network in networks:
        assert_frozen(network)
    assert [store.get(key).network for key in (RESIDUAL, PLAIN)] == networks
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()
    kind = request.node.callspec.params["kind"]
    assert ask(store, kind, files, PLAN, **OPTIONS.get(kind, {})) == answers[kind][0]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("kind", WITH_PROGRESS)
def test_ended_by_its_progress(store, files, answers, kind, place):
    count = answers[kind][1]
    assert count > 1
    call = {"first": 1, "middle": count // 2 + 1, "last": count}[place]
    with pytest.raises(BreakError):
        ask(store, kind, files, PLAN, on_progress=fail_at(call), **OPTIONS.get(kind, {}))


BREAKS = (
    *((kind, ResNet, "compute_head") for kind in KINDS),
    *((kind, torch.autograd, "grad") for kind in ("signals", "paths")),
    *((kind, batchnorm._GatedNetwork, "forward") for kind in ("sweep", "signals")),
)


@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize(("kind", "owner", "name"), BREAKS)
def test_broken_inside_a_pass(store, files, monkeypatch, kind, owner, name, call):
    fail, whole = fail_at(call), getattr(owner, name)

    def broken(*arguments, **keywords):
        fail()
        return whole(*arguments, **keywords)

    monkeypatch.setattr(owner, name, broken)
    with pytest.raises(BreakError):
        ask(store, kind, files, PLAN, **OPTIONS.get(kind, {}))
    monkeypatch.setattr(owner, name, whole)


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (f"{RESIDUAL}:nonsense", PlanError),
        (f"{RESIDUAL}:skip[layer9.0]=0", PlanError),
        (f"{RESIDUAL}:skip[*]=2", PlanError),
        (f"{PLAIN}:skip[*]=0", PlanError),
        (PLAIN, PlanError),
        ("resnet21.cifar10", SelectionError),
    ],
)
@pytest.mark.parametrize("kind", WITH_PLANS)
def test_refused_plans(store, files, kind, plan, error):
    with pytest.raises(error):
        ask(store, kind, files, PLAN, columns=None, model=RESIDUAL, plan=plan)
    with pytest.raises(SelectionError):
        ask(store, kind, files, PLAN, columns=[RESIDUAL, f"{plan}:skip[layer9.0]=0"])


@pytest.mark.parametrize(
    ("kind", "plan", "options"),
    [
        ("classify", RESIDUAL, {"top": 0}),
        ("classify", RESIDUAL, {"views": "many"}),
        ("compare", RESIDUAL, {"top": 0}),
        ("lesion", RESIDUAL, {"draws": 101}),
        ("lesion", PLAIN, {"part": "skip"}),
        ("sweep", RESIDUAL, {"blocks": "layer9.0"}),
        ("sweep", PLAIN, {"part": "skip"}),
        ("paths", RESIDUAL, {"paths": 101}),
        ("paths", PLAIN, {}),
    ],
)
def test_refused_choices(store, files, kind, plan, options):
    with pytest.raises(SelectionError):
        ask(store, kind, files, plan, **options)


@pytest.mark.parametrize("kind", ["compare", "lesion", "sweep", "signals", "paths"])
def test_an_unreadable_file(store, files, kind):
    with pytest.raises(InputError):
        ask(store, kind, [UNREADABLE], PLAN)


@pytest.mark.parametrize("kind", ["sweep", "signals"])
def test_an_unreadable_file_among_those_for_statistics_is_named(store, files, kind):
    answer = ask(store, kind, files, PLAN, others=[UNREADABLE], **OPTIONS.get(kind, {}))
    assert "UnsupportedImageError" in answer


@pytest.mark.parametrize("kind", ["classify", "compare_batch"])
def test_an_unreadable_file_among_many_is_an_answer(store, files, kind):
    assert "UnsupportedImageError" in ask(store, kind, [files[0], UNREADABLE], PLAN)
