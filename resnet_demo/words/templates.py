"""How a template becomes a sentence in a language: every field says how it is written.

A template is a format string. Beside Python's own format specifications a field may ask for one of
these: ``{size:bytes}`` (20 MB), ``{names:list}`` (joined as the language joins a list),
``{names:quoted_list}`` (each of them in quotes), ``{count:count}`` (10,000), ``{kind:phrase}``
(looked up in the language's ``PHRASES``), ``{count:photo|photos}`` (1 photo, 2 photos) and
``{text:quoted}``, of which no more than ``MAX_QUOTED`` characters are repeated: what was sent may
be of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any

from resnet_demo.words.languages import LANGUAGES, read_tables

MAX_QUOTED = 100


def format_bytes(size: float, digits: int = 3) -> str:
    """Returns a size in bytes as people write it, for instance ``20 MB`` (powers of 1000)."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.{digits}g} {unit}"
        size /= 1000
    return f"{size:.{digits}g} GB"


def describe_error(name: str, fields: Mapping[str, object], code: str = "en") -> str:
    """Returns the sentence of an error.

    Args:
        name: Name of the error's type.
        fields: Its fields.
        code: Of the language.
    """
    return Sentences(code).vformat(read_tables(code)["ERRORS"][name], (), fields)


class Sentences(Formatter):
    """Fills templates in one language.

    Args:
        code: Of the language.
    """

    def __init__(self, code: str) -> None:
        self.language = LANGUAGES[code]

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  as in the base
        """Writes one field as its specification asks."""
        writers: dict[str, Callable[[Any], str]] = {
            "bytes": format_bytes,
            "list": self.join,
            "quoted_list": lambda names: self.join(map(self.quote, names)),
            "count": lambda count: f"{count:,}",
            "phrase": lambda kind: str(read_tables(self.language.code)["PHRASES"][kind]),
            "quoted": self.quote,
        }
        if format_spec in writers:
            return writers[format_spec](value)
        if "|" in format_spec:
            one, several = format_spec.split("|")
            return f"{value:,} {one if value == 1 else several}"
        text: str = super().format_field(value, format_spec)
        return text

    def join(self, items: Iterable[object]) -> str:
        """Joins names as a list inside a sentence."""
        return self.language.separator.join(map(str, items)) or self.language.nothing

    def quote(self, text: object) -> str:
        """Puts a text, or its start, into the quotation marks of the language."""
        before, after = self.language.quotes
        quoted = str(text)
        if len(quoted) > MAX_QUOTED:
            quoted = f"{quoted[: MAX_QUOTED - 1]}…"
        return f"{before}{quoted}{after}"
