"""What the terminal tables of the experiments share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.markup import escape


def printable(text: str) -> str:
    """Escapes what would move a terminal's cursor or is no character at all, and rich's markup."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return escape(shown)


def describe_effect(effect: dict[str, Any]) -> str:
    """Returns what is left of the reference class, in one cell."""
    text = f"{effect['probability']:.2%}, logit {effect['logit']:.2f}"
    return text if effect["keeps_label"] else f"{text}, another answer"


def name_column(entry: dict[str, Any]) -> str:
    """Returns the title of a column: its plan, or its model as trained."""
    return printable(entry["plan"] or entry["model"])


def list_scores(scores: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yields a ranking, a line a class."""
    for score in scores:
        yield f"  {score['probability']:>7.2%}  {printable(score['label'])}"


def list_failed_others(document: dict[str, Any]) -> Iterator[str]:
    """Yields a line for each photo that is missing from the BatchNorm statistics."""
    for entry in document.get("failed_others", ()):
        yield f"Not in the statistics: {describe_error(entry)}"


def list_error(entry: dict[str, Any]) -> dict[str, object]:
    """Returns the cell of a row that says why an entry of a document has no values."""
    return {"error": entry["error"]["message"]} if "error" in entry else {}


def list_ranks(entry: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yields the cells of a row a class, the likeliest first; one without cells where an entry of a
    document has an error in place of a ranking.
    """
    if "top" not in entry:
        yield {}
    for rank, score in enumerate(entry.get("top", ()), start=1):
        yield {"rank": rank, **score}


def list_network(entry: dict[str, Any]) -> dict[str, object]:
    """Returns the cells of a row that say which column it is of, and why that has no values."""
    network = {name: entry[name] for name in ("kind", "model", "plan")}
    return network | list_error(entry)


def describe_error(entry: dict[str, Any]) -> str:
    """Returns the sentence of an error in a document, marked as one."""
    return f"[red]{printable(entry['error']['message'])}[/red]"
