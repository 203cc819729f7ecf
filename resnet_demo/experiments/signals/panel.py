"""The panel *Signals*: responses and gradients of a photo block by block, and gradient paths."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.columns import parse_columns, trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.signals.captions import (
    describe_norms_chart,
    describe_shares_chart,
    describe_signal_chart,
    is_damaged,
)
from resnet_demo.experiments.signals.charts import (
    SIGNALS,
    draw_path_norms,
    draw_path_shares,
    draw_signals,
)
from resnet_demo.experiments.signals.compute import SignalsStudy
from resnet_demo.experiments.signals.options import SignalsOptions
from resnet_demo.experiments.signals.paths import PathStudy
from resnet_demo.networks.seeds import MAX_DRAWS
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, mark
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.samples import list_other_samples
from resnet_demo.page.study import (
    HIDDEN,
    Study,
    build_actions,
    frame_controls,
    frame_panel,
    make_chart,
    show_chart,
    wire_study,
)
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

EXPERIMENT = EXPERIMENTS["signals"]
# Of the gradient, in the sentence about the lengths that carry most of it.
MOST = 0.9


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("signals_how"), elem_classes="rl-tagline")
    with frame_controls():
        controls = build_options(EXPERIMENT, ["seed"])
    actions = build_actions("signals", "signals_start")
    weights = gr.Radio(
        [(mark("weights_trained"), "trained"), (mark("weights_initial"), "initial")],
        value="trained",
        label=I18N("signals_weights"),
        elem_id="signals-weights",
    )
    measured = gr.State()
    summary = gr.Markdown(elem_id="signals-summary")
    responses = make_chart("signals-responses")
    with gr.Row(equal_height=False):
        gradients = make_chart("signals-gradients")
        similarity = make_chart("signals-similarity")
    gr.Markdown(I18N("signals_he"), elem_classes="rl-tagline")

    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        columns = parse_columns(choice.list_columns(context), context.settings)
        photos = (choice.file, *list_other_samples(choice.photo))
        request = context.make_request(photos, columns, progress)
        return Asked(EXPERIMENT, request, read_controls(EXPERIMENT, list(controls), values))

    def redraw(study: SignalsStudy | None, weights: str, language: str) -> list[Any]:
        if study is None:
            return [HIDDEN] * len(figures)
        return _draw_figures(Words.for_page(language), study, weights)

    figures = [*responses, *gradients, *similarity]
    options, outputs = list(controls.values()), [measured, summary]
    run = wire_study(context, bench, actions, Study(options, outputs, ask, _draw))
    inputs, wiring = [measured, weights, context.language], {**PRIVATE, "js": SEND_LANGUAGE}
    weights.input(redraw, inputs, figures, trigger_mode="always_last", **wiring)
    run.then(redraw, inputs, figures, **wiring)  # by the choice as it is then
    with frame_panel():
        _build_paths(context, bench)


def _build_paths(context: Context, bench: Bench) -> None:
    gr.Markdown(I18N("paths_how"), elem_classes="rl-tagline")
    with frame_controls():
        draws = gr.Slider(
            1,
            MAX_DRAWS,
            value=10,
            step=1,
            label=I18N("signals_paths"),
            buttons=[],
            min_width=240,
            elem_id="paths-draws",
        )
        seed = gr.Number(0, label=I18N("seed"), precision=0, min_width=240, elem_id="paths-seed")
    actions = build_actions("paths", "paths_start")
    summary = gr.Markdown(elem_id="paths-summary")
    with gr.Row(equal_height=False):
        norms, shares = make_chart("paths-norms"), make_chart("paths-shares")

    def ask(progress: Progress, choice: Choice, draws: int, seed: int | None) -> Asked:
        columns = trained_column(choice.plan.model, context.settings)
        request = context.make_request([choice.file], columns, progress)
        return Asked(EXPERIMENT, request, SignalsOptions(seed=seed or 0, paths=draws))

    work = Study([draws, seed], [summary, *norms, *shares], ask, _draw_paths, scope="model")
    wire_study(context, bench, actions, work)


def _draw(words: Words, study: SignalsStudy, seconds: float) -> list[Any]:
    lines = [
        words.say("signals_reference", label=words.name_class(study.reference)),
        words.say("study_time", seconds=f"{seconds:.1f}"),
    ]
    if is_damaged(study):
        lines.insert(1, words.say("signals_damaged"))
    lines += [words.explain(error) for error in study.errors]
    return [study, gr.update(value=words.connect(lines), visible=True)]


def _draw_figures(words: Words, study: SignalsStudy, weights: str) -> list[Any]:
    return [
        update
        for name in SIGNALS
        for update in show_chart(
            draw_signals(words, study, name, weights),
            describe_signal_chart(words, study, name, weights),
        )
    ]


def _draw_paths(words: Words, study: SignalsStudy, seconds: float) -> list[Any]:
    paths = study.paths
    if paths is None:
        raise next(iter(study.errors))
    return [
        gr.update(value=describe_paths(words, paths, seconds), visible=True),
        *show_chart(draw_path_norms(words, paths), describe_norms_chart(words, paths)),
        *show_chart(draw_path_shares(words, paths), describe_shares_chart(words, paths)),
    ]


def describe_paths(words: Words, study: PathStudy, seconds: float) -> str:
    """Says how long the paths are that carry most of the gradient."""
    shares = study.shares
    if not any(shares):
        return words.say("paths_none")
    order = sorted(range(len(shares)), key=lambda length: -shares[length])
    chosen: list[int] = []
    while sum(shares[length] for length in chosen) < MOST and len(chosen) < len(order):
        chosen.append(order[len(chosen)])
    return words.say(
        "paths_most",
        part=f"{MOST:.0%}",
        first=min(chosen),
        last=max(chosen),
        blocks=len(shares) - 1,
        seconds=f"{seconds:.1f}",
    )
