"""Ablation plans: their text, their presets, and what does not fit."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from resnet_demo.columns import parse_plan
from resnet_demo.errors import (
    OptionError,
    PlanError,
    PlanModelMissingError,
    SelectionError,
    UnknownModelError,
)
from resnet_demo.models.registry import find_spec
from resnet_demo.networks.plan import PRESETS, AblationPlan, draw_plan, make_plan, make_preset
from resnet_demo.settings import Settings

SETTINGS = Settings(offline=True)
SPEC, DEEP, PLAIN = (find_spec(f"{name}.cifar10") for name in ("resnet20", "resnet56", "plain20"))
STRENGTHS = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)


def parse(text: str) -> AblationPlan:
    return parse_plan(text, SETTINGS)


@given(
    skip=st.lists(STRENGTHS, min_size=9, max_size=9),
    branch=st.lists(STRENGTHS, min_size=9, max_size=9),
)
@settings(deadline=None)
def test_every_plan_survives_being_written_and_read(skip, branch):
    blocks = make_plan(SPEC).blocks
    plan = AblationPlan(SPEC.key, True, blocks, tuple(skip), tuple(branch))
    assert parse(str(plan)) == plan


@pytest.mark.parametrize(
    "text",
    [
        "resnet56.cifar10",
        "resnet56.cifar10:skip[*]=0",
        "resnet56.cifar10:skip[layer2.*]=0,branch[layer3.4]=0.5",
        "resnet56.cifar10:skip[layer1.0]=0.25,skip[layer3.8]=0",
        "plain20.cifar10:branch[layer3.*]=0.125",
        "resnet50.tv_in1k:skip[layer4.2]=0",
    ],
)
def test_the_shortest_text_is_what_is_written(text):
    assert str(parse(text)) == text


def test_the_marks_of_a_chinese_keyboard_are_read():
    typed = "resnet56.cifar10：skip［layer2．＊］＝0，branch[layer3.4]＝0.5"
    assert str(parse(typed)) == "resnet56.cifar10:skip[layer2.*]=0,branch[layer3.4]=0.5"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("skip[*]=0", "skip[*]=0"),
        (" skip[layer1.0]=0,branch[*]=0.5", "skip[layer1.0]=0,branch[*]=0.5"),
        (":branch[*]=0", "branch[*]=0"),
        ("resnet56.cifar10 skip[*]=0", "skip[*]=0"),
        ("", "skip[*]=0"),
    ],
)
def test_a_plan_without_a_model_is_answered_with_one_that_has_it(text, items):
    with pytest.raises(PlanModelMissingError) as caught:
        parse(text)
    assert (caught.value.plan, caught.value.example) == (text, f"resnet20.cifar10:{items}")
    assert "starts with the name of a model" in str(caught.value)
    assert parse(caught.value.example).model == "resnet20.cifar10"


def test_later_items_win_and_blanks_are_allowed():
    plan = parse(" resnet20.cifar10: skip[*]=0, skip[layer2.1]=1 ,skip[layer2.1]=0.5")
    assert plan.skip == (0, 0, 0, 0, 0.5, 0, 0, 0, 0)
    assert plan.branch == (1,) * 9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("resnet20.cifar10:skip[layer2.9]=0", "no block 'layer2.9'.*layer1.0 to layer3.2"),
        ("resnet20.cifar10:skip[layer4.*]=0", r"no block 'layer4\.\*'"),
        ("resnet20.cifar10:skip[layer*]=0", "no block"),
        ("resnet20.cifar10:skip[]=0", "no block"),
        ("resnet20.cifar10:skip[*]=1.5", "1.5 is not between 0 and 1"),
        ("resnet20.cifar10:skip[*]=-0.1", "not between"),
        ("resnet20.cifar10:skip[*]=nan", "not between"),
        ("resnet20.cifar10:skip[*]=", "cannot be read"),
        ("resnet20.cifar10:skip", "cannot be read"),
        ("resnet20.cifar10:jump[*]=0", "cannot be read"),
        ("plain20.cifar10:skip[*]=0", "plain: it has no skips"),
    ],
)
def test_what_does_not_fit_is_said(text, words):
    with pytest.raises(PlanError, match=words) as caught:
        parse(text)
    assert isinstance(caught.value, SelectionError)


def test_plans_of_unknown_or_other_models_are_refused():
    with pytest.raises(UnknownModelError):
        parse("resnet21.cifar10:skip[*]=0")
    with pytest.raises(PlanError, match=r"for resnet20\.cifar10, not for resnet56\.cifar10"):
        make_plan(SPEC).check_model(DEEP.key)


@pytest.mark.parametrize(
    ("preset", "off"),
    [
        ("all-on", []),
        ("all-off", range(9)),
        ("stage-off", [3, 4, 5]),
        ("every-second-off", [1, 3, 5, 7]),
        ("last-off", [8]),
    ],
)
@pytest.mark.parametrize("part", ["skip", "branch"])
def test_presets_switch_off_what_they_say(preset, off, part):
    plan = make_preset(SPEC, preset, part=part, stage="layer2")
    assert [index for index, value in enumerate(getattr(plan, part)) if value == 0] == list(off)
    assert set(getattr(plan, "branch" if part == "skip" else "skip")) == {1}


def test_presets_that_do_not_exist_or_fit_are_refused():
    with pytest.raises(OptionError, match=", ".join(PRESETS)):
        make_preset(SPEC, "half-off")
    with pytest.raises(PlanError, match="no block"):
        make_preset(SPEC, "stage-off", stage="layer4")
    with pytest.raises(PlanError, match="no skips"):
        make_preset(PLAIN, "all-off")
    assert make_preset(PLAIN, "last-off", part="branch").branch[-1] == 0


def test_random_plans_follow_their_seed_and_count():
    plans = [draw_plan(DEEP, "branch", 5, seed) for seed in range(20)]
    assert all(plan.branch.count(0) == 5 for plan in plans)
    assert plans[3] == draw_plan(DEEP, "branch", 5, 3)
    assert len(set(plans)) == 20
    for count in (0, 28):
        with pytest.raises(PlanError, match="cannot be drawn from 27"):
            draw_plan(DEEP, "skip", count, 0)


def test_gates_hold_the_strengths_and_the_identity_needs_none():
    assert make_plan(SPEC).make_gates() is None
    gates = parse("resnet20.cifar10:skip[layer1.1]=0.5").make_gates()
    assert gates.branch is None
    assert torch.equal(gates.skip, torch.tensor([1, 0.5, 1, 1, 1, 1, 1, 1, 1]))
