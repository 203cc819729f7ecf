"""A lesion study on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from resnet_demo.experiments.table import describe_effect, printable
from resnet_demo.networks.architecture import PARTS


def make_tables(document: dict[str, Any]) -> Iterator[str | Table]:
    """Yields the whole network's answer, a row a block, and a row a number of random blocks."""
    yield (
        f"{document['model']}: {printable(document['reference'])}, "
        f"{describe_effect(document['whole'])}. What is left of it:"
    )
    table = Table("block", *(f"without its {part}" for part in PARTS))
    for block in document["blocks"]:
        name = block["block"] + (" (changes shape)" if block["downsampling"] else "")
        table.add_row(name, *(describe_effect(block[f"{part}_removed"]) for part in PARTS))
    yield table
    random = document["random"]
    if not random["draws"]:
        return
    title = f"random {random['part']} removal, {random['draws']} draws, seed {random['seed']}"
    table = Table("blocks removed", "mean", "5th to 95th percentile", title=title)
    for effect in random["effects"]:
        interval = f"{effect['low']:.2%} to {effect['high']:.2%}"
        table.add_row(str(effect["count"]), f"{effect['mean']:.2%}", interval)
    yield table
