"""The checks of saliency maps on a terminal and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Column, Table

from resnet_demo.experiments.faithfulness.document import NUMBERS, write_number
from resnet_demo.experiments.table import (
    describe_error,
    list_error,
    list_network,
    name_column,
    printable,
)

HEADS = ("insertion − deletion", "unexplained", "sensitivity", "randomised")


def make_tables(document: dict[str, Any]) -> Iterator[Table | str]:
    """Yields for each network the means over the photos, and a line a photo; then what failed."""
    photos = [photo for photo in document["results"] if "error" not in photo]
    for index, entry in enumerate(document["mean"]):
        yield _make_table(entry)
        for photo in photos:
            yield from _describe_photo(photo["file"], photo["columns"][index])
    yield from (describe_error(photo) for photo in document["results"] if "error" in photo)


def _make_table(entry: dict[str, Any]) -> Table:
    table = Table(Column("method", no_wrap=True), *HEADS, title=name_column(entry))
    for key, numbers in entry["methods"].items():
        table.add_row(key, *(write_number(name, numbers[name]) for name in NUMBERS))
    if entry["mean_gain"] is not None:
        gain = write_number("gain", entry["mean_gain"])
        table.caption = (
            f"mean of insertion − deletion {gain}; by chance up to ±{entry['chance']:.3f}"
        )
    return table


def _describe_photo(file: str, column: dict[str, Any]) -> Iterator[str]:
    if "error" in column:
        yield describe_error(column)
        return
    line = f"  {printable(file)}: {printable(column['class'])} {column['probability']:.1%}"
    if column["mean_gain"] is not None:
        gain = write_number("gain", column["mean_gain"])
        line += f"; mean {gain}, by chance up to ±{column['chance']:.3f}"
    yield line
    yield from (
        describe_error(checks) for checks in column["methods"].values() if "error" in checks
    )


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields a row a photo, network and method."""
    for photo in document["results"]:
        if "error" in photo:
            yield {"file": photo["file"], **list_error(photo)}
            continue
        for column in photo["columns"]:
            asked = {"file": photo["file"], **list_network(column)}
            asked |= {name: column[name] for name in ("class", "probability") if name in column}
            for key, checks in column.get("methods", {}).items():
                numbers = {name: checks[name] for name in (*NUMBERS, "empty", "reach")}
                yield asked | {"method": key, **numbers, **list_error(checks)}
            if "methods" not in column:
                yield asked
