"""Step 1: one skip or one branch removed, on the data set first and on one picture second."""

from __future__ import annotations

from statistics import median
from typing import Any, cast

from resnet_demo.columns import trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.lesion.captions import (
    describe_accuracy_chart,
    describe_effects_chart,
)
from resnet_demo.experiments.lesion.charts import draw_accuracy, draw_effects
from resnet_demo.experiments.lesion.compute import LesionStudy
from resnet_demo.experiments.lesion.options import LesionOptions
from resnet_demo.models.card import ModelCard
from resnet_demo.page.context import Context
from resnet_demo.page.learn.step import Finding, Lesson
from resnet_demo.page.samples import FIRST_SAMPLE, find_sample
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

# With 27 blocks many paths are left, and the lesions of a picture take about a second.
DEPTH = 56
# Accuracies closer than this count as the same.
SAME = 0.05


def measure(context: Context, words: Words, report: Progress) -> Finding | None:
    """Reads the lesions of a card, and lesions the same network on a picture."""
    card, sample = find_card(context), find_sample(FIRST_SAMPLE)
    if card is None or sample is None:
        return None
    columns = trained_column(card.key, context.settings)
    request = context.make_request([name_upload(str(sample.path))], columns, report)
    study = cast("LesionStudy", EXPERIMENTS["lesion"].compute(request, LesionOptions(draws=0)))
    lesions = (card.profile or {})["lesions"]
    outcome = compare_parts(lesions)
    return Finding(
        outcome,
        [
            describe_data(words, card),
            words.say(f"learn_paths_found_{outcome}", blocks=len(lesions["skip_removed"])),
            describe_picture(words, study, outcome),
        ],
        {"photo": sample.name, "plan": card.key, "panel": "lesion"},
        [
            (draw_accuracy(words, card), describe_accuracy_chart(words, lesions)),
            (
                draw_effects(words, study, "probability"),
                describe_effects_chart(words, study, "probability"),
            ),
        ],
    )


def find_card(context: Context) -> ModelCard | None:
    """Returns the card of the deepest network up to ``DEPTH`` whose lesions were measured."""
    rows = [
        row
        for row in context.list_models()
        if row.card and row.card.profile and row.card.profile["lesions"] and not row.spec.is_own
    ]
    rows.sort(key=lambda row: (row.spec.depth <= DEPTH, row.spec.depth))
    return rows[-1].card if rows else None


def compare_parts(lesions: dict[str, Any]) -> str:
    """Returns which costs more accuracy, a ``skip`` or a ``branch``, or ``same``."""
    skip, branch = median(lesions["skip_removed"]), median(lesions["branch_removed"])
    if abs(skip - branch) < SAME:
        return "same"
    return "skip" if skip < branch else "branch"


def describe_data(words: Words, card: ModelCard) -> str:
    """Says what single lesions cost on the test images."""
    lesions = (card.profile or {})["lesions"]
    parts = {part: lesions[f"{part}_removed"] for part in ("skip", "branch")}
    return words.say(
        "learn_paths_data",
        model=card.key,
        images=lesions["images"],
        whole=lesions["accuracy"],
        blocks=len(parts["skip"]),
        **{part: median(values) for part, values in parts.items()},
        **{f"{part}_low": min(values) for part, values in parts.items()},
        **{f"{part}_high": max(values) for part, values in parts.items()},
    )


def describe_picture(words: Words, study: LesionStudy, outcome: str) -> str:
    """Says what single lesions do to one picture, and whether that is what the data set shows."""
    kept = {
        part: sum(effect.keeps_label for effect in effects)
        for part, effects in study.single.items()
    }
    shown = "same"
    if kept["skip"] != kept["branch"]:
        shown = "skip" if kept["skip"] < kept["branch"] else "branch"
    sentences = [
        words.say(
            "learn_paths_photo",
            photo=study.photo.name,
            label=words.name_class(study.model.labels[study.reference]),
            blocks=len(study.blocks),
            skip=kept["skip"],
            branch=kept["branch"],
        ),
        words.say("learn_paths_agrees" if shown == outcome else "learn_paths_differs"),
    ]
    return (" " if words.language == "en" else "").join(sentences)


PATHS = Lesson("paths", ("skip", "branch", "same"), measure, charts=2)
