"""The languages, one folder each, and the tables that their files hold.

Every file of a folder may hold any of ``TABLES``; together they are the words of the language.
Every language has the same files with the same keys.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

# LABELS are fixed words of the page, SENTENCES are filled in on the server, ERRORS are the
# sentences of errors by the name of their type, PHRASES are words for the kinds of things that
# fields name, NOTES are the sentences about photos with a fault by the name of their type, CLASSES
# are the labels of CIFAR-10, METHODS say what a saliency map means and costs.
TABLES = ("LABELS", "SENTENCES", "ERRORS", "PHRASES", "NOTES", "CLASSES", "METHODS")


@dataclass(frozen=True)
class Language:
    """How a language writes what stands inside its sentences.

    Attributes:
        code: Name of its folder, and the start of the ``lang`` that browsers report.
        separator: What stands between the items of a list.
        gap: What stands between two sentences; Markdown ends bold text only before a space, which
            may be a thin one.
        nothing: What an empty list is called.
        quotes: The marks around a quoted text.
        name: What it calls itself.
        locale: The ``lang`` of the page in this language.
    """

    code: str
    separator: str
    gap: str
    nothing: str
    quotes: tuple[str, str]
    name: str
    locale: str


LANGUAGES: dict[str, Language] = {
    "en": Language("en", ", ", " ", "none", ("'", "'"), "English", "en"),
    "zh": Language("zh", "、", "\u2009", "无", ("“", "”"), "中文", "zh-CN"),
}


@cache
def read_tables(code: str) -> Mapping[str, Mapping[str, Any]]:
    """Returns the words of a language: each of ``TABLES``, merged over the files of its folder.

    Raises:
        ValueError: Two files hold the same key of the same table.
    """
    folder = import_module(f"{__package__}.{code}")
    tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    for file in pkgutil.iter_modules(folder.__path__):
        module = import_module(f"{folder.__name__}.{file.name}")
        for name, table in tables.items():
            words = getattr(module, name, {})
            repeated = sorted(table.keys() & words.keys())
            if repeated:
                raise ValueError(f"{module.__name__}: {name} repeats {', '.join(repeated)}")
            table |= words
    return tables
