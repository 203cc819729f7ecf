"""One photo's signals on a terminal and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from resnet_demo.experiments.table import (
    describe_error,
    list_failed_others,
    list_network,
    printable,
)

# What is measured at every layer and at every block.
SERIES = {"layer": ("response_std",), "block": ("gradient_norm", "similarity")}


def make_tables(document: dict[str, Any]) -> Iterator[str | Table]:
    """Yields a table a column, a row a block, or its error; then the paths, a row a
    length, and which photos could not be read.
    """
    for entry in document["columns"]:
        yield describe_error(entry) if "error" in entry else _make_column_table(entry)
    if "paths" in document:
        paths = document["paths"]
        yield describe_error(paths) if "error" in paths else _make_paths_table(paths)
    yield from list_failed_others(document)


def _make_column_table(entry: dict[str, Any]) -> Table:
    title = f"{entry['kind'].replace('_', ' ')}: {entry['plan'] or entry['model']}"
    heads = ("gradient norm", "untrained", "cosine of input and output", "untrained")
    table = Table("block", *heads, title=printable(title))
    weights = (entry["trained"], entry["initial"])
    for index, block in enumerate(entry["trained"]["blocks"]):
        norms = (f"{signals['gradient_norm'][index]:.3g}" for signals in weights)
        cosines = (signals["similarity"][index] for signals in weights)
        shown = ("" if cosine is None else f"{cosine:.2f}" for cosine in cosines)
        table.add_row(block, *norms, *shown)
    return table


def _make_paths_table(paths: dict[str, Any]) -> Table:
    heads = ("path length", "gradient norm", "paths", "share of the gradient")
    table = Table(*heads, title=f"{printable(paths['model'])}, {paths['draws']} draws")
    for row in paths["lengths"]:
        numbers = (f"{row['norm']:.3g}", f"{row['paths']:,}", f"{row['share']:.2%}")
        table.add_row(str(row["length"]), *numbers)
    return table


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields for each network a row a layer and a row a block, trained and untrained; then a row a
    length of path.
    """
    for entry in document["columns"]:
        if "error" in entry:
            yield list_network(entry)
        for weights in ("trained", "initial"):
            asked = list_network(entry) | {"weights": weights}
            for place, names in SERIES.items():
                yield from (asked | row for row in _list_series(entry.get(weights), place, names))
    for row in document.get("paths", {}).get("lengths", ()):
        yield {"model": document["paths"]["model"], **row}


def _list_series(
    signals: dict[str, Any] | None, place: str, names: tuple[str, ...]
) -> Iterator[dict[str, object]]:
    """Yields a row a layer or block of one network."""
    for index, name in enumerate(signals[f"{place}s"] if signals else ()):
        numbers = {series: signals[series][index] for series in names} if signals else {}
        yield {place: name, **numbers}
