"""Long work says which part it is in, and shows no bar that is full."""

import pytest

from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.run import NetworkChoice, make_request
from resnet_demo.models.store import ModelStore
from resnet_demo.page.study import describe_step
from resnet_demo.progress import Phase, Step
from resnet_demo.words.text import Words
from tests.experiments.faithfulness.coarse import make_checks_coarse
from tests.experiments.study_requests import RESIDUAL, make_pictures


@pytest.mark.slow
def test_faithfulness_tells_its_parts_in_their_order(settings, monkeypatch):
    make_checks_coarse(monkeypatch.setattr)
    experiment, steps = EXPERIMENTS["faithfulness"], []
    networks = NetworkChoice(columns=[RESIDUAL])
    request = make_request(
        experiment, ModelStore(settings), make_pictures(1), networks, progress=steps.append
    )
    options = experiment.load_options()(methods=("grad-cam", "saliency"))
    result = experiment.compute(request, options)
    assert not result.errors
    phases = list(dict.fromkeys(step.phase for step in steps if step.phase))
    assert phases == [
        Phase("checking", "Grad-CAM", RESIDUAL, 1, 2),
        Phase("checking", "Saliency", RESIDUAL, 2, 2),
        *(Phase("randomising", "", RESIDUAL, draw, 2) for draw in (1, 2)),
    ]
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert steps[-1].done == steps[-1].total


@pytest.mark.parametrize(
    ("step", "elapsed_s", "words", "bar"),
    [
        (Step("passes", 3, 7), 0, "Pass 3 of 7…", True),
        (Step("passes", 3, 6), 6, "Pass 3 of 6, about 6 s left…", True),
        (Step("passes", 7, 7), 6, "Almost done", False),
        (Step("loading"), 0, "Loading the network…", False),
        (Step("photos", 0, 2), 0, "Photo 1 of 2…", True),
        (
            Step("inputs", 5, 10, Phase("checking", "Grad-CAM", RESIDUAL, 1, 4)),
            4,
            f"Checking Grad-CAM, 1 of 4, in {RESIDUAL}. About 4 s left…",
            True,
        ),
        (
            Step("inputs", 10, 10, Phase("randomising", "", RESIDUAL, 3, 3)),
            4,
            "Comparing with re-initialised weights, draw 3 of 3",
            False,
        ),
    ],
)
def test_a_step_in_words(step, elapsed_s, words, bar):
    line = describe_step(Words("en"), step, elapsed_s)
    assert f">{words}" in line
    assert ("max=" in line) == bar
