"""From names to what they stand for: classes and layers."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from resnet_demo.errors import (
    AmbiguousClassError,
    SameClassError,
    SimilarClassError,
    UnknownClassError,
    UnknownLayerError,
    UnlistedClassError,
)
from resnet_demo.networks.resnet import ResNet

FEW = 20  # labels that a sentence can list


def find_class(labels: Sequence[str], name: str) -> int:
    """Returns the index of a class, by its label or one of the synonyms in it, in any case, or by
    its index. Of classes with the same label it is the first: ImageNet's two cranes are ``crane``,
    the bird, and ``517``, the machine.

    Args:
        labels: In the order of the logits; synonyms are separated by commas.
        name: What was typed.

    Raises:
        UnknownClassError: No class is called so.
        AmbiguousClassError: Several classes are.
    """
    wanted = name.strip().casefold()
    folded = [label.casefold() for label in labels]
    if wanted in folded:
        return folded.index(wanted)
    synonyms = [[part.strip() for part in label.split(",")] for label in folded]
    matches = [index for index, names in enumerate(synonyms) if wanted in names]
    if len(matches) == 1:
        return matches[0]
    if wanted.isdecimal() and int(wanted) < len(labels):
        return int(wanted)
    if matches:
        indices = matches[:5]
        raise AmbiguousClassError(name, [labels[index] for index in indices], indices)
    last = len(labels) - 1
    if len(labels) <= FEW:
        raise UnknownClassError(name, labels, last)
    similar = get_close_matches(wanted, [part for names in synonyms for part in names], n=5)
    if similar:
        raise SimilarClassError(name, similar, last)
    raise UnlistedClassError(name, labels[:5], last)


def choose_classes(
    labels: Sequence[str], target: str | None, versus: str | None, answer: int
) -> tuple[int, int | None]:
    """Returns the indices of the class to explain and of the one it is set against.

    Args:
        labels: In the order of the logits.
        target: Its name; None for the answer.
        versus: The other's name; None for none.
        answer: Index of the likeliest class.

    Raises:
        UnknownClassError: No class is called so.
        AmbiguousClassError: Several classes are.
        SameClassError: Both are the same.
    """
    index = answer if target is None else find_class(labels, target)
    other = None if versus is None else find_class(labels, versus)
    if index == other:
        raise SameClassError(labels[index])
    return index, other


def choose_layer(network: ResNet, name: str | None) -> str:
    """Returns the block whose output a layer name means: itself, the last of a stage, or for None
    the last of all.

    Raises:
        UnknownLayerError: There is no such block or stage.
    """
    blocks = [block for block, _ in network.named_blocks()]
    if name is None:
        return blocks[-1]
    if name in blocks:
        return name
    of_stage = [block for block in blocks if block.startswith(f"{name}.")]
    if not of_stage:
        raise UnknownLayerError(name, tuple(network.stage_names), blocks[0], blocks[-1])
    return of_stage[-1]
