"""All photos of the bench in the panel *Saliency*: a row of maps for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.explain.compute import Explanations
from resnet_demo.experiments.explain.html import photos_panel
from resnet_demo.experiments.explain.look import read_look
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import Context
from resnet_demo.page.options import read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.strip import Photos
from resnet_demo.page.study import Study, build_actions, wire_study
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

EXPLAIN = EXPERIMENTS["explain"]


def build_photos(
    context: Context,
    bench: Bench,
    controls: Mapping[str, gr.components.Component],
    looks: Sequence[gr.components.Component],
) -> None:
    """Lays out the part for all photos of the bench and wires it.

    Args:
        context: Settings and page.
        bench: Photos, network, plan and columns.
        controls: Those of the options, by name.
        looks: How maps are drawn.
    """
    actions = build_actions("map-photos", "several_start")
    rows = gr.HTML(elem_id="map-rows", padding=False)

    def ask(
        progress: Progress,
        choice: Choice,
        photos: Photos | None,
        *values: Any,  # noqa: ANN401  of the options
    ) -> Asked:
        columns = parse_columns(choice.list_columns(context), context.settings)
        files = [name_upload(path) for path, _ in photos or ()]
        request = context.make_request(files, columns, progress)
        return Asked(EXPLAIN, request, read_controls(EXPLAIN, list(controls), values))

    def draw(words: Words, made: Explanations, _seconds: float, *looks: Any) -> list[Any]:  # noqa: ANN401
        panel = photos_panel(words, made.results, read_look(*looks))
        return [gr.update(value=panel, visible=True)]

    work = Study([bench.strip.photos, *controls.values()], [rows], ask, draw, looks=looks)
    wire_study(context, bench, actions, work)
