"""Every word the page shows, in English and 简体中文.

``LABELS`` are fixed words: they travel to the browser once and gradio shows them in the language
of the page. ``SENTENCES`` are put together on the server, in the language that the page reports
with each request, so both kinds always agree. Both tables hold the same keys in each language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from resnet_demo.errors import ResNetLabError
from resnet_demo.ui.text_zh import CLASSES_ZH, ERRORS_ZH, LABELS_ZH, PHRASES_ZH, SENTENCES_ZH

PRODUCT = "ResNet Lab"

LABELS_EN = {
    "tagline": "What do skip connections do? Drop in a photo, see what a residual network makes "
    "of it, and what is left of that without its skip connections.",
    "tab_classify": "Classify",
    "tab_compare": "Plain vs residual",
    "photos": "Photos",
    "photo": "Photo",
    "samples": "No photo at hand? Try one of these:",
    "sample_lion": "Lion",
    "sample_cheetah": "Cheetah",
    "sample_tower": "Tower",
    "sample_bus": "Bus",
    "family": "Trained on",
    "family_cifar10": "CIFAR-10 · 10 classes",
    "family_imagenet": "ImageNet · 1000 classes",
    "kind": "Network",
    "kind_residual": "ResNet",
    "kind_plain": "Plain, no skips",
    "recipe": "Weights",
    "recipe_tv_in1k": "tv_in1k · torchvision's first",
    "recipe_a1_in1k": "a1_in1k · ResNet strikes back",
    "depth": "Depth in layers",
    "accuracy_is": "test accuracy",
    "weights_here": "weights are here",
    "weights_missing": "weights not here (train them)",
    "weights_download": "download on first use,",
    "twin_here": "with its plain twin",
    "twin_missing": "plain twin not here (train it)",
    "top": "Classes shown for each photo",
    "top_compared": "Classes shown in each column",
    "advanced": "Advanced",
    "views": "Views of each photo",
    "views_info": "One view is the centre of the photo, as test accuracies are measured. The "
    "average also looks at the whole photo, two closer crops and all their mirror images: slower, "
    "and more often right on photos that are not cropped to the object.",
    "views_average": "Average over views",
    "views_single": "One view",
    "device": "Device",
    "device_auto": "Automatic",
    "classify": "Classify",
    "compare": "Compare",
    "cancel": "Cancel",
    "empty_classify": "Add photos or pick a sample. The answers appear here.",
    "empty_compare": "Add a photo or pick a sample. Three networks answer side by side.",
}

SENTENCES_EN = {
    "no_photo": "Add at least one photo first.",
    "loading": "Loading the network…",
    "downloading": "Downloading the weights. This happens once for each network…",
    "reading": "Photo {done} of {total}…",
    "computing": "Computing…",
    "cancelled": "Cancelled.",
    "unexpected": "Something went wrong on the server. It is logged under {incident}.",
    "results_of": "Answer of {model}",
    "closed_world": "A CIFAR-10 network knows ten things only ({classes}) "
    "and calls everything one of them.",
    "model_line": "{model}: test accuracy {accuracy}",
    "model_line_bare": "{model}",
    "card_line": "weights sha256 {digest}",
    "time_line": "{decode} decode · {preprocess} preprocess · {forward} forward pass · on {device}",
    "views_average": "average over several views and their mirror images",
    "views_single": "one view a photo",
    "box_single": "{width} × {height} pixels. The box is what the network sees.",
    "box_average": "{width} × {height} pixels. The box is the centre view, one of those averaged.",
    "photo_of": "Photo {name}",
    "not_classified": "Not classified",
    "answers_table": "All photos",
    "column_file": "File",
    "column_label": "Answer",
    "column_probability": "Probability",
    "column_size": "Size",
    "download_csv": "Download as CSV",
    "compare_photo": "The same view, the box, goes through all three.",
    "title_residual": "ResNet",
    "title_skips_removed": "Same weights, skips removed",
    "title_plain_twin": "Trained plain twin",
    "about_residual": "Trained with skip connections and used as trained.",
    "about_skips_removed": "The ResNet's own weights with every skip set to 0. Nothing was "
    "trained again: these layers never learnt to work alone.",
    "about_plain_twin": "Same depth and width, never had skips and was trained that way.",
    "which_is_which": "“Same weights, skips removed” is not a plain network: it shows how much "
    "this trained ResNet relies on its skips. What training without skips gives is shown by the "
    "trained plain twin only.",
    "column_accuracy": "Test accuracy {accuracy}",
    "column_accuracy_unknown": "Test accuracy not measured",
}

LABELS: dict[str, dict[str, str]] = {"en": LABELS_EN, "zh": LABELS_ZH}
SENTENCES: dict[str, dict[str, str]] = {"en": SENTENCES_EN, "zh": SENTENCES_ZH}


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
