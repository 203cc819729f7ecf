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
from resnet_demo.ui.text_errors_zh import CLASSES_ZH, ERRORS_ZH, PHRASES_ZH
from resnet_demo.ui.text_faithfulness import (
    FAITHFULNESS_LABELS_EN,
    FAITHFULNESS_SENTENCES_EN,
)
from resnet_demo.ui.text_faithfulness_zh import (
    FAITHFULNESS_LABELS_ZH,
    FAITHFULNESS_SENTENCES_ZH,
)
from resnet_demo.ui.text_lab import LAB_LABELS_EN, LAB_SENTENCES_EN
from resnet_demo.ui.text_lab_zh import LAB_LABELS_ZH, LAB_SENTENCES_ZH
from resnet_demo.ui.text_saliency import SALIENCY_LABELS_EN, SALIENCY_SENTENCES_EN
from resnet_demo.ui.text_saliency_zh import SALIENCY_LABELS_ZH, SALIENCY_SENTENCES_ZH
from resnet_demo.ui.text_zh import LABELS_ZH, SENTENCES_ZH

PRODUCT = "ResNet Lab"

LABELS_EN = {
    "tagline": "What do skip connections do? Drop in a photo, see what a residual network makes "
    "of it, and what is left of that without its skip connections.",
    "tab_classify": "Classify",
    "tab_compare": "Plain vs residual",
    "tab_depth": "Depth",
    "tab_zoo": "Model zoo",
    "depth_paper": "Dotted, open marks: test errors of He et al. 2015. Residual ones are from "
    "their table 6; plain ones are read off figure 6, where plain-110 is only said to be above "
    "60%. They trained for 182 epochs; the recipe of the networks here is on their cards in the "
    "model zoo.",
    "depth_pair": "Look inside a pair of this depth",
    "depth_signals_how": "Responses are the outputs of every 3×3 layer after batch normalisation, "
    "before the addition and the ReLU. Gradients are the L2 norms of the loss gradient at the "
    "output of every block, averaged over 500 validation images. Both use the statistics of the "
    "batch, as training does.",
    "zoo_how": "Pick a row to see its card. Accuracies of CIFAR-10 networks are measured on its "
    "10,000 test images; those of ImageNet networks are the ones timm publishes; those of your "
    "own are measured on your test pictures, if you gave any. MACs are for one picture of 32 × 32 "
    "(CIFAR-10) or 224 × 224 pixels (ImageNet).",
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
    "family_own": "My own classes",
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
    "waiting": "Waiting for a free place…",
    "refused": "The server did not take this: it is busy, or the connection was lost. "
    "Try again in a moment.",
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
    "compare_photo": "The same view, the box, goes through all of them.",
    "title_residual": "ResNet",
    "title_ablated": "Same weights, ablated",
    "title_plain_twin": "Trained plain twin",
    "about_residual": "Trained with skip connections and used as trained.",
    "about_ablated": "A trained network's own weights with what its plan cuts. Nothing was "
    "trained again: these layers never learnt to work this way.",
    "about_plain_twin": "Same depth and width, never had skips and was trained that way.",
    "certainty": "entropy {entropy:.2f} nats · lead over the second {margin:.1%}",
    "agrees": "same answer as the first column · divergence {divergence:.2f} nats",
    "disagrees": "the first column's answer is number {rank} here · divergence {divergence:.2f} "
    "nats",
    "which_is_which": "“Same weights, ablated” is not a plain network: it shows how much "
    "this trained ResNet relies on its skips. What training without skips gives is shown by the "
    "trained plain twin only.",
    "column_accuracy": "Test accuracy {accuracy}",
    "column_accuracy_unknown": "Test accuracy not measured",
    "own_world": "This network knows {count} things only ({classes}) and calls everything one of "
    "them.",
    "and_more": "and {count} more",
    "calibrated": "percentages at temperature {temperature:.2f}",
    "kind_residual": "residual",
    "kind_plain": "plain",
    "stage_initial": "at initialisation",
    "stage_trained": "trained",
    "figure_train_error": "Training error against depth",
    "figure_test_error": "Test error against depth",
    "figure_curves": "Error while training",
    "figure_responses": "Size of the responses, layer by layer",
    "figure_gradients": "Size of the gradients, block by block",
    "figure_confusion": "Confusion matrix on the test images",
    "figure_lesions": "Test accuracy with one block lesioned",
    "axis_depth": "depth, layers",
    "axis_epoch": "epoch",
    "axis_layer": "layer, from the input",
    "axis_block": "block, from the input",
    "axis_removed": "lesioned block",
    "axis_error": "error, %",
    "axis_error_log": "error, %, logarithmic",
    "axis_accuracy": "accuracy, %",
    "axis_response": "standard deviation",
    "axis_gradient": "gradient norm, logarithmic",
    "axis_answer": "answer",
    "axis_truth": "true class",
    "series_here": "{kind}, trained here",
    "series_paper": "{kind}, He et al. 2015",
    "series_branch_removed": "its branch removed, the skip stays",
    "series_skip_removed": "its skip removed, the branch stays",
    "line_whole": "nothing removed",
    "depth_empty": "No trained CIFAR-10 network with measured errors is on this machine. "
    "`python -m resnet_demo train` makes one.",
    "depth_one_only": "Networks of two depths or more are needed to see what depth does.",
    "depth_plain_worse": "**Without skips, the deeper network fits its own training images "
    "worse**: training error rises from {first} at depth {shallow} to {last} at depth {deep}. "
    "Training error rules out overfitting: the deeper network is harder to optimise.",
    "depth_plain_better": "Without skips, training error falls from {first} at depth {shallow} to "
    "{last} at depth {deep}: these plain networks show no degradation.",
    "depth_plain_same": "Without skips, training error is about the same at depth {shallow} ("
    "{first}) and {deep} ({last}).",
    "depth_residual_same": "With skips, training error is about the same at depth {shallow} ("
    "{first}) and {deep} ({last}).",
    "depth_residual_worse": "With skips, training error rises from {first} at depth {shallow} to "
    "{last} at depth {deep}.",
    "depth_residual_better": "**With skips, depth helps**: training error falls from {first} at "
    "depth {shallow} to {last} at depth {deep}.",
    "depth_gradients": "At initialisation the gradient at the first block is {residual} times "
    "that at the last block in the residual network and {plain} times in the plain one. Where it "
    "has not died out, vanishing gradients are not what keeps the plain network back; He et al. "
    "(§4.1) come to the same view for networks with batch normalisation.",
    "depth_no_profile": "The cards of this pair hold no signals yet: "
    "`python -m resnet_demo evaluate --update-card` measures them.",
    "zoo_model": "Model",
    "zoo_parameters": "Parameters, M",
    "zoo_macs": "MACs, M",
    "zoo_size": "Size, MB",
    "zoo_accuracy": "Accuracy, %",
    "zoo_f1": "Macro F1, %",
    "zoo_recipe": "Recipe",
    "zoo_licence": "Licence",
    "zoo_hash": "SHA-256",
    "zoo_here": "Weights",
    "zoo_licence_repository": "as this project",
    "zoo_no_card": "{model} has no card on this machine: its weights are not here, or come from "
    "the hub.",
    "status_shipped": "shipped",
    "status_local": "in my folder",
    "status_cache": "downloaded",
    "status_download": "on first use",
    "status_missing": "not here",
    "card_of": "Card of {model}",
    "card_data": "Data",
    "card_data_value": "{name}: {parts}",
    "card_source": "Started from",
    "card_recipe": "Recipe",
    "card_recipe_value": "{name}, {epochs} epochs, batch {batch}, peak learning rate {rate:g}, "
    "seed {seed}",
    "part_train": "training",
    "part_validation": "validation",
    "part_test": "test",
    "card_errors": "Error",
    "card_error_train": "training {error:.2%}",
    "card_error_validation": "validation {error:.2%}",
    "card_error_test": "test {error:.2%}",
    "card_calibration": "Calibration",
    "card_calibration_value": "expected calibration error {before:.2%}; {after:.2%} at temperature "
    "{temperature:.3f}, fitted on one view of the validation images",
    "card_time": "Training took",
    "card_time_value": "{minutes:,.0f} minutes on {hardware}",
    "card_versions": "Versions",
    "card_command": "Command",
    "per_class": "Class by class, on the test images",
    "column_class": "Class",
    "column_precision": "Precision",
    "column_recall": "Recall",
    "column_f1": "F1",
    "column_support": "Images",
    "macro_average": "mean of the classes",
    "weighted_average": "mean, weighted by images",
}

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
