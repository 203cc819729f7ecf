"""Saliency maps on a terminal and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from resnet_demo.experiments.table import (
    describe_error,
    list_error,
    list_network,
    name_column,
    printable,
)

# What a row holds of a map.
FOUND = (
    "score",
    "answer",
    "probability",
    "layer",
    "minimum",
    "maximum",
    "empty",
    "steps",
    "seconds",
)


def make_tables(document: dict[str, Any]) -> Iterator[str]:
    """Yields the method and a line a network; of several photos, each under its name."""
    if "results" not in document:
        yield from _describe_photo(document)
    for entry in document.get("results", ()):
        yield f"[bold]{printable(entry['file'])}[/bold]"
        yield from [describe_error(entry)] if "error" in entry else _describe_photo(entry)
    for name in document.get("written", ()):
        yield f"  wrote {printable(name)}"


def _describe_photo(document: dict[str, Any]) -> Iterator[str]:
    against = f" against {document['versus']}" if document["versus"] else ""
    title = f"{document['method']} ({document['paper']}), {document['target']}{against}"
    yield f"[bold]{printable(title)}[/bold]"
    for entry in document["columns"]:
        yield f"  {describe_error(entry)}" if "error" in entry else _describe_column(entry)


def _describe_column(entry: dict[str, Any]) -> str:
    line = (
        f"  {name_column(entry)}: score {entry['score']:.3f}, map from {entry['minimum']:.3g} to "
        f"{entry['maximum']:.3g}, {entry['seconds']:.2f} s"
    )
    if entry["empty"]:
        line += "; the map is 0 everywhere"
    if entry["completeness"] is not None and entry["completeness"]["error"] is not None:
        line += f"; completeness error {entry['completeness']['error']:.2%}"
    return line


def list_rows(document: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields a row a photo and network: what was explained, and the numbers of the map."""
    for photo in document.get("results", (document,)):
        if "error" in photo:
            yield {"file": photo["file"], **list_error(photo)}
            continue
        asked = {name: photo[name] for name in ("file", "method", "target", "versus")}
        for entry in photo["columns"]:
            found = {name: entry[name] for name in FOUND if name in entry}
            completeness = (entry.get("completeness") or {}).get("error")
            yield asked | list_network(entry) | found | {"completeness_error": completeness}
