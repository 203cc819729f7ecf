"""The tab *Plain vs residual*: one photo through three networks, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo import service
from resnet_demo.compare import Comparison
from resnet_demo.ui.choices import choose_default, list_comparable, list_comparison_choices
from resnet_demo.ui.context import COMPUTE, I18N, PRIVATE, SEND_LANGUAGE, Context, mark, reveal
from resnet_demo.ui.panels import comparison_panel, error_panel, frame_note, note_panel, status_line
from resnet_demo.ui.samples import build_samples
from resnet_demo.ui.security import keep_upload
from resnet_demo.ui.text import Words
from resnet_demo.ui.work import Step, describe_failure, run_in_steps


def build_compare_tab(context: Context) -> None:
    """Lays out the tab and wires its events."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            photo = gr.Image(
                label=I18N("photo"), type="filepath", image_mode=None, elem_id="compared-photo",
                sources=["upload", "webcam", "clipboard"], height=250, buttons=[],
            )  # fmt: skip
            keep_upload(photo)
            samples = build_samples()
        with gr.Column(scale=7, min_width=320):
            model = gr.Dropdown(
                **_list_choices(context),
                label=I18N("depth"),
                elem_id="compared-model",
                filterable=False,
            )
            top = gr.Slider(1, 10, value=5, step=1, label=I18N("top_compared"), buttons=[])
            start = gr.Button(I18N("compare"), variant="primary", elem_id="compare")
    status = gr.HTML(elem_id="compare-status", padding=False)
    results = gr.HTML(elem_id="comparison", padding=False)
    gr.HTML(frame_note(mark("empty_compare")), elem_id="empty-comparison", padding=False)
    run = _make_handler(context)
    inputs, outputs = [photo, model, top, context.language], [status, results]
    options = {**COMPUTE, **PRIVATE, "js": SEND_LANGUAGE}
    gr.on([start.click, photo.upload], run, inputs, outputs, **options)
    results.change(None, js=reveal("comparison"), **PRIVATE)
    # Weights may have come since the page was built.
    context.page.load(lambda: gr.update(**_list_choices(context)), None, model, **PRIVATE)
    for button, path in samples:
        button.click(lambda path=path: path, None, photo, **PRIVATE).then(
            run, inputs, outputs, **options
        )


def _list_choices(context: Context) -> dict[str, Any]:
    rows = context.list_models()
    choices = list_comparison_choices(rows, mark)
    return {"choices": choices, "value": choose_default(choices, list_comparable(rows))}


def _make_handler(context: Context) -> Callable[..., Iterator[tuple[Any, ...]]]:
    def compare_photo(
        photo: str | None, model: str, top: float, language: str
    ) -> Iterator[tuple[Any, ...]]:
        words = Words.for_page(language)
        if not photo:
            yield "", note_panel(words.say("no_photo"))
            return
        yield status_line(words.say("loading")), gr.skip()

        def task(_report: Callable[[Step], None]) -> Comparison:
            return service.compare(context.store, Path(photo), model=model, top=int(top))

        def show(step: Step) -> tuple[Any, ...]:
            return status_line(words.say(step.key)), gr.skip()

        try:
            comparison = yield from run_in_steps(task, show)
            accuracies = {row.spec.key: row.accuracy for row in context.list_models()}
            panel = comparison_panel(words, comparison, accuracies)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
        yield "", panel

    return compare_photo
