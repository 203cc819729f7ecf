"""Many photos at once in the tab *Plain vs residual*: which keep their label."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.experiments import service
from resnet_demo.experiments.compare.many import BatchComparison
from resnet_demo.page.columns import Columns, list_columns
from resnet_demo.page.context import I18N, Context
from resnet_demo.page.drawing import read_network
from resnet_demo.page.panels import error_panel, note_panel, status_line
from resnet_demo.page.panels_study import batch_panel
from resnet_demo.page.plan import PlanEditor
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.turns import wire_runs
from resnet_demo.progress import Step
from resnet_demo.words.text import Words

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
        _make_handler(context),
        [start.click],
        [],
        [photos, editor.network, *columns.choices, columns.pinned],
        status,
        cancel,
        [results],
    )


def _make_handler(context: Context) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    def compare_photos(
        photos: Photos | None,
        network: object,
        first: str,
        second: str,
        third: str,
        pinned: str,
        language: str,
    ) -> Generator[tuple[Any, ...], None, None]:
        words = Words.for_page(language)
        if not photos:
            yield "", gr.update(interactive=False), note_panel(words.say("no_photo"))
            return
        yield status_line(words.say("loading")), gr.update(interactive=True), gr.skip()

        def task(report: Callable[[Step], None]) -> BatchComparison:
            plan = read_network(network, context.settings)
            return service.compare_batch(
                context.store,
                [Path(path) for path, _ in photos],
                columns=list_columns(context, plan, (first, second, third), pinned),
                on_progress=lambda done, total: report(
                    Step("computing") if done == total else Step("reading", done + 1, total)
                ),
            )

        def show(step: Step) -> tuple[Any, ...]:
            text = words.say(step.unit, done=step.done, total=step.total)
            return status_line(text, step.done, step.total), gr.skip(), gr.skip()

        try:
            panel = batch_panel(words, (yield from run_in_steps(task, show)))
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
        yield "", gr.update(interactive=False), panel

    return compare_photos
