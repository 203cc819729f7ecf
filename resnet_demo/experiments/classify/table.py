"""A classification on a terminal and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from resnet_demo.experiments.table import (
    describe_error,
    list_error,
    list_ranks,
    list_scores,
    printable,
)


def make_tables(document: dict[str, Any]) -> Iterator[str]:
    """Yields the name of every photo, and below it its ranking or why there is none."""
    for result in document["results"]:
        yield f"[bold]{printable(result['file'])}[/bold]"
        if "error" in result:
            yield f"  {describe_error(result)}"
        else:
            yield from list_scores(result["top"])


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields a row a class and photo; a failed photo has one row with its error."""
    for result in document["results"]:
        for ranked in list_ranks(result):
            yield {"file": result["file"], **ranked, **list_error(result)}
