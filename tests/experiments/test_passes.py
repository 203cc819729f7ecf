"""What a request is said to cost is what it does."""

import threading

import pytest

from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.passes import Passes, count_all, estimate_all
from resnet_demo.experiments.run import NetworkChoice, make_request
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
