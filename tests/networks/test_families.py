"""A family is a row: the names of its networks, their twins and their classes follow from it."""

import ast
from pathlib import Path

import pytest

import resnet_demo
from resnet_demo.errors import ReservedTagError, UnknownModelError
from resnet_demo.models.registry import MODELS
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.families import (
    CIFAR10_CLASSES,
    FAMILIES,
    OWN_FAMILY,
    Family,
    check_classes,
    make_own_spec,
    name_twin,
    parse_architecture,
)

CIFAR, IMAGENET = (20, 32, 44, 56, 110), (18, 34, 50, 101, 152)


def test_the_models_and_their_order_stay_what_they_were():
    assert list(MODELS) == [
        *(f"resnet{depth}.cifar10" for depth in CIFAR),
        *(f"plain{depth}.cifar10" for depth in CIFAR),
        *(f"resnet{depth}.tv_in1k" for depth in IMAGENET),
        *(f"resnet{depth}.a1_in1k" for depth in IMAGENET),
    ]
    assert [spec.key for spec in MODELS.values()] == list(MODELS)
    assert {spec.source for spec in MODELS.values() if spec.tag == "cifar10"} == {"file"}
    assert {spec.source for spec in MODELS.values() if spec.family == "imagenet"} == {"timm"}
    assert all(spec.residual == spec.key.startswith("resnet") for spec in MODELS.values())


@pytest.mark.parametrize(
    ("key", "twin"),
    [
        ("resnet20.cifar10", "plain20.cifar10"),
        ("plain20.cifar10", "plain20.cifar10"),
        ("resnet56.resnet", "plain56.resnet"),
    ],
)
def test_a_twin_has_the_same_depth_and_tag(key, twin):
    assert name_twin(MODELS.get(key) or make_own_spec(key, 3)) == twin


def test_a_row_more_is_a_family_more(monkeypatch):
    def build(depth, *, residual=True, num_classes=2):
        blocks = cifar_architecture(20, residual=residual, num_classes=num_classes)
        return type(blocks)(**(vars(blocks) | {"blocks": (depth // 6,) * 3}))

    row = Family(build, (8, 14), True, ("letters",), "file", classes=("a", "b"))
    monkeypatch.setitem(FAMILIES, "letters", row)
    assert [spec.key for spec in row.list_specs("letters")] == [
        "resnet8.letters",
        "resnet14.letters",
        "plain8.letters",
        "plain14.letters",
    ]
    depth, architecture = parse_architecture("plain14.mine", 7)
    assert (depth, architecture.blocks, architecture.residual) == (14, (2, 2, 2), False)
    assert architecture.num_classes == 7
    with pytest.raises(ReservedTagError, match=r"resnet8\.letters"):
        check_classes("resnet8.letters", ("b", "a"))
    check_classes("resnet8.letters", ("a", "b"))
    with pytest.raises(UnknownModelError, match=r"plain14\.TAG"):
        parse_architecture("plain15.mine", 7)


def test_a_model_says_what_is_asked_of_its_family():
    asked = {
        key: (spec.is_own, spec.has_twin)
        for key, spec in {**MODELS, "resnet20.pets": make_own_spec("resnet20.pets", 3)}.items()
    }
    assert asked["resnet20.cifar10"] == (False, True)
    assert asked["resnet50.a1_in1k"] == (False, False)
    assert asked["resnet20.pets"] == (True, True)


def list_compared_names(path):
    """The texts that a file compares something with, or asks the end of something for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare) and getattr(node.left, "attr", "") != "stem":
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"endswith", "get"}:
            parts = node.args
        elif isinstance(node, ast.Subscript):
            parts = [node.slice]
        else:
            continue
        yield from (part.value for part in parts if isinstance(part, ast.Constant))


def test_nothing_asks_for_a_family_by_its_name():
    tags = {f".{tag}" for family in FAMILIES.values() for tag in family.tags}
    names = {*FAMILIES, OWN_FAMILY, *tags}
    package = Path(resnet_demo.__file__).parent
    asking = [path for path in package.rglob("*.py") if names & set(list_compared_names(path))]
    assert asking == []


def test_only_the_classes_of_cifar_10_may_have_its_tag():
    check_classes("resnet20.cifar10", CIFAR10_CLASSES)
    check_classes("resnet20.pets", ("cat", "dog"))
    with pytest.raises(ReservedTagError, match=r"2 classes of its own.*\.mydata"):
        check_classes("resnet20.cifar10", ("cat", "dog"))
