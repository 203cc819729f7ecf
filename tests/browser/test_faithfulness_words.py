"""The sentence that answers whether maps stay faithful, from checks that are made up."""

import pytest

from resnet_demo.columns import Column, ColumnResult
from resnet_demo.experiments.faithfulness.check import MapChecks
from resnet_demo.experiments.faithfulness.compute import ColumnChecks, FaithfulnessStudy
from resnet_demo.experiments.faithfulness.curves import FILLS, MOVED_MAPS, Curve
from resnet_demo.experiments.faithfulness.html import describe_checks
from resnet_demo.experiments.faithfulness.options import FaithfulnessOptions
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.registry import MODELS
from resnet_demo.networks.plan import make_preset
from resnet_demo.words.text import Words

CAT = ClassScore(index=3, label="cat", probability=0.9, logit=4.0)
ENGLISH = Words("en")
VERDICTS = {key: ENGLISH.say(f"checks_{key}") for key in ("flat", "lost", "kept", "useless")}


def make_checks(method, gain, chance=0.1, reach=0.8):
    """A method whose curves are as far apart as its gain says."""
    curves = tuple(Curve(fill, (0.5, 0.5), (0.5 + gain, 0.5 + gain)) for fill in FILLS)
    moved = (chance, *[-chance / 2] * (MOVED_MAPS - 1))
    return MapChecks(method, curves=curves, moved_gains=moved, reach=reach)


def make_study(whole, ablated):
    spec = MODELS["resnet20.cifar10"]
    columns = (
        ColumnResult(Column("residual", spec), ColumnChecks(CAT, tuple(whole))),
        ColumnResult(
            Column("ablated", spec, make_preset(spec, "all-off")),
            ColumnChecks(CAT, tuple(ablated)),
        ),
    )
    return FaithfulnessStudy("cat.png", None, FaithfulnessOptions(), columns)


@pytest.mark.parametrize(
    ("whole", "ablated", "verdict"),
    [
        ((0.3, 0.1, 0.8), (0.3, 0.1, 0.8), "kept"),
        ((0.3, 0.1, 0.8), (0.05, 0.1, 0.8), "lost"),
        ((0.3, 0.1, 0.8), (-0.3, 0.1, 0.8), "lost"),
        ((0.3, 0.1, 0.8), (0.0, 0.0, 0.01), "flat"),
        ((0.05, 0.1, 0.8), (0.3, 0.1, 0.8), "useless"),
        ((-0.3, 0.1, 0.8), (0.0, 0.1, 0.8), "useless"),
        ((0.05, 0.1, 0.8), (0.0, 0.0, 0.01), "flat"),
    ],
)
def test_the_verdict_is_that_of_the_gains_and_of_chance(whole, ablated, verdict):
    study = make_study([make_checks("saliency", *whole)], [make_checks("saliency", *ablated)])
    said = describe_checks(ENGLISH, study)
    assert [key for key, text in VERDICTS.items() if text in said] == [verdict]
    assert "−0.300" in said or "-0." not in said


def test_means_are_over_the_methods_that_both_networks_have():
    late = MapChecks("occlusion")  # the time was over
    study = make_study(
        [make_checks("saliency", 0.2), make_checks("occlusion", 0.9)],
        [make_checks("saliency", 0.2), late],
    )
    assert study.list_common_methods() == ("saliency",)
    said = describe_checks(ENGLISH, study)
    assert "mean over methods (1)" in said
    assert said.count("+0.200 ± 0.100") == 2
    assert VERDICTS["kept"] in said


def test_chance_is_that_of_maps_moved_alike():
    # The first copies of both maps cancel, the others add up.
    one, other = make_checks("saliency", 0.2, chance=0.4), make_checks("grad-cam", 0.2, chance=-0.4)
    column = ColumnChecks(CAT, (one, other))
    assert column.compute_chance(["saliency"]) == pytest.approx(0.4)
    assert column.compute_chance(["saliency", "grad-cam"]) == pytest.approx(0, abs=1e-12)
    empty = MapChecks("deeplift", is_empty=True)
    column = ColumnChecks(CAT, (one, empty))
    assert column.compute_chance(["saliency", "deeplift"]) == pytest.approx(0.2)
    assert column.compute_mean_gain(["saliency", "deeplift"]) == pytest.approx(0.1)
    assert column.compute_chance([]) is None


def test_without_numbers_nothing_is_claimed():
    study = make_study([MapChecks("saliency")], [MapChecks("saliency")])
    said = describe_checks(ENGLISH, study)
    assert not any(text in said for text in VERDICTS.values())
    assert said == ENGLISH.say("checks_none")
