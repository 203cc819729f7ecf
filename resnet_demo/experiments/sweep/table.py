"""A strength sweep on a terminal and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from resnet_demo.experiments.table import describe_effect, list_failed_others, printable


def make_tables(document: dict[str, Any]) -> Iterator[str | Table]:
    """Yields one table, a row a strength, and which photos could not be read."""
    rows = document["strengths"]
    heads = ["strength", "as trained"]
    if "reestimated" in rows[0]:
        heads.append("re-estimated statistics")
    title = f"{document['model']}: {document['reference']}, {document['part']} of "
    table = Table(*heads, title=printable(title + document["blocks"]))
    for row in rows:
        effects = [row, *([row["reestimated"]] if "reestimated" in row else [])]
        cells = (describe_effect(effect) for effect in effects)
        table.add_row(f"{row['strength']:.2f}", *cells)
    yield table
    yield from list_failed_others(document)


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields a row a strength; numbers are those of the reference class."""
    asked = {name: document[name] for name in ("file", "model", "reference", "part", "blocks")}
    for row in document["strengths"]:
        again = row.get("reestimated", {})
        numbers = {name: value for name, value in row.items() if name != "reestimated"}
        yield asked | numbers | {f"reestimated_{name}": value for name, value in again.items()}
