"""The tab *Plain vs residual*: one photo through up to three networks, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.errors import ResNetLabError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.compare.compute import Comparison
from resnet_demo.experiments.compare.html import comparison_panel
from resnet_demo.experiments.compare.panel_many import build_batch
from resnet_demo.experiments.html import error_panel, frame_note, show_progress, status_line
from resnet_demo.page.choices import choose_default, list_comparable, list_comparison_choices
from resnet_demo.page.columns import Columns, build_columns, list_columns
from resnet_demo.page.context import (
    COMPUTE,
    I18N,
    PRIVATE,
    QUICK,
    SEND_LANGUAGE,
    Context,
    mark,
    reveal,
)
from resnet_demo.page.drawing import read_network
from resnet_demo.page.options import read_controls
from resnet_demo.page.plan import (
    PlanEditor,
    build_plan_editor,
    describe_plan,
    link_plan,
    read_offered_plan,
)
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.samples import build_samples
from resnet_demo.page.security import keep_upload
from resnet_demo.page.turns import AT_ONCE, show_not_started, show_waiting
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress, Step
from resnet_demo.words.text import Words

COMPARE = EXPERIMENTS["compare"]


def build_panel(context: Context, tab: gr.Tab, tabs: gr.Tabs) -> None:
    """Lays out the tab and wires its events."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            photo = gr.Image(
                label=I18N("photo"),
                type="filepath",
                image_mode=None,
                elem_id="compared-photo",
                sources=["upload", "webcam", "clipboard"],
                height=250,
                buttons=[],
            )
            keep_upload(photo)
            samples = build_samples()
        with gr.Column(scale=7, min_width=320):
            model = gr.Dropdown(
                **_list_choices(context),
                label=I18N("depth"),
                elem_id="compared-model",
                filterable=False,
            )
            columns = build_columns()
            top = gr.Slider(1, 10, value=5, step=1, label=I18N("top_compared"), buttons=[])
            start = gr.Button(I18N("compare"), variant="primary", elem_id="compare")
    editor = build_plan_editor(context, tab, model)
    status = gr.HTML(elem_id="compare-status", padding=False)
    results = gr.HTML(elem_id="comparison", padding=False)
    gr.HTML(frame_note(mark("empty_compare")), elem_id="empty-comparison", padding=False)
    build_batch(context, editor, columns)
    _wire_loading(context, tabs, model, editor)
    parts = _Parts(photo, start, top, editor, columns, [status, results])
    _wire(context, parts, samples)


@dataclass(frozen=True)
class _Parts:
    """The components that a comparison reads and writes."""

    photo: gr.Image
    start: gr.Button
    top: gr.Slider
    editor: PlanEditor
    columns: Columns
    shown: list[gr.HTML]


def _wire(context: Context, parts: _Parts, samples: list[tuple[gr.Button, str]]) -> None:
    photo, editor, columns, top = parts.photo, parts.editor, parts.columns, parts.top
    shown = parts.shown
    inputs = [photo, editor.network, *columns.choices, columns.pinned, top, context.language]
    changes = [
        parts.start.click,
        photo.change,
        editor.network.input,
        editor.network.submit,
        top.release,
        columns.pinned.submit,
        columns.pinned.blur,
        *(choice.input for choice in columns.choices),
    ]
    asked = gr.on(
        changes, _show_waiting, [photo, context.language], shown[0], js=SEND_LANGUAGE, **AT_ONCE
    )
    # One event for all: while an answer is on its way, of what is done meanwhile only the last is
    # answered, and it is answered last.
    run = asked.then(
        _make_handler(context),
        inputs,
        [*shown, editor.text, editor.link],
        trigger_mode="always_last",
        **COMPUTE,
        **PRIVATE,
        js=SEND_LANGUAGE,
    )
    run.failure(show_not_started, context.language, shown[0], js=SEND_LANGUAGE, **AT_ONCE)
    for button, path in samples:
        button.click(lambda path=path: path, None, photo, **QUICK)
    shown[1].change(None, js=reveal("comparison"), **PRIVATE)


def _wire_loading(context: Context, tabs: gr.Tabs, model: gr.Dropdown, editor: PlanEditor) -> None:
    """Offers what is here when the page is opened, and follows a link that carries a plan."""

    def follow(language: str, request: gr.Request) -> tuple[Any, ...]:
        # Weights may have come since the page was built. No value without a plan: it would undo a
        # click made while the page still loads.
        choices = {"choices": _list_choices(context)["choices"]}
        text = request.query_params.get("plan")
        if text is None:
            return gr.update(**choices), gr.skip(), gr.skip(), gr.skip()
        words = Words.for_page(language)
        try:
            plan = read_offered_plan(context, text)
        except ResNetLabError as error:
            gr.Warning(escape(words.explain(error)))
            return gr.update(**choices), gr.skip(), gr.skip(), gr.Tabs(selected="compare")
        drawn = describe_plan(context, words, plan)
        picked = gr.update(**(choices | {"value": plan.model}))
        return picked, drawn, str(plan), gr.Tabs(selected="compare")

    outputs = [model, editor.network, editor.text, tabs]
    # Through the queue: gradio drops the warnings of what does not go through it.
    context.page.load(follow, context.language, outputs, js=SEND_LANGUAGE, **PRIVATE)


def _show_waiting(photo: str | None, language: str) -> Any:  # noqa: ANN401  a gradio update
    return show_waiting(language) if photo else gr.skip()


def _list_choices(context: Context) -> dict[str, Any]:
    rows = context.list_models()
    choices = list_comparison_choices(rows, mark)
    return {"choices": choices, "value": choose_default(choices, list_comparable(rows))}


def _make_handler(context: Context) -> Callable[..., Iterator[tuple[Any, ...]]]:
    def compare_photo(
        photo: str | None,
        network: object,
        *values: Any,  # noqa: ANN401
    ) -> Iterator[tuple[Any, ...]]:
        *choices, pinned, top, language = values
        words = Words.for_page(language)
        skip = gr.skip()
        try:
            plan = read_network(network, context.settings)
            texts = list_columns(context, plan, choices, pinned)
            columns = parse_columns(texts, context.settings)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            yield "", error_panel(describe_failure(words, error)), skip, skip
            return
        text = str(plan)
        if not photo:
            yield "", "", text, link_plan(words, text)  # the hint below says to add one
            return
        yield status_line(words.say("loading")), skip, text, link_plan(words, text)

        def task(report: Progress) -> Comparison:
            request = context.make_request([name_upload(photo)], columns, report)
            options = read_controls(COMPARE, ["top"], [top])
            return cast("Comparison", COMPARE.compute(request, options))

        def show(step: Step) -> tuple[Any, ...]:
            return show_progress(words, step), skip, skip, skip

        try:
            comparison = yield from run_in_steps(task, show)
            panel = comparison_panel(words, comparison, context.list_accuracies())
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
        yield "", panel, skip, skip

    return compare_photo
