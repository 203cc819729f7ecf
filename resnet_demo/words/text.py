"""Every word the page shows, in English and 简体中文.

``LABELS`` are fixed words: they travel to the browser once and gradio shows them in the language
of the page. ``SENTENCES`` are put together on the server, in the language that the page reports
with each request, so both kinds always agree. Both tables hold the same keys in each language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass

from resnet_demo.errors import ResNetLabError
from resnet_demo.words.en.faithfulness import FAITHFULNESS_LABELS_EN, FAITHFULNESS_SENTENCES_EN
from resnet_demo.words.en.lab import LAB_LABELS_EN, LAB_SENTENCES_EN
from resnet_demo.words.en.page import LABELS_EN, SENTENCES_EN
from resnet_demo.words.en.saliency import SALIENCY_LABELS_EN, SALIENCY_SENTENCES_EN
from resnet_demo.words.zh.errors import CLASSES_ZH, ERRORS_ZH, PHRASES_ZH
from resnet_demo.words.zh.faithfulness import FAITHFULNESS_LABELS_ZH, FAITHFULNESS_SENTENCES_ZH
from resnet_demo.words.zh.lab import LAB_LABELS_ZH, LAB_SENTENCES_ZH
from resnet_demo.words.zh.page import LABELS_ZH, SENTENCES_ZH
from resnet_demo.words.zh.saliency import SALIENCY_LABELS_ZH, SALIENCY_SENTENCES_ZH

PRODUCT = "ResNet Lab"

LABELS: dict[str, dict[str, str]] = {
    "en": LABELS_EN | LAB_LABELS_EN | SALIENCY_LABELS_EN | FAITHFULNESS_LABELS_EN,
    "zh": LABELS_ZH | LAB_LABELS_ZH | SALIENCY_LABELS_ZH | FAITHFULNESS_LABELS_ZH,
}
SENTENCES: dict[str, dict[str, str]] = {
    "en": SENTENCES_EN | LAB_SENTENCES_EN | SALIENCY_SENTENCES_EN | FAITHFULNESS_SENTENCES_EN,
    "zh": SENTENCES_ZH | LAB_SENTENCES_ZH | SALIENCY_SENTENCES_ZH | FAITHFULNESS_SENTENCES_ZH,
}


@dataclass(frozen=True)
class Words:
    """What the server says in one language, ``en`` or ``zh``."""

    language: str

    @classmethod
    def for_page(cls, locale: str | None) -> Words:
        """Chooses the language for the ``lang`` that the page reports, for instance ``zh-CN``."""
        return cls("zh" if (locale or "").lower().startswith("zh") else "en")

    def say(self, key: str, **fields: object) -> str:
        """Returns a sentence with its fields filled in."""
        return SENTENCES[self.language][key].format(**fields)

    def template(self, key: str) -> str:
        """Returns a sentence with its fields open, for a script in the browser to fill in."""
        return SENTENCES[self.language][key]

    def name_class(self, label: str) -> str:
        """Returns a class label, translated with the original beside it: 猫 (cat)."""
        if self.language == "en" or label not in CLASSES_ZH:
            return label
        return f"{CLASSES_ZH[label]} ({label})"

    def join(self, names: list[str]) -> str:
        """Joins names as a list inside a sentence."""
        return ("、" if self.language == "zh" else ", ").join(names)

    def explain(self, error: ResNetLabError) -> str:
        """Returns the sentence of an error; what has no translation stays in English."""
        if is_dataclass(error):
            return error.describe(self.language)
        template = ERRORS_ZH.get(type(error).__name__)
        if self.language == "en" or template is None:
            return str(error)
        return template.format(**_translate_fields(error.fields))


def _translate_fields(fields: Mapping[str, object]) -> dict[str, str]:
    # Only phrases of our own are replaced; the names of files and models are the user's.
    kept = ("name", "path", "key", "searched", "available", "known", "root")
    translated = {}
    for field, value in fields.items():
        text = str(value)
        if field not in kept:
            for pattern, replacement in PHRASES_ZH.items():
                text = re.sub(pattern, replacement, text)
        translated[field] = text
    return translated
