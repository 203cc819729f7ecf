"""All photos of the bench in the panel *Saliency*: a row of maps for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.explain.compute import Explanations
from resnet_demo.experiments.explain.html import photos_panel
from resnet_demo.experiments.explain.look import Look
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import Context
from resnet_demo.page.study import Study, build_actions, wire_study
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

ReadOptions = Callable[..., tuple[ExplainOptions, Look]]


def build_photos(
    context: Context,
    bench: Bench,
    options: Sequence[gr.components.Component],
    read: ReadOptions,
) -> None:
    """Lays out the part for all photos of the bench and wires it.

    Args:
        context: Settings and page.
        bench: Photos, network, plan and columns.
        options: The choices of the panel.
        read: Turns the values of the options into options and look.
    """
    actions = build_actions("map-photos", "several_start")
    rows = gr.HTML(elem_id="map-rows", padding=False)

    def explain(
        progress: Progress,
        choice: Choice,
        photos: list[tuple[str, str | None]] | None,
        *values: Any,  # noqa: ANN401  of the choices
    ) -> tuple[Explanations, Look]:
        chosen, look = read(*values)
        columns = parse_columns(choice.list_columns(context), context.settings)
        paths = [Path(path) for path, _ in photos or ()]
        request = context.make_request(paths, columns, progress)
        return cast("Explanations", EXPERIMENTS["explain"].compute(request, chosen)), look

    def draw(words: Words, result: tuple[Explanations, Look], _seconds: float) -> list[Any]:
        made, look = result
        return [gr.update(value=photos_panel(words, made.results, look), visible=True)]

    work = Study([bench.strip.photos, *options], [rows], explain, draw)
    wire_study(context, bench, actions, work)
