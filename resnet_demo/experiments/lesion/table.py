"""A lesion study on a terminal and in a spreadsheet."""

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


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields the whole network, a row a lesion of one block, and a row a number of random blocks;
    numbers are those of the reference class.
    """
    asked = {name: document[name] for name in ("file", "model", "reference")}
    yield asked | {"removed": None, "blocks": 0, "block": None} | document["whole"]
    for block in document["blocks"]:
        for part in PARTS:
            lesion = {"removed": part, "blocks": 1, "block": block["block"]}
            changes = {"downsampling": block["downsampling"]}
            yield asked | lesion | block[f"{part}_removed"] | changes
    random = document["random"]
    for effect in random["effects"]:
        lesion = {"removed": f"random {random['part']}", "blocks": effect["count"]}
        yield asked | lesion | {name: effect[name] for name in ("mean", "low", "high")}
