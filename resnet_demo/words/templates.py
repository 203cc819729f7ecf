"""How a template becomes a sentence in a language: every field says how it is written.

A template is a format string. Beside Python's own format specifications a field may ask for one of
these: ``{size:bytes}`` (20 MB), ``{names:list}`` (joined as the language joins a list),
``{count:count}`` (10,000), ``{kind:phrase}`` (looked up in the language's ``PHRASES``) and
``{text:quoted}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any


def format_bytes(size: float, digits: int = 3) -> str:
    """Returns a size in bytes as people write it, for instance ``20 MB`` (powers of 1000)."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.{digits}g} {unit}"
        size /= 1000
    return f"{size:.{digits}g} GB"


class Sentences(Formatter):
    """Fills templates in one language.

    Args:
        separator: What stands between the items of a list.
        nothing: What an empty list is called.
        quotes: The marks around a quoted text.
        phrases: Words for the kinds of things that fields name.
    """

    def __init__(
        self, separator: str, nothing: str, quotes: tuple[str, str], phrases: Mapping[str, str]
    ) -> None:
        self.separator = separator
        self.nothing = nothing
        self.quotes = quotes
        self.phrases = phrases

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  as in the base
        """Writes one field as its specification asks."""
        writers = {
            "bytes": lambda: format_bytes(value),
            "list": lambda: self.join(value),
            "count": lambda: f"{value:,}",
            "phrase": lambda: self.phrases[value],
            "quoted": lambda: f"{self.quotes[0]}{value}{self.quotes[1]}",
        }
        if format_spec in writers:
            return writers[format_spec]()
        text: str = super().format_field(value, format_spec)
        return text

    def join(self, items: Iterable[object]) -> str:
        """Joins names as a list inside a sentence."""
        return self.separator.join(map(str, items)) or self.nothing
