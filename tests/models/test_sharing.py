"""No request changes what another one sees: many at once against the same ones alone."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import torch

from tests.conftest import assert_frozen, snapshot_network
from tests.experiments.study_requests import PLAIN, RESIDUAL, ask, make_pictures
from tests.networks.small_networks import open_short_store

pytestmark = pytest.mark.slow

THREADS, REQUESTS = 8, 12
PLANS = (
    f"{RESIDUAL}:skip[*]=0",
    f"{RESIDUAL}:skip[layer2.*]=0.5,branch[layer3.0]=0",
    f"{RESIDUAL}:branch[layer1.*]=0.25",
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


def list_requests(pictures):
    """Distinct requests, (kind, files, plan, options)."""
    requests = []
    for index, plan in enumerate(PLANS):
        is_residual = plan.startswith(RESIDUAL)
        for shift in range(2):
            files = pictures[index + shift :][:2]
            requests += [
                ("classify", files, plan, {"views": ("single", "average")[shift]}),
                ("compare", files, plan, {}),
                ("compare_batch", files, plan, {}),
                ("sweep", files, plan, {"blocks": f"layer{1 + index % 3}.*"}),
            ]
            if is_residual:
                requests += [
                    ("paths", files, plan, {"seed": shift}),
                    ("lesion", files, plan, {"draws": 1 + shift, "seed": index}),
                ]
        requests.append(("signals", files, plan, {"seed": index}))
    for plan, part in ((RESIDUAL, "skip"), (PLAIN, "branch")):
        requests.append(("sweep", pictures[:1], plan, {"part": part, "reestimate": True}))
    return requests


def test_answers_of_many_threads_are_those_of_one(store, one_thread_each):
    networks = [store.get(key).network for key in (RESIDUAL, PLAIN)]
    before = [snapshot_network(network) for network in networks]
    requests = list_requests(make_pictures(6))

    def answer(index):
        kind, files, plan, options = requests[index]
        return ask(store, kind, files, plan, **options)

    alone = [answer(index) for index in range(len(requests))]
    assert len(set(alone)) == len(alone)  # an answer of another request would be noticed
    barrier = Barrier(THREADS, timeout=60)

    # Whole decks one after the other: everything is asked for several times, at different times.
    decks = [random.Random(deck).sample(range(len(requests)), len(requests)) for deck in range(3)]
    order = [index for deck in decks for index in deck][: THREADS * REQUESTS]

    def work(thread):
        barrier.wait()
        return [(index, answer(index)) for index in order[thread::THREADS]]

    with ThreadPoolExecutor(THREADS) as pool:
        together = [pair for pairs in pool.map(work, range(THREADS)) for pair in pairs]
    assert len(together) == THREADS * REQUESTS
    assert {index for index, _ in together} == set(range(len(requests)))
    wrong = {requests[index][0] for index, text in together if text != alone[index]}
    assert not wrong
    assert [snapshot_network(network) for network in networks] == before
    for network in networks:
        assert_frozen(network)
