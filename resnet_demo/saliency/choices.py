"""From names to what they stand for: classes and layers."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from resnet_demo.errors import OptionError
from resnet_demo.resnet import ResNet


def find_class(labels: Sequence[str], name: str) -> int:
    """Returns the index of a class, by its label or one of the synonyms in it, in any case.

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
    if found:
        several = " or ".join(repr(labels[index]) for index in found[:5])
        raise OptionError("class", name, several)
    near = get_close_matches(wanted, [part for names in synonyms for part in names], n=5)
    raise OptionError("class", name, ", ".join(near or [*labels[:10], "…"]))


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
