"""The models this project knows by name: one immutable row each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from resnet_demo.architecture import (
    CIFAR_DEPTHS,
    IMAGENET_STAGES,
    Architecture,
    cifar_architecture,
    imagenet_architecture,
)
from resnet_demo.errors import OptionError, UnknownModelError

Family = Literal["cifar10", "imagenet", "own"]

CIFAR10_CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
# Tags of timm: torchvision's first weights, and the "ResNet strikes back" A1 recipe
# (arXiv:2110.00476).
IMAGENET_TAGS = ("tv_in1k", "a1_in1k")
# Of the weights, as timm's model cards state them.
LICENCES = {"tv_in1k": "BSD-3-Clause", "a1_in1k": "Apache-2.0"}
# ImageNet top-1 accuracy in per cent at the test size, from timm's table of results; nothing here
# measured them.
PUBLISHED_ACCURACY = {
    "resnet18.tv_in1k": 69.75,
    "resnet34.tv_in1k": 73.30,
    "resnet50.tv_in1k": 76.16,
    "resnet101.tv_in1k": 77.40,
    "resnet152.tv_in1k": 78.33,
    "resnet18.a1_in1k": 73.16,
    "resnet34.a1_in1k": 77.93,
    "resnet50.a1_in1k": 81.24,
}


@dataclass(frozen=True)
class ModelSpec:
    """One model.

    Attributes:
        key: ``architecture.tag`` as timm writes it, for instance ``resnet20.cifar10`` or
            ``resnet50.tv_in1k``.
        family: What it was trained on; ``own`` for classes that a user trained.
        depth: Layers with weights, counted as He et al. 2015 count them.
        tag: The part of the key after the dot.
        architecture: What to build.
        source: ``file``: weights in a folder; ``timm``: fetched from the hub through timm when they
            are first needed.
    """

    key: str
    family: Family
    depth: int
    tag: str
    architecture: Architecture
    source: Literal["file", "timm"]

    @property
    def residual(self) -> bool:
        """Whether the network has skip connections."""
        return self.architecture.residual


def _cifar_spec(depth: int, *, residual: bool) -> ModelSpec:
    name = f"{'resnet' if residual else 'plain'}{depth}"
    architecture = cifar_architecture(depth, residual=residual)
    return ModelSpec(f"{name}.cifar10", "cifar10", depth, "cifar10", architecture, "file")


def _imagenet_spec(depth: int, tag: str) -> ModelSpec:
    return ModelSpec(
        f"resnet{depth}.{tag}", "imagenet", depth, tag, imagenet_architecture(depth), "timm"
    )


MODELS: dict[str, ModelSpec] = {
    spec.key: spec
    for spec in (
        *(_cifar_spec(depth, residual=True) for depth in CIFAR_DEPTHS),
        *(_cifar_spec(depth, residual=False) for depth in CIFAR_DEPTHS),
        *(_imagenet_spec(depth, tag) for tag in IMAGENET_TAGS for depth in IMAGENET_STAGES),
    )
}


def find_spec(key: str) -> ModelSpec:
    """Returns the row of a model key.

    Raises:
        UnknownModelError: No model has this key.
    """
    if key not in MODELS:
        raise UnknownModelError(key, tuple(MODELS))
    return MODELS[key]


def parse_architecture(key: str, num_classes: int) -> tuple[int, Architecture]:
    """Returns depth and architecture that a key such as ``resnet20.cifar10``, ``plain56.flowers``
    or ``resnet50.pets`` asks for.

    The part before the dot names the network, the part after it is free: it says what the network
    is trained on.

    Raises:
        UnknownModelError: No network has that name, or the tag is not of letters, digits, - and _.
    """
    name, _, tag = key.partition(".")
    if re.fullmatch(r"[\w-]+", tag):
        for depth in CIFAR_DEPTHS:
            for prefix, residual in (("resnet", True), ("plain", False)):
                if name == f"{prefix}{depth}":
                    architecture = cifar_architecture(
                        depth, residual=residual, num_classes=num_classes
                    )
                    return depth, architecture
        for depth in IMAGENET_STAGES:
            if name == f"resnet{depth}":
                return depth, imagenet_architecture(depth, num_classes=num_classes)
    names = [f"{prefix}{depth}.TAG" for prefix in ("resnet", "plain") for depth in CIFAR_DEPTHS]
    names += [f"resnet{depth}.TAG" for depth in IMAGENET_STAGES]
    raise UnknownModelError(key, names)


def make_own_spec(key: str, num_classes: int) -> ModelSpec:
    """Returns the row of a model that was trained on a user's own classes.

    Raises:
        UnknownModelError: As for :func:`parse_architecture`.
    """
    depth, architecture = parse_architecture(key, num_classes)
    return ModelSpec(key, "own", depth, key.partition(".")[2], architecture, "file")


def check_classes(key: str, classes: tuple[str, ...]) -> None:
    """Checks that a model that calls itself a CIFAR-10 network is trained on CIFAR-10's classes, in
    their order.

    Raises:
        OptionError: It is not; the key needs another tag.
    """
    if key.endswith(".cifar10") and classes != CIFAR10_CLASSES:
        raise OptionError(
            "--model", key, f"a tag of its own for these {len(classes)} classes, such as .mydata"
        )
