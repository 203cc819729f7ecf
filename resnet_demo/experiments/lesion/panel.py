"""The panel *Lesions*: every skip and every branch removed in turn, on the photo of the bench."""

from __future__ import annotations

from itertools import chain
from typing import Any, Literal

import gradio as gr

from resnet_demo.columns import trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.lesion.captions import (
    describe_accuracy_chart,
    describe_effects_chart,
    describe_random_accuracy_chart,
    describe_random_chart,
)
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
    HIDDEN_CHART,
    Study,
    build_actions,
    frame_controls,
    make_chart,
    show_chart,
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
    # One photo can teach the opposite of what holds for the data set, which comes first.
    with gr.Row(equal_height=False):
        measured = make_chart("lesion-measured")
        measured_random = make_chart("lesion-measured-random")
    with gr.Row(equal_height=False):
        probabilities = make_chart("lesion-probability")
        logits = make_chart("lesion-logit")
    drawn = make_chart("lesion-random")

    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        columns = trained_column(choice.plan.model, context.settings)
        request = context.make_request([choice.file], columns, progress)
        return Asked(LESION, request, read_controls(LESION, list(controls), values))

    outputs = [summary, *measured, *measured_random, *probabilities, *logits, *drawn]
    work = Study(list(controls.values()), outputs, ask, _draw, scope="model")
    wire_study(context, bench, actions, work)


def _draw(words: Words, study: LesionStudy, seconds: float) -> list[Any]:
    measured, drawn = HIDDEN_CHART * 2, HIDDEN_CHART
    card = study.model.card
    lesions = None if card is None else (card.profile or {}).get("lesions")
    if card is not None and lesions:
        measured = [
            *show_chart(draw_accuracy(words, card), describe_accuracy_chart(words, lesions)),
            *show_chart(
                draw_random_accuracy(words, card), describe_random_accuracy_chart(words, lesions)
            ),
        ]
    if study.random:
        drawn = show_chart(draw_random_effects(words, study), describe_random_chart(words, study))
    values: tuple[Literal["probability", "logit"], ...] = ("probability", "logit")
    effects = [
        show_chart(draw_effects(words, study, value), describe_effects_chart(words, study, value))
        for value in values
    ]
    summary = gr.update(value=describe_study(words, study, seconds), visible=True)
    return [summary, *measured, *chain(*effects), *drawn]


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
    return words.connect(sentences)
