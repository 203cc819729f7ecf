"""From names to what they stand for: classes and layers."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from resnet_demo.errors import OptionError
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
        OptionError: No class is called so, or several are.
    """
    wanted = name.strip().casefold()
    folded = [label.casefold() for label in labels]
    if wanted in folded:
        return folded.index(wanted)
    synonyms = [[part.strip() for part in label.split(",")] for label in folded]
    found = [index for index, names in enumerate(synonyms) if wanted in names]
    if len(found) == 1:
        return found[0]
    if wanted.isdecimal() and int(wanted) < len(labels):
        return int(wanted)
    if found:
        several = " or ".join(repr(labels[index]) for index in found[:5])
        raise OptionError("class", name, several)
    if len(labels) <= FEW:
        raise OptionError("class", name, ", ".join(labels))
    near = get_close_matches(wanted, [part for names in synonyms for part in names], n=5)
    raise OptionError("class", name, ", ".join([*(near or labels[:10]), "…"]))


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
        OptionError: No class is called so, or both are the same.
    """
    chosen = answer if target is None else find_class(labels, target)
    other = None if versus is None else find_class(labels, versus)
    if chosen == other:
        raise OptionError("versus", versus, "another class than the target")
    return chosen, other


def choose_layer(network: ResNet, name: str | None) -> str:
    """Returns the block whose output a layer name means: itself, the last of a stage, or for None
    the last of all.

    Raises:
        OptionError: There is no such block or stage.
    """
    blocks = [block for block, _ in network.named_blocks()]
    if name is None:
        return blocks[-1]
    if name in blocks:
        return name
    of_stage = [block for block in blocks if block.startswith(f"{name}.")]
    if not of_stage:
        stages = ", ".join(network.stage_names)
        raise OptionError("layer", name, f"{stages}, or a block, {blocks[0]} to {blocks[-1]}")
    return of_stage[-1]
