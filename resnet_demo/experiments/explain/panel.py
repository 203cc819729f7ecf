"""The panel *Saliency*: maps of one class in up to three networks, and of all methods in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import parse_columns
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
from resnet_demo.experiments.explain.look import DIFFERENCES, Look, read_look
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.experiments.explain.panel_photos import build_photos
from resnet_demo.experiments.html import frame_note
from resnet_demo.experiments.passes import Passes
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, mark
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.study import Study, build_actions, frame_controls, frame_panel, wire_study
from resnet_demo.progress import Progress
from resnet_demo.saliency.options import METHOD_OPTIONS
from resnet_demo.saliency.table import METHOD_KEYS, find_method, list_methods
from resnet_demo.words.text import Words

EXPLAIN = EXPERIMENTS["explain"]
Maps = tuple[list[Explanation], dict[str, ResNetLabError]]
"""Of all methods, and by title of a method why it has none."""
DEFAULT_METHOD = "grad-cam"
CLASSES = ("target", "versus")
OPTIONS = ("method", *CLASSES, *METHOD_OPTIONS)


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("saliency_how"), elem_classes="rl-tagline")
    with frame_controls():
        with gr.Column(scale=5, min_width=320):
            method = _build_method(context)
        with gr.Column(scale=7, min_width=320):
            choices = _build_choices()
    actions = build_actions("saliency", "saliency_start")
    with gr.Accordion(I18N("looks"), open=False, elem_id="looks"):
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
    options = [method, *choices]
    work = Study(options, [found, results, slider], _make_ask(context), _draw, looks)
    wire_study(context, bench, actions, work)
    with gr.Accordion(I18N("several_photos"), open=False, elem_id="map-photos"), frame_panel():
        build_photos(context, bench, dict(zip(OPTIONS, options, strict=True)), looks)
    with frame_panel():
        _build_grid(context, bench, options)


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
        [method.change, context.page.load],
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
        shared = gr.Checkbox(
            value=True, label=I18N("shared_scale"), min_width=200, elem_id="shared-scale"
        )
        opacity = gr.Slider(
            0,
            1,
            value=0.6,
            step=0.05,
            label=I18N("opacity"),
            buttons=[],
            min_width=200,
            elem_id="opacity",
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
        look = read_look(shared, opacity, name)
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


def _build_choices() -> list[gr.components.Component]:
    """Lays out the options but the method."""
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
        folded = build_options(EXPLAIN, METHOD_OPTIONS)
    return [*classes, *(folded[name] for name in METHOD_OPTIONS)]


def _make_ask(context: Context) -> Callable[..., Asked]:
    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        columns = parse_columns(choice.list_columns(context), context.settings)
        request = context.make_request([choice.file], columns, progress)
        return Asked(EXPLAIN, request, read_controls(EXPLAIN, OPTIONS, values))

    return ask


def _draw(
    words: Words,
    result: Explanations,
    _seconds: float,
    *looks: Any,  # noqa: ANN401  as the controls say
) -> list[Any]:
    explanation = cast("Explanation", result.results[0])
    # It stays in memory to be drawn again.
    explanation.picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    return [explanation, *_show(words, explanation, read_look(*looks))]


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


def _build_grid(context: Context, bench: Bench, options: list[gr.components.Component]) -> None:
    """Lays out the grid of all methods and wires it."""
    actions = build_actions("grid", "saliency_all")
    grid = gr.HTML(elem_id="grid", padding=False)

    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        columns = parse_columns([choice.plan.model], context.settings)
        request = context.make_request([choice.file], columns, progress)
        return Asked(EXPLAIN, request, read_controls(EXPLAIN, OPTIONS, values))

    def compute(asked: Asked) -> Maps:
        return compute_all_methods(asked.request, cast("ExplainOptions", asked.options))

    def draw(words: Words, result: Maps, _seconds: float) -> list[Any]:
        made, failures = result
        texts = {title: words.explain(error) for title, error in failures.items()}
        return [gr.update(value=methods_panel(words, made, texts, Look().opacity), visible=True)]

    work = Study(
        options,
        [grid],
        ask,
        draw,
        scope="model",
        compute=compute,
        count=_count_maps,
        split=_split_maps,
    )
    wire_study(context, bench, actions, work)


def _count_maps(asked: Asked) -> list[Passes]:
    options = cast("ExplainOptions", asked.options)
    return [
        passes
        for key in METHOD_KEYS
        for passes in replace(asked, options=replace(options, method=key)).count_passes()
    ]


def _split_maps(asked: Asked, result: Maps) -> list[tuple[Asked, Explanations]]:
    """Returns what each map of the grid would be asked for by itself, and that map."""
    made, _ = result
    return [(replace(asked, options=item.options), Explanations((item,))) for item in made]
