"""A classification on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from resnet_demo.experiments.table import describe_error, list_scores, printable


def make_tables(document: dict[str, Any]) -> Iterator[str]:
    """Yields the name of every photo, and below it its ranking or why there is none."""
    for result in document["results"]:
        yield f"[bold]{printable(result['file'])}[/bold]"
        if "error" in result:
            yield f"  {describe_error(result)}"
        else:
            yield from list_scores(result["top"])
