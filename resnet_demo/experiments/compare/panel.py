"""The panel *All photos*: which photos of the bench keep their label in each column."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.compare.batch import BatchComparison
from resnet_demo.experiments.compare.compute import Comparison
from resnet_demo.experiments.compare.html import batch_panel, comparison_panel
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, Context
from resnet_demo.page.results import Asked
from resnet_demo.page.strip import Photos
from resnet_demo.page.study import Study, build_actions, wire_study
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

COMPARE = EXPERIMENTS["compare"]


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("batch"), elem_classes="rl-tagline")
    actions = build_actions("batch", "batch_start")
    results = gr.HTML(elem_id="batch-results", padding=False)

    def ask(progress: Progress, choice: Choice, photos: Photos | None) -> Asked:
        request = context.make_request(
            [name_upload(path) for path, _ in photos or ()],
            parse_columns(choice.list_columns(context), context.settings),
            progress,
        )
        return Asked(COMPARE, request, COMPARE.load_options()())

    def draw(words: Words, result: BatchComparison | Comparison, _seconds: float) -> list[Any]:
        if isinstance(result, BatchComparison):
            panel = batch_panel(words, result)
        else:
            panel = comparison_panel(words, result, context.list_accuracies())
        return [gr.update(value=panel, visible=True)]

    wire_study(context, bench, actions, Study([bench.strip.photos], [results], ask, draw))
