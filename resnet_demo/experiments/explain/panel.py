"""The tab *Saliency*: maps of the same class in up to three networks, and of all methods in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import Column, parse_columns
from resnet_demo.errors import ResNetLabError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.explain.compute import Explanation, Explanations, compute_all_methods
from resnet_demo.experiments.explain.document import (
    PICTURE_SIDE,
    draw_map,
    find_common_scale,
    find_scale,
)
from resnet_demo.experiments.explain.html import describe_method, explanation_panel, methods_panel
from resnet_demo.experiments.explain.look import Look
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.experiments.explain.panel_photos import build_photos
from resnet_demo.experiments.html import frame_note
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.page.columns import build_columns, list_columns, read_plan
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, mark
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.study import Study, StudyInputs, build_actions, build_study_inputs, wire_study
from resnet_demo.progress import Progress
from resnet_demo.saliency.options import METHOD_OPTIONS
from resnet_demo.saliency.table import find_method, list_methods
from resnet_demo.words.text import Words

EXPLAIN = EXPERIMENTS["explain"]
DEFAULT_METHOD = "grad-cam"
CLASSES = ("target", "versus")
OPTIONS = ("method", *CLASSES, *METHOD_OPTIONS)
DIFFERENCES = {"none": None, "12": (1, 2), "13": (1, 3), "23": (2, 3)}


def build_panel(context: Context, _tab: gr.Tab, _tabs: gr.Tabs) -> None:
    """Lays out the tab and wires its events."""
    gr.Markdown(I18N("saliency_how"), elem_classes="rl-tagline")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            given = build_study_inputs(context, "saliency")
            method = _build_method(context)
        with gr.Column(scale=7, min_width=320):
            choices, columns = _build_choices()
            actions = build_actions("saliency", "saliency_start")
            looks = _build_looks()
    results = gr.HTML(elem_id="maps", padding=False)
    gr.HTML(frame_note(mark("empty_saliency")), elem_id="empty-maps", padding=False)
    slider = gr.ImageSlider(
        label=mark("slider_label"),
        visible=False,
        elem_id="map-slider",
        buttons=["fullscreen"],
        height=480,
    )
    found = gr.State(time_to_live=3600)
    _wire_looks(context, found, looks, [results, slider])
    options = [method, *choices, *columns, *looks]
    wire_study(
        context,
        given,
        actions,
        Study(options, [found, results, slider], _make_task(context), _draw),
    )
    build_photos(context, given.model, options, partial(_read_choices, context))
    _build_grid(context, given, method, choices)


def _build_method(context: Context) -> gr.Dropdown:
    """Lays out the picker of methods, and below it what the method does."""
    method = gr.Dropdown(
        [(entry.title, entry.key) for entry in list_methods()],
        value=DEFAULT_METHOD,
        label=I18N("explain_method"),
        elem_id="method",
        filterable=False,
    )
    about = gr.Markdown(elem_id="method-about", elem_classes="rl-hint")
    gr.on(
        [method.input, context.page.load],
        lambda key, language: describe_method(Words.for_page(language), find_method(key)),
        [method, context.language],
        about,
        trigger_mode="always_last",
        js=SEND_LANGUAGE,
        **PRIVATE,
    )
    return method


def _build_looks() -> list[gr.components.Component]:
    """Lays out how maps are drawn: on one scale, how opaque, and less which other column."""
    with gr.Row():
        shared = gr.Checkbox(value=True, label=I18N("shared_scale"), min_width=200)
        opacity = gr.Slider(
            0, 1, value=0.6, step=0.05, label=I18N("opacity"), buttons=[], min_width=200
        )
    difference = gr.Radio(
        [(mark(f"difference_{name}"), name) for name in DIFFERENCES],
        value="none",
        label=I18N("difference"),
        elem_id="difference",
    )
    return [shared, opacity, difference]


def _wire_looks(
    context: Context,
    found: gr.State,
    looks: Sequence[Any],
    outputs: Sequence[gr.components.Component],
) -> None:
    """Draws the maps that are there again when a visitor changes how they look."""
    shared, opacity, difference = looks

    def redraw(
        explanation: Explanation | None, shared: bool, opacity: float, name: str, language: str
    ) -> tuple[Any, Any]:
        if explanation is None:
            return gr.skip(), gr.skip()
        look = Look(shared, opacity, DIFFERENCES.get(name))
        return _show(Words.for_page(language), explanation, look)

    gr.on(
        [shared.input, opacity.release, difference.input],
        redraw,
        [found, *looks, context.language],
        list(outputs),
        trigger_mode="always_last",
        js=SEND_LANGUAGE,
        **PRIVATE,
    )


def _build_choices() -> tuple[list[gr.components.Component], list[gr.components.Component]]:
    """Lays out the options but the method, and then plan and columns."""
    with gr.Row():
        classes = [
            gr.Dropdown(
                ["", *CIFAR10_CLASSES],
                value="",
                label=I18N(f"explain_{name}"),
                info=I18N(f"explain_{name}_info"),
                allow_custom_value=True,
                elem_id=f"explain-{name}",
                min_width=180,
            )
            for name in CLASSES
        ]
    with gr.Accordion(I18N("more_options"), open=False, elem_id="more-options"):
        plan = gr.Textbox(
            label=I18N("plan"),
            info=I18N("signals_plan_info"),
            elem_id="saliency-plan",
            placeholder="resnet20.cifar10:skip[layer2.*]=0",
        )
        folded = build_options(EXPLAIN, METHOD_OPTIONS)
    columns = build_columns("map-")
    return [*classes, *(folded[name] for name in METHOD_OPTIONS)], [
        plan,
        *columns.choices,
        columns.pinned,
    ]


def _read_choices(
    context: Context,
    model: str,
    *values: Any,  # noqa: ANN401  of the options, columns and looks
) -> tuple[tuple[Column, ...], ExplainOptions, Look]:
    """Returns columns, options and look.

    Raises:
        SelectionError: A choice does not exist or does not fit the model.
    """
    count = len(OPTIONS)
    options = cast("ExplainOptions", read_controls(EXPLAIN, OPTIONS, values[:count]))
    (plan, *kinds, pinned), (shared, opacity, difference) = values[count:-3], values[-3:]
    texts = list_columns(context, read_plan(context, model, plan), kinds, pinned)
    look = Look(bool(shared), float(opacity), DIFFERENCES.get(difference))
    return parse_columns(texts, context.settings), options, look


def _make_task(context: Context) -> Callable[..., tuple[Explanation, Look]]:
    def explain(
        progress: Progress,
        photo: Path,
        model: str,
        *values: Any,  # noqa: ANN401  of the choices
    ) -> tuple[Explanation, Look]:
        columns, options, look = _read_choices(context, model, *values)
        result = EXPLAIN.compute(context.make_request([photo], columns, progress), options)
        explanation = cast("Explanation", cast("Explanations", result).results[0])
        picture = explanation.picture
        picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))  # it stays in memory to be drawn again
        return replace(explanation, picture=picture), look

    return explain


def _draw(words: Words, result: tuple[Explanation, Look], _seconds: float) -> list[Any]:
    explanation, look = result
    return [explanation, *_show(words, explanation, look)]


def _show(words: Words, explanation: Explanation, look: Look) -> tuple[Any, Any]:
    """Returns the columns, and photo and first map for the slider."""
    panel = gr.update(value=explanation_panel(words, explanation, look), visible=True)
    _, first = explanation.list_maps()[0]
    scale = find_common_scale(explanation) if look.shared else find_scale([first.heat])
    overlay = draw_map(
        explanation,
        first.heat,
        scale=scale,
        signed=explanation.method.signed,
        opacity=look.opacity,
    )
    return panel, gr.update(value=(explanation.picture, overlay), visible=True)


def _build_grid(
    context: Context,
    given: StudyInputs,
    method: gr.Dropdown,
    choices: list[gr.components.Component],
) -> None:
    """Lays out the grid of all methods and wires it."""
    actions = build_actions("grid", "saliency_all")
    grid = gr.HTML(elem_id="grid", padding=False)

    def explain_all(
        progress: Progress,
        photo: Path,
        model: str,
        *values: Any,  # noqa: ANN401  of the options
    ) -> tuple[list[Explanation], dict[str, ResNetLabError]]:
        options = cast("ExplainOptions", read_controls(EXPLAIN, OPTIONS, values))
        columns = parse_columns([model], context.settings)
        return compute_all_methods(context.make_request([photo], columns, progress), options)

    def draw(
        words: Words, result: tuple[list[Explanation], dict[str, ResNetLabError]], _seconds: float
    ) -> list[Any]:
        made, failures = result
        texts = {title: words.explain(error) for title, error in failures.items()}
        return [gr.update(value=methods_panel(words, made, texts, Look().opacity), visible=True)]

    wire_study(
        context,
        given,
        actions,
        Study([method, *choices], [grid], explain_all, draw, on_photo=False),
    )
