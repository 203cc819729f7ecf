"""Every word that the page shows, in the language of the visitor.

``LABELS`` are fixed words: they travel to the browser once and gradio shows them in the language
of the page. ``SENTENCES`` are put together on the server, in the language that the page reports
with each request, so both kinds always agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from resnet_demo.words.languages import LANGUAGES, read_tables
from resnet_demo.words.templates import Sentences

PRODUCT = "ResNet Lab"

LABELS: dict[str, dict[str, str]] = {code: dict(read_tables(code)["LABELS"]) for code in LANGUAGES}


class Describable(Protocol):
    """What can say itself in a language, as the errors of this package can."""

    def describe(self, language: str = "en") -> str:
        """Returns the sentence."""


@dataclass(frozen=True)
class Words:
    """What the server says in one language, by the code of the language."""

    language: str

    @classmethod
    def for_page(cls, locale: str | None) -> Words:
        """Chooses the language for the ``lang`` that the page reports, for instance ``zh-CN``."""
        start = (locale or "").lower().replace("_", "-").partition("-")[0]
        return cls(start if start in LANGUAGES else "en")

    def say(self, key: str, **fields: object) -> str:
        """Returns a sentence with its fields filled in."""
        return Sentences(self.language).vformat(self.template(key), (), fields)

    def template(self, key: str) -> str:
        """Returns a sentence with its fields open, for a script in the browser to fill in."""
        template: str = read_tables(self.language)["SENTENCES"][key]
        return template

    def name_class(self, label: str) -> str:
        """Returns a class label, translated with the original beside it: 猫 (cat)."""
        translated = read_tables(self.language)["CLASSES"].get(label, label)
        return label if translated == label else f"{translated} ({label})"

    def describe_method(self, key: str) -> dict[str, str]:
        """Returns the ``meaning``, ``cost`` and, if it has one, ``baseline`` of a method's map."""
        return dict(read_tables(self.language)["METHODS"][key])

    def join(self, names: Iterable[object]) -> str:
        """Joins names as a list inside a sentence."""
        return Sentences(self.language).join(names)

    def connect(self, sentences: Iterable[str]) -> str:
        """Joins whole sentences into a paragraph."""
        return LANGUAGES[self.language].gap.join(sentences)

    def explain(self, error: Describable) -> str:
        """Returns the sentence of an error."""
        return error.describe(self.language)
