"""What a request is said to cost is what it does."""

import threading
from types import SimpleNamespace

import pytest
import torch

from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.passes import Passes, count_all, estimate_all
from resnet_demo.experiments.run import NetworkChoice, make_request
from resnet_demo.models import engine
from resnet_demo.models.pace import Pace
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import ResNet
from tests.experiments.faithfulness.coarse import make_checks_coarse
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures

CASES = [
    ("lesion", 1, {"draws": 2}),
    ("lesion", 1, {"draws": 0}),
    ("sweep", 1, {}),
    ("sweep", 3, {"reestimate": True}),
    ("signals", 2, {}),
    ("signals", 1, {"paths": 2}),
    ("compare", 1, {}),
    ("compare", 3, {}),
    ("classify", 3, {"views": "average"}),
    ("explain", 1, {"method": "saliency"}),
    ("explain", 2, {"method": "occlusion"}),
    ("faithfulness", 1, {"methods": ("saliency", "smoothgrad"), "samples": 2}),
]


def test_every_experiment_is_counted_here():
    assert {name for name, *_ in CASES} == set(EXPERIMENTS)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "photos", "options"), CASES)
def test_a_request_makes_the_passes_that_it_tells(settings, monkeypatch, name, photos, options):
    make_checks_coarse(monkeypatch.setattr)
    experiment, store = EXPERIMENTS[name], ModelStore(settings)
    columns = [RESIDUAL, f"{RESIDUAL}:skip[layer1.0]=0", PLAIN]
    networks = NetworkChoice(columns=None if experiment.networks == "model" else columns)
    request = make_request(experiment, store, make_pictures(photos), networks)
    chosen = experiment.load_options()(**options)
    told = experiment.count_passes(request, chosen)
    counted = []
    compute_head = ResNet.compute_head

    def count(network, x):
        counted.append(len(x))
        return compute_head(network, x)

    monkeypatch.setattr(ResNet, "compute_head", count)
    experiment.compute(request, chosen)
    assert count_all(told) == sum(counted)
    assert estimate_all(told) > 0


def test_an_estimate_is_a_line_through_what_was_seen():
    pace = Pace()
    assert pace.estimate(10, 5) == 0
    pace.note(2, 0.2)
    assert pace.estimate(10, 5) == pytest.approx(1.0)
    pace.note(12, 0.4)
    # 0.16 s a pass and 0.02 s an input.
    assert pace.estimate(10, 5) == pytest.approx(2 * 0.16 + 10 * 0.02)
    for size, seconds in ((2, 0.2), (12, 0.4)):
        for _ in range(3):
            pace.note(size, seconds)
    pace.note(12, 9.0)  # one pass that was disturbed
    pace.note(40, 9.0)  # the first of a size
    assert pace.estimate(11, 5) == pytest.approx(3 * 0.16 + 11 * 0.02)


def test_what_a_network_takes_is_measured_before_it_is_told(settings, monkeypatch):
    model = ModelStore(settings).get(RESIDUAL)
    model.pace.note(1, 60.0)  # of the first photo, behind all that was loaded
    assert 0 < estimate_all([Passes(model, 100, 10)]) < 30
    monkeypatch.setattr(ResNet, "forward", None)  # measured once
    assert estimate_all([Passes(model, 100, 10)]) > 0


def test_one_of_two_passes_may_be_disturbed():
    pace = Pace()
    for seconds in (0.3, 9.0, 0.1):
        pace.note(1, seconds)
    assert pace.estimate(1, 1) == 0.1


@pytest.fixture
def time_passes(settings, monkeypatch):
    """Gives a network whose inputs take so many seconds each, and the list of the passes that it
    makes, by a clock that only they move.
    """
    now, made, model = [0.0], [], ModelStore(settings).get(RESIDUAL)
    monkeypatch.setattr(engine, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def prepare(seconds):
        def forward(_network, batch, _gates):
            made.append(len(batch))
            now[0] += seconds * len(batch)
            return torch.zeros(len(batch), 10)

        monkeypatch.setattr(ResNet, "forward", forward)
        return model, made

    return prepare


# Seconds of an input, and the passes that telling three times makes each time.
TIMED = [
    (0.01, ([1, 1, 1, 8, 8, 8], [], [])),
    (0.1, ([1, 1, 1], [], [])),
    (0.4, ([1, 1], [1], [])),
]


@pytest.mark.parametrize(("seconds", "passes"), TIMED)
def test_a_slow_network_is_timed_by_few_passes(time_passes, seconds, passes):
    model, made = time_passes(seconds)
    for expected in passes:
        made.clear()
        assert estimate_all([Passes(model, 100, 10)]) == pytest.approx(100 * seconds)
        assert made == expected


def test_no_more_passes_are_timed_than_what_is_told_needs(time_passes):
    model, made = time_passes(0.01)
    estimate_all([Passes(model, 1)])
    assert made == []
    estimate_all([Passes(model, 1), Passes(model, 3)])
    assert made == [1, 1, 1]


def test_a_network_is_timed_by_one_thread(settings, monkeypatch):
    model, forward, made = ModelStore(settings).get(RESIDUAL), ResNet.forward, []
    monkeypatch.setattr(ResNet, "forward", lambda *args: made.append(1) or forward(*args))
    together = threading.Barrier(4)

    def tell():
        together.wait()
        estimate_all([Passes(model, 100, 10)])

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) <= 6


def test_a_network_that_is_built_first_costs_more(settings):
    model = ModelStore(settings).get(RESIDUAL)
    built, there = (Passes(model, 8, 8, builds=builds) for builds in (True, False))
    assert estimate_all([built]) > estimate_all([there])


def test_a_gradient_takes_twice_what_it_goes_back_through(settings):
    model = ModelStore(settings).get(RESIDUAL)
    there = estimate_all([Passes(model, 2)])
    assert estimate_all([Passes(model, 2, backward=True)]) == pytest.approx(3 * there)


def test_many_threads_note_at_once():
    pace = Pace()
    threads = [
        threading.Thread(target=lambda size=size: [pace.note(size, 0.1) for _ in range(200)])
        for size in range(1, 9)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        pace.estimate(100, 8)
    assert pace.estimate(8, 8) == pytest.approx(0.1)
