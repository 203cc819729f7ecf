"""Many photos at once in the tab *Plain vs residual*: which keep their label."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.compare.batch import BatchComparison
from resnet_demo.experiments.compare.compute import Comparison
from resnet_demo.experiments.compare.html import batch_panel, comparison_panel
from resnet_demo.experiments.html import error_panel, note_panel, show_progress, status_line
from resnet_demo.page.columns import Columns, list_columns
from resnet_demo.page.context import I18N, Context
from resnet_demo.page.drawing import read_network
from resnet_demo.page.plan import PlanEditor
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.turns import Actions, Work, wire_runs
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress, Step
from resnet_demo.words.text import Words

COMPARE = EXPERIMENTS["compare"]
Photos = list[tuple[str, str | None]]


def build_batch(context: Context, editor: PlanEditor, columns: Columns) -> None:
    """Lays out the folded part for many photos and wires its events."""
    with gr.Accordion(I18N("batch"), open=False, elem_id="batch"):
        photos = gr.Gallery(
            label=I18N("photos"),
            interactive=True,
            type="filepath",
            elem_id="batch-photos",
            sources=["upload"],
            file_types=["image"],
            columns=6,
            object_fit="cover",
            buttons=[],
        )
        with gr.Row():
            start = gr.Button(
                I18N("batch_start"), variant="primary", elem_id="batch-start", scale=3
            )
            cancel = gr.Button(
                I18N("cancel"), interactive=False, scale=1, min_width=80, elem_id="batch-cancel"
            )
        status = gr.HTML(elem_id="batch-status", padding=False)
        results = gr.HTML(elem_id="batch-results", padding=False)
    wire_runs(
        context,
        Actions(start, cancel, status),
        Work(
            _make_handler(context),
            [start.click],
            [photos, editor.network, *columns.choices, columns.pinned],
            [results],
        ),
    )


def _make_handler(context: Context) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    def compare_photos(
        photos: Photos | None, network: object, *values: str
    ) -> Generator[tuple[Any, ...], None, None]:
        *choices, pinned, language = values
        words = Words.for_page(language)
        if not photos:
            yield "", gr.update(interactive=False), note_panel(words.say("no_photo"))
            return
        yield status_line(words.say("loading")), gr.update(interactive=True), gr.skip()

        def task(report: Progress) -> BatchComparison | Comparison:
            plan = read_network(network, context.settings)
            texts = list_columns(context, plan, choices, pinned)
            request = context.make_request(
                [name_upload(path) for path, _ in photos],
                parse_columns(texts, context.settings),
                report,
            )
            result = COMPARE.compute(request, COMPARE.load_options()())
            return cast("BatchComparison | Comparison", result)

        def show(step: Step) -> tuple[Any, ...]:
            return show_progress(words, step), gr.skip(), gr.skip()

        try:
            result = yield from run_in_steps(task, show)
            if isinstance(result, BatchComparison):
                panel = batch_panel(words, result)
            else:
                panel = comparison_panel(words, result, context.list_accuracies())
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
        yield "", gr.update(interactive=False), panel

    return compare_photos
