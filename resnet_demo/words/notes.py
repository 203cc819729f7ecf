"""The sentence of a note in a language, from the template that its type has there."""

from __future__ import annotations

from collections.abc import Mapping

from resnet_demo.words.en import notes as english
from resnet_demo.words.errors import SENTENCES
from resnet_demo.words.zh import notes as chinese

TEMPLATES: dict[str, dict[str, str]] = {"en": english.NOTES, "zh": chinese.NOTES}


def describe_note(name: str, fields: Mapping[str, object], language: str = "en") -> str:
    """Returns the sentence of a note.

    Args:
        name: Name of the note's type.
        fields: Its fields.
        language: ``en`` or ``zh``.
    """
    return SENTENCES[language].vformat(TEMPLATES[language][name], (), fields)
