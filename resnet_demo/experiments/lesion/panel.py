"""The tab *Lesions*: every skip and every branch removed in turn, on the visitor's photo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.experiments import studies
from resnet_demo.experiments.lesion.charts import (
    draw_accuracy,
    draw_effects,
    draw_random_accuracy,
    draw_random_effects,
)
from resnet_demo.experiments.lesion.compute import LesionStudy
from resnet_demo.networks.plan import check_part
from resnet_demo.page.context import I18N, Context, mark
from resnet_demo.page.study import (
    HIDDEN,
    build_actions,
    build_study_inputs,
    count_steps,
    make_plot,
    wire_study,
)
from resnet_demo.photos.photo import Photo
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words


def build_lesion_tab(context: Context) -> None:
    """Lays out the tab and wires its events."""
    gr.Markdown(I18N("lesion_how"), elem_classes="rl-tagline")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            given = build_study_inputs(context, "lesion")
        with gr.Column(scale=7, min_width=320):
            part = gr.Radio(
                [(mark("part_branch"), "branch"), (mark("part_skip"), "skip")],
                value="branch",
                label=I18N("random_part"),
                elem_id="lesion-part",
            )
            draws = gr.Slider(
                0, 50, value=10, step=1, label=I18N("draws"), buttons=[], elem_id="lesion-draws"
            )
            seed = gr.Number(0, label=I18N("seed"), precision=0, elem_id="lesion-seed")
            actions = build_actions("lesion", "lesion_start")
    summary = gr.Markdown(elem_id="lesion-summary")
    with gr.Row(equal_height=False):
        probabilities = make_plot("lesion-probability")
        logits = make_plot("lesion-logit")
    with gr.Row(equal_height=False):
        drawn = make_plot("lesion-random")
        measured = make_plot("lesion-measured")
        measured_random = make_plot("lesion-measured-random")

    def study(
        report: Progress,
        photo: Path,
        model: str,
        part: str,
        draws: float,
        seed: float,
    ) -> tuple[Photo, LesionStudy]:
        return studies.lesion(
            context.store,
            photo,
            model=model,
            part=check_part(part),
            draws=int(draws),
            seed=int(seed or 0),
            on_progress=count_steps(report, "passes"),
        )

    outputs = [summary, probabilities, logits, drawn, measured, measured_random]
    wire_study(context, given, actions, [part, draws, seed], outputs, study, _draw)


def _draw(words: Words, result: tuple[Photo, LesionStudy], seconds: float) -> list[Any]:
    _, study = result
    figure = draw_effects
    shown: list[Any] = [
        gr.update(value=describe_study(words, study, seconds), visible=True),
        gr.update(value=figure(words, study, "probability"), visible=True),
        gr.update(value=figure(words, study, "logit"), visible=True),
        HIDDEN,
        HIDDEN,
        HIDDEN,
    ]
    if study.draws:
        shown[3] = gr.update(value=draw_random_effects(words, study), visible=True)
    card = study.model.card
    if card is not None and (card.profile or {}).get("lesions"):
        shown[4] = gr.update(value=draw_accuracy(words, card), visible=True)
        random = draw_random_accuracy(words, card)
        shown[5] = gr.update(value=random, visible=True)
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
    lesions = sum(map(len, study.single.values())) + study.draws * len(study.blocks)
    sentences.append(words.say("lesion_time", count=lesions, seconds=f"{seconds:.1f}"))
    return " ".join(sentences)
