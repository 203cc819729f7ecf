"""The panel *Faithfulness*: whether maps point at what answers depend on, methods by networks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, Literal

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.faithfulness import charts as figures
from resnet_demo.experiments.faithfulness.captions import (
    describe_curves_chart,
    describe_randomised_chart,
)
from resnet_demo.experiments.faithfulness.compute import FaithfulnessStudies, FaithfulnessStudy
from resnet_demo.experiments.faithfulness.curves import FILLS
from resnet_demo.experiments.faithfulness.html import checks_table, describe_checks
from resnet_demo.experiments.html import frame_note
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, mark
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.study import (
    HIDDEN,
    Study,
    build_actions,
    frame_controls,
    make_chart,
    show_chart,
    wire_study,
)
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.progress import Progress
from resnet_demo.saliency.options import METHOD_OPTIONS
from resnet_demo.saliency.table import find_method, list_methods
from resnet_demo.words.text import Words

FAITHFULNESS = EXPERIMENTS["faithfulness"]
OPTIONS = ("methods", "target", *METHOD_OPTIONS)
# One of each kind: what a visitor waits for is half a minute, not several.
FIRST_METHODS = ("grad-cam", "saliency", "integrated-gradients", "guided-backprop")


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("faithfulness_how"), elem_classes="rl-tagline")
    with frame_controls():
        choices = _build_choices()
    actions = build_actions("faithfulness", "faithfulness_start")
    found = gr.State(time_to_live=3600)
    summary = gr.Markdown(elem_id="faithfulness-summary")
    table = gr.HTML(elem_id="faithfulness-table", padding=False)
    gr.HTML(frame_note(mark("empty_faithfulness")), elem_id="empty-faithfulness", padding=False)
    method, fill = _build_figure_choices()
    with gr.Row(equal_height=False):
        deletion = make_chart("faithfulness-deletion")
        insertion = make_chart("faithfulness-insertion")
    randomised = make_chart("faithfulness-randomised")
    gr.Markdown(I18N("faithfulness_about"), elem_classes="rl-tagline")
    plots = [*deletion, *insertion, *randomised]

    def redraw(study: FaithfulnessStudy | None, method: str, fill: str, language: str) -> list[Any]:
        if study is None or method is None:
            return [HIDDEN] * len(plots)
        return _draw_figures(Words.for_page(language), study, method, fill)

    run = wire_study(
        context,
        bench,
        actions,
        Study(
            choices,
            [found, summary, table, method, fill],
            _make_ask(context),
            _draw,
            find_missing=lambda methods, *_: None if methods else "no_method",
        ),
    )
    inputs, options = [found, method, fill, context.language], {**PRIVATE, "js": SEND_LANGUAGE}
    gr.on([method.input, fill.input], redraw, inputs, plots, trigger_mode="always_last", **options)
    run.then(redraw, inputs, plots, **options)


def _build_figure_choices() -> tuple[gr.Dropdown, gr.Radio]:
    """Lays out which method the figures are about, and with what hidden pixels are filled; hidden
    until there are figures.
    """
    with gr.Row():
        method = gr.Dropdown(
            [],
            label=I18N("faithfulness_method"),
            elem_id="checked-method",
            filterable=False,
            visible=False,
        )
        fill = gr.Radio(
            [(mark(f"baseline_{name}"), name) for name in FILLS],
            value=FILLS[0],
            label=I18N("faithfulness_fill"),
            elem_id="checked-fill",
            visible=False,
        )
    return method, fill


def _draw(words: Words, studies: FaithfulnessStudies, seconds: float) -> list[Any]:
    """Returns the study of the photo for the figures, its summary and table, and updates of their
    choices.
    """
    (study,) = studies.results
    if isinstance(study, FailedPhoto):
        raise study.error
    keys = list_drawn_methods(study)
    picker = gr.update(
        choices=[(find_method(key).title, key) for key in keys],
        value=next(iter(keys), None),
        visible=bool(keys),
    )
    text = f"{describe_checks(words, study)} {words.say('study_time', seconds=f'{seconds:.1f}')}"
    return [
        study,
        gr.update(value=text, visible=True),
        gr.update(value=checks_table(words, study), visible=True),
        picker,
        gr.update(visible=bool(keys)),
    ]


def _build_choices() -> list[gr.components.Component]:
    """Lays out methods and target, and the options of methods."""
    methods = gr.CheckboxGroup(
        [(entry.title, entry.key) for entry in list_methods()],
        value=list(FIRST_METHODS),
        label=I18N("faithfulness_methods"),
        elem_id="checked-methods",
        show_select_all=True,
    )
    target = gr.Dropdown(
        ["", *CIFAR10_CLASSES],
        value="",
        label=I18N("faithfulness_target"),
        info=I18N("faithfulness_target_info"),
        allow_custom_value=True,
        elem_id="checked-target",
    )
    with gr.Accordion(I18N("more_options"), open=False, elem_id="checked-options"):
        folded = build_options(FAITHFULNESS, METHOD_OPTIONS)
    return [methods, target, *(folded[name] for name in METHOD_OPTIONS)]


def list_drawn_methods(study: FaithfulnessStudy) -> list[str]:
    """Lists the methods that have curves in some network."""
    return list(
        dict.fromkeys(
            checks.method
            for _, value in study.list_checked()
            for checks in value.checks
            if checks.curves
        )
    )


def _make_ask(context: Context) -> Callable[..., Asked]:
    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        columns = parse_columns(choice.list_columns(context), context.settings)
        request = context.make_request([choice.file], columns, progress)
        return Asked(FAITHFULNESS, request, read_controls(FAITHFULNESS, OPTIONS, values))

    return ask


def _draw_figures(words: Words, study: FaithfulnessStudy, method: str, fill: str) -> list[Any]:
    kinds: tuple[Literal["deletion", "insertion"], ...] = ("deletion", "insertion")
    curves = [
        show_chart(
            figures.curve_figure(words, study, method, fill, kind),
            describe_curves_chart(words, study, method, fill, kind),
        )
        for kind in kinds
    ]
    randomised = figures.randomised_figure(words, study, method)
    sentence = describe_randomised_chart(words, study, method)
    return [*chain(*curves), *show_chart(randomised, sentence)]
