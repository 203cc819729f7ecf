"""No map changes another one: many at once against the same ones alone."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import numpy as np
import pytest
import torch

from tests.conftest import assert_frozen, snapshot_network
from tests.experiments.study_requests import make_pictures
from tests.networks.small_networks import open_short_store
from tests.saliency.map_requests import (
    BASELINES,
    CHEAP,
    METHODS,
    PLAIN,
    RESIDUAL,
    SEEDED,
    explain_one,
)

pytestmark = pytest.mark.slow

THREADS, REQUESTS = 8, 22
PLANS = (
    RESIDUAL,
    f"{RESIDUAL}:skip[layer2.*]=0.5,branch[layer3.0]=0",
    PLAIN,
    f"{PLAIN}:branch[layer3.0]=0.75",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Untrained networks of three blocks."""
    with open_short_store(tmp_path_factory.mktemp("weights")) as store:
        yield store


@pytest.fixture
def one_thread_each():
    """Sums split over a varying number of cores differ in their last bits."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def list_requests():
    """Two of every method and plan, (method, plan, options)."""
    requests = []
    for index, plan in enumerate(PLANS):
        for method in METHODS:
            for turn, (target, versus) in enumerate((("cat", None), ("ship", "dog"))):
                options = {
                    "target": target,
                    "versus": versus,
                    "layer": ("layer3", "layer2.0")[turn],
                    "baseline": BASELINES[(index + turn) % 3],
                    "options": replace(CHEAP, seed=10 * index + turn),
                }
                requests.append((method, plan, options))
    return requests


def test_maps_of_many_threads_are_those_of_one(store, one_thread_each):
    networks = [store.get(key).network for key in (RESIDUAL, PLAIN)]
    before = [snapshot_network(network) for network in networks]
    requests, pictures = list_requests(), make_pictures(2)

    def make(index):
        method, plan, options = requests[index]
        found = explain_one(store, pictures[index % 2], plan, method, **options)
        return found.values.numpy().tobytes(), found.score, found.completeness, found.steps

    alone = [make(index) for index in range(len(requests))]
    barrier = Barrier(THREADS, timeout=60)
    # Whole decks one after the other: everything is asked for twice, at different times.
    decks = [random.Random(deck).sample(range(len(requests)), len(requests)) for deck in (0, 1)]
    order = [index for deck in decks for index in deck]
    assert len(order) == THREADS * REQUESTS

    def work(thread):
        barrier.wait()
        return [(index, make(index)) for index in order[thread::THREADS]]

    with ThreadPoolExecutor(THREADS) as pool:
        together = [pair for pairs in pool.map(work, range(THREADS)) for pair in pairs]
    wrong = {requests[index][0] for index, answer in together if answer != alone[index]}
    assert not wrong
    # A map of another request would be noticed.
    assert len({answer[:2] for answer in alone}) == len(alone)
    assert [snapshot_network(network) for network in networks] == before
    for network in networks:
        assert_frozen(network)


class BreakError(Exception):
    """What the test raises in the middle of the work."""


def read_states():
    kind, keys, *rest = np.random.get_state()
    return torch.get_rng_state().numpy().tobytes(), kind, keys.tobytes(), *rest


@pytest.mark.parametrize("method", SEEDED)
def test_the_draws_of_others_are_not_disturbed(store, picture, method):
    def fail(*_step):
        raise BreakError

    before = read_states()
    explain_one(store, picture, RESIDUAL, method)
    assert read_states() == before
    with pytest.raises(BreakError):
        explain_one(store, picture, RESIDUAL, method, on_progress=fail)
    assert read_states() == before
