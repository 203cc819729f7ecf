"""A comparison on a terminal and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from resnet_demo.experiments.table import (
    describe_error,
    list_error,
    list_network,
    list_ranks,
    list_scores,
    name_column,
    printable,
)


def make_tables(document: dict[str, Any]) -> Iterator[str | Table]:
    """Yields the answers of every column to one photo, or a table of several photos."""
    return _list_answers(document) if "answers" in document else _list_photos(document)


def _list_answers(document: dict[str, Any]) -> Iterator[str]:
    for answer in document["answers"]:
        yield f"[bold]{answer['kind'].replace('_', ' ')}: {name_column(answer)}[/bold]"
        if "error" in answer:
            yield f"  {describe_error(answer)}"
            continue
        yield from list_scores(answer["top"])
        line = f"entropy {answer['entropy']:.3f} nats, margin {answer['margin']:.2%}"
        difference = answer["difference"]
        if difference is not None:
            line += (
                f", divergence {difference['divergence']:.3f} nats, "
                f"the first one's answer is number {difference['reference_rank']}"
            )
        yield f"  {line}"


def _list_photos(document: dict[str, Any]) -> Iterator[str | Table]:
    columns = document["columns"]
    table = Table("photo", *map(name_column, columns))
    for row in document["results"]:
        if "error" in row:
            table.add_row(printable(row["file"]), describe_error(row))
            continue
        cells = ("" if best is None else printable(best["label"]) for best in row["best"])
        table.add_row(printable(row["file"]), *cells)
    yield table
    for entry in columns[1:]:
        if entry["kept"] is not None:
            kept = f"{entry['kept']} of {document['answered']} keep the first one's label"
            yield f"{name_column(entry)}: {kept}"
    yield from (describe_error(entry) for entry in columns if "error" in entry)


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields a row a column and class; of several photos a row a photo, with the label and the
    probability of every column.
    """
    for answer in document.get("answers", ()):
        for ranked in list_ranks(answer):
            yield {"file": document["file"], **list_network(answer), **ranked}
    for row in document.get("results", ()):
        cells: dict[str, object] = {"file": row["file"]}
        for column, best in zip(document["columns"], row.get("best", ()), strict=False):
            name = column["plan"] or column["model"]
            for part in ("label", "probability"):
                cells[f"{part}, {name}"] = None if best is None else best[part]
        yield cells | list_error(row)
