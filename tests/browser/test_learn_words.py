"""What the steps of the page *Learn* say, whichever way a measurement turns out; no browser."""

from types import SimpleNamespace

import pytest
import torch

from resnet_demo.experiments.compare.batch import BatchComparison, ComparedFile
from resnet_demo.models.engine import ClassScore
from resnet_demo.page.learn.build import LESSONS
from resnet_demo.page.learn.maps import Maps, describe_maps
from resnet_demo.page.learn.paths import compare_parts, describe_picture
from resnet_demo.page.learn.twin import describe_batch
from resnet_demo.words.languages import LANGUAGES
from resnet_demo.words.text import LABELS, Words

ENGLISH = Words("en")
NAMES = ("resnet20.cifar10", "resnet20.cifar10:skip[*]=0", "plain20.cifar10")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_outcome_can_be_predicted_and_said(code):
    for lesson in LESSONS:
        assert f"learn_{lesson.name}" in LABELS[code]
        assert Words(code).template(f"learn_{lesson.name}_missing")
        for prediction in lesson.predictions:
            assert LABELS[code][f"learn_{lesson.name}_{prediction}"]
            assert Words(code).template(f"learn_{lesson.name}_found_{prediction}")


@pytest.mark.parametrize(
    ("skip", "branch", "outcome"),
    [(0.1, 0.9, "skip"), (0.9, 0.1, "branch"), (0.88, 0.9, "same"), (0.9, 0.88, "same")],
)
def test_the_median_block_tells_which_part_costs_more(skip, branch, outcome):
    lesions = {"skip_removed": [0.0, skip, 1.0], "branch_removed": [0.0, branch, 1.0]}
    assert compare_parts(lesions) == outcome


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("skip", "One picture can mislead"), ("branch", "shows the same as the data set")],
)
def test_a_picture_that_teaches_the_opposite_is_told(outcome, words):
    effects = {"skip": (True, True), "branch": (True, False)}
    study = SimpleNamespace(
        single={
            part: [SimpleNamespace(keeps_label=kept) for kept in row]
            for part, row in effects.items()
        },
        blocks=("layer1.0", "layer1.1"),
        photo=SimpleNamespace(name="cat.png"),
        model=SimpleNamespace(labels=("cat",)),
        reference=0,
    )
    text = describe_picture(ENGLISH, study, outcome)
    assert "survives 2 of 2 cuts of an arc and 1 of 2 cuts of a box" in text
    assert words in text


def compare(*rows: str) -> tuple[str, str]:
    """What is said of pictures of a cat and a dog, each answered by three networks."""
    scores = [[ClassScore(label, 0, 0.5, 1.0) for label in row.split()] for row in rows]
    files = tuple(ComparedFile(f"{number}.png", tuple(row)) for number, row in enumerate(scores))
    outcome, sentences = describe_batch(ENGLISH, BatchComparison((), files), NAMES, ["cat", "dog"])
    return outcome, " ".join(sentences)


def test_the_better_of_two_networks_without_skips_is_named():
    outcome, text = compare("cat cat cat", "dog cat dog")
    assert outcome == "twin"
    assert "the network answers cat to every picture" in text
    assert "names 2 correctly" in text
    outcome, text = compare("cat cat dog", "dog dog dog")
    assert outcome == "cut"
    assert "to every picture" not in text
    assert compare("cat cat cat", "dog cat cat")[0] == "same"


@pytest.mark.parametrize(
    ("other", "random", "outcome", "words"),
    [
        ((0, 1, 2, 3), (3, 1, 2, 0), "weights", "it does not say why the answer is ship"),
        ((3, 2, 1, 0), (0, 1, 2, 3), "class", "A map that does not notice the training"),
        ((0, 1, 2, 3), (0, 1, 2, 3), "same", "change the map about equally"),
    ],
)
def test_a_map_is_read_with_care(other, random, outcome, words):
    rows = {"of": (0, 1, 2, 3), "other": other, "versus": (0, 1, 2, 3), "random": random}
    heats = {name: torch.tensor(row).float().view(2, 2) for name, row in rows.items()}
    explanation = SimpleNamespace(photo=SimpleNamespace(name="ship.png"))
    found, sentences = describe_maps(ENGLISH, Maps(explanation, "ship", "dog", heats), NAMES[0])
    assert found == outcome
    assert words in " ".join(sentences)
