"""Several photos in the tab *Saliency*: a row of maps for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import Column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.explain.compute import Explanations
from resnet_demo.experiments.explain.html import photos_panel
from resnet_demo.experiments.explain.look import Look
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.page.context import I18N, Context
from resnet_demo.page.study import Study, StudyInputs, build_actions, wire_study
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

ReadChoices = Callable[..., tuple[tuple[Column, ...], ExplainOptions, Look]]


def build_photos(
    context: Context,
    model: gr.Dropdown,
    options: Sequence[gr.components.Component],
    read: ReadChoices,
) -> None:
    """Lays out the folded part for several photos and wires it.

    Args:
        context: Settings and page.
        model: Which network.
        options: The choices of the tab.
        read: Turns (model, *values of the options) into columns, options and look.
    """
    with gr.Accordion(I18N("several_photos"), open=False, elem_id="map-photos"):
        photos = gr.Gallery(
            label=I18N("photos"),
            interactive=True,
            type="filepath",
            elem_id="map-gallery",
            sources=["upload"],
            file_types=["image"],
            columns=6,
            object_fit="cover",
            buttons=[],
            fit_columns=False,
            height=200,
        )
        actions = build_actions("map-photos", "several_start")
        rows = gr.HTML(elem_id="map-rows", padding=False)

    def explain(
        progress: Progress,
        paths: list[Path],
        model: str,
        *values: Any,  # noqa: ANN401  of the choices
    ) -> tuple[Explanations, Look]:
        columns, chosen, look = read(model, *values)
        request = context.make_request(paths, columns, progress)
        return cast("Explanations", EXPERIMENTS["explain"].compute(request, chosen)), look

    def draw(words: Words, result: tuple[Explanations, Look], _seconds: float) -> list[Any]:
        made, look = result
        return [gr.update(value=photos_panel(words, made.results, look), visible=True)]

    wire_study(
        context,
        StudyInputs(photos, model, []),
        actions,
        Study(options, [rows], explain, draw, on_photo=False),
    )
