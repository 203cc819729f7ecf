"""The panel *Lesions*: every skip and every branch removed in turn, on the photo of the bench."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.columns import trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.lesion.charts import (
    draw_accuracy,
    draw_effects,
    draw_random_accuracy,
    draw_random_effects,
)
from resnet_demo.experiments.lesion.compute import LesionStudy
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, Context
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.study import (
    HIDDEN,
    Study,
    build_actions,
    frame_controls,
    make_plot,
    wire_study,
)
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

LESION = EXPERIMENTS["lesion"]


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("lesion_how"), elem_classes="rl-tagline")
    with frame_controls():
        controls = build_options(LESION)
    actions = build_actions("lesion", "lesion_start")
    summary = gr.Markdown(elem_id="lesion-summary")
    with gr.Row(equal_height=False):
        probabilities = make_plot("lesion-probability")
        logits = make_plot("lesion-logit")
    with gr.Row(equal_height=False):
        drawn = make_plot("lesion-random")
        measured = make_plot("lesion-measured")
        measured_random = make_plot("lesion-measured-random")

    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        columns = trained_column(choice.plan.model, context.settings)
        request = context.make_request([choice.file], columns, progress)
        return Asked(LESION, request, read_controls(LESION, list(controls), values))

    outputs = [summary, probabilities, logits, drawn, measured, measured_random]
    work = Study(list(controls.values()), outputs, ask, _draw, scope="model")
    wire_study(context, bench, actions, work)


def _draw(words: Words, study: LesionStudy, seconds: float) -> list[Any]:
    shown: list[Any] = [
        gr.update(value=describe_study(words, study, seconds), visible=True),
        gr.update(value=draw_effects(words, study, "probability"), visible=True),
        gr.update(value=draw_effects(words, study, "logit"), visible=True),
        HIDDEN,
        HIDDEN,
        HIDDEN,
    ]
    if study.random:
        shown[3] = gr.update(value=draw_random_effects(words, study), visible=True)
    card = study.model.card
    if card is not None and (card.profile or {}).get("lesions"):
        shown[4] = gr.update(value=draw_accuracy(words, card), visible=True)
        shown[5] = gr.update(value=draw_random_accuracy(words, card), visible=True)
    return shown


def describe_study(words: Words, study: LesionStudy, seconds: float) -> str:
    """Says what the network answered and how many lesions left that answer standing."""
    sentences = [
        words.say(
            "lesion_whole",
            model=study.model.spec.key,
            label=words.name_class(study.model.labels[study.reference]),
            probability=f"{study.whole.probability:.1%}",
        )
    ]
    for part, effects in study.single.items():
        kept = sum(effect.keeps_label for effect in effects)
        sentences.append(words.say(f"lesion_{part}_kept", kept=kept, total=len(effects)))
    lesions = sum(map(len, study.single.values())) + study.options.draws * len(study.blocks)
    sentences.append(words.say("lesion_time", count=lesions, seconds=f"{seconds:.1f}"))
    return " ".join(sentences)
