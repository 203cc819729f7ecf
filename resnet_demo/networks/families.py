"""The families of networks: their names, and what a name stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from resnet_demo.errors import ReservedTagError, UnknownModelError
from resnet_demo.networks.architecture import (
    CIFAR_DEPTHS,
    IMAGENET_STAGES,
    Architecture,
    cifar_architecture,
    imagenet_architecture,
)

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
        ReservedTagError: It is not; the key needs another tag.
    """
    if key.endswith(".cifar10") and classes != CIFAR10_CLASSES:
        raise ReservedTagError(key, len(classes))
