"""The families of networks: a row each, the names of their networks, and what a name stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from resnet_demo.errors import ReservedTagError, UnknownModelError
from resnet_demo.networks.architecture import (
    CIFAR_DEPTHS,
    IMAGENET_STAGES,
    Architecture,
    cifar_architecture,
    imagenet_architecture,
)

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
class Family:
    """Networks of one design that were trained on the same data.

    Attributes:
        build: Returns the architecture of a depth.
        depths: Its depths, the shallowest first.
        has_plain: Whether there are plain twins.
        tags: What the weights of one network are told apart by; the tags that only this family has.
            Several are recipes of training, of which the first is the default.
        source: Where the weights are, as in ``ModelSpec``.
        classes: Labels in the order of the logits, few enough to be named in a sentence; empty
            where timm has them.
    """

    build: Callable[..., Architecture]
    depths: tuple[int, ...]
    has_plain: bool
    tags: tuple[str, ...]
    source: Literal["file", "timm"]
    classes: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[bool, ...]:
        """Whether its networks are residual: True, and False where there are plain twins."""
        return (True, False) if self.has_plain else (True,)

    def list_names(self) -> dict[str, tuple[int, bool]]:
        """Lists the part of its keys before the dot, with depth and whether it is residual."""
        return {
            name_network(depth, residual=residual): (depth, residual)
            for residual in self.kinds
            for depth in self.depths
        }

    def list_specs(self, family: str) -> Iterator[ModelSpec]:
        """Lists its models, the residual ones first, and under each tag by depth."""
        for residual, tag, depth in product(self.kinds, self.tags, self.depths):
            key = f"{name_network(depth, residual=residual)}.{tag}"
            architecture = self.build(depth, residual=residual)
            yield ModelSpec(key, family, depth, tag, architecture, self.source)


def name_network(depth: int, *, residual: bool) -> str:
    """Returns what a network is called before the dot of its key: ``resnet20`` or ``plain20``."""
    return f"{'resnet' if residual else 'plain'}{depth}"


# By the name of the family. The tags of ImageNet are timm's:
# torchvision's first weights, and the "ResNet strikes back" A1 recipe (arXiv:2110.00476).
FAMILIES = {
    "cifar10": Family(
        cifar_architecture, CIFAR_DEPTHS, True, ("cifar10",), "file", classes=CIFAR10_CLASSES
    ),
    "imagenet": Family(
        imagenet_architecture, tuple(IMAGENET_STAGES), False, ("tv_in1k", "a1_in1k"), "timm"
    ),
}
OWN_FAMILY = "own"


@dataclass(frozen=True)
class ModelSpec:
    """One model.

    Attributes:
        key: ``architecture.tag`` as timm writes it, for instance ``resnet20.cifar10`` or
            ``resnet50.tv_in1k``.
        family: A row of ``FAMILIES``; ``own`` for classes that a user trained.
        depth: Layers with weights, counted as He et al. 2015 count them.
        tag: The part of the key after the dot.
        architecture: What to build.
        source: ``file``: weights in a folder; ``timm``: fetched from the hub through timm when they
            are first needed.
    """

    key: str
    family: str
    depth: int
    tag: str
    architecture: Architecture
    source: Literal["file", "timm"]

    @property
    def is_own(self) -> bool:
        """Whether a user trained it, on classes of their own."""
        return self.family not in FAMILIES

    @property
    def has_twin(self) -> bool:
        """Whether its family has plain twins; of a user's own models each may have one."""
        return self.is_own or FAMILIES[self.family].has_plain

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
    for family in FAMILIES.values():
        names = family.list_names()
        if name in names and re.fullmatch(r"[\w-]+", tag):
            depth, residual = names[name]
            return depth, family.build(depth, residual=residual, num_classes=num_classes)
    known = [f"{name}.TAG" for family in FAMILIES.values() for name in family.list_names()]
    raise UnknownModelError(key, known)


def make_own_spec(key: str, num_classes: int) -> ModelSpec:
    """Returns the row of a model that was trained on a user's own classes.

    Raises:
        UnknownModelError: As for :func:`parse_architecture`.
    """
    depth, architecture = parse_architecture(key, num_classes)
    return ModelSpec(key, OWN_FAMILY, depth, key.partition(".")[2], architecture, "file")


def name_twin(spec: ModelSpec) -> str:
    """Returns the key of the plain network of the same depth and tag, which need not exist."""
    return f"{name_network(spec.depth, residual=False)}.{spec.tag}"


def check_classes(key: str, classes: tuple[str, ...]) -> None:
    """Checks that a model whose tag is that of a family is trained on the classes of that family,
    in their order.

    Raises:
        ReservedTagError: It is not; the key needs another tag.
    """
    tag = key.rpartition(".")[2]
    for family in FAMILIES.values():
        if family.classes and tag in family.tags and classes != family.classes:
            raise ReservedTagError(key, len(classes))
