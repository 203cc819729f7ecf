"""The sentence of an error in a language, from the template that its type has there."""

from __future__ import annotations

from collections.abc import Mapping

from resnet_demo.words.en import errors as english
from resnet_demo.words.templates import Sentences
from resnet_demo.words.zh import errors as chinese

TEMPLATES: dict[str, dict[str, str]] = {"en": english.ERRORS, "zh": chinese.ERRORS}
SENTENCES = {
    "en": Sentences(", ", "none", ("'", "'"), english.PHRASES),
    "zh": Sentences("、", "无", ("“", "”"), chinese.PHRASES),
}


def describe_error(name: str, fields: Mapping[str, object], language: str = "en") -> str:
    """Returns the sentence of an error.

    Args:
        name: Name of the error's type.
        fields: Its fields.
        language: ``en`` or ``zh``.
    """
    return SENTENCES[language].vformat(TEMPLATES[language][name], (), fields)
