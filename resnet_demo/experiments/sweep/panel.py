"""The panel *Sweep*: strengths from 1 to 0, and re-estimated BatchNorm statistics."""

from __future__ import annotations

from typing import Any, cast

import gradio as gr

from resnet_demo.columns import trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.sweep.charts import draw_sweep
from resnet_demo.experiments.sweep.compute import Sweep
from resnet_demo.experiments.sweep.options import SweepOptions
from resnet_demo.models.catalog import find_model
from resnet_demo.networks.architecture import block_ids
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, PRIVATE, Context, mark
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.samples import list_other_samples
from resnet_demo.page.study import (
    Study,
    build_actions,
    frame_controls,
    make_chart,
    show_chart,
    wire_study,
)
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

SWEEP = EXPERIMENTS["sweep"]


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("sweep_how"), elem_classes="rl-tagline")
    with frame_controls():
        controls = build_options(SWEEP, ["part"])
        controls["blocks"] = blocks = gr.Dropdown(
            _list_places(context, bench.model.value),
            value="*",
            label=I18N("sweep_blocks"),
            elem_id="sweep-blocks",
            filterable=False,
        )
        controls |= build_options(SWEEP, ["reestimate"])
    actions = build_actions("sweep", "sweep_start")
    summary = gr.Markdown(elem_id="sweep-summary")
    curve = make_chart("sweep-curve")

    def ask(progress: Progress, choice: Choice, *values: Any) -> Asked:  # noqa: ANN401
        options = cast("SweepOptions", read_controls(SWEEP, list(controls), values))
        columns = trained_column(choice.plan.model, context.settings)
        others = list_other_samples(choice.photo) if options.reestimate else ()
        request = context.make_request((choice.file, *others), columns, progress)
        return Asked(SWEEP, request, options)

    def offer_places(model: str, chosen: str) -> Any:  # noqa: ANN401  a gradio update
        places = _list_places(context, model)
        return gr.update(choices=places, value=chosen if chosen in dict(places).values() else "*")

    context.offers["sweep-blocks"] = lambda model: _list_places(context, model)
    bench.model.change(offer_places, [bench.model, blocks], blocks, **PRIVATE)
    work = Study(list(controls.values()), [summary, *curve], ask, _draw, scope="model")
    wire_study(context, bench, actions, work)


def _list_places(context: Context, model: str) -> list[tuple[str, str]]:
    """Lists all blocks together, the stages, and each block."""
    blocks = block_ids(find_model(model, context.settings).architecture)
    stages = dict.fromkeys(block.partition(".")[0] for block in blocks)
    return [
        (mark("place_all"), "*"),
        *((f"{stage} {mark('place_stage')}", f"{stage}.*") for stage in stages),
        *((block, block) for block in blocks),
    ]


def _draw(words: Words, sweep: Sweep, seconds: float) -> list[Any]:
    return [
        gr.update(value=describe_sweep(words, sweep, seconds), visible=True),
        *show_chart(draw_sweep(words, sweep), _describe_curve(words, sweep)),
    ]


def _describe_curve(words: Words, sweep: Sweep) -> str:
    effects = (*sweep.effects, *(sweep.reestimated or ()))
    is_kept = all(effect.keeps_label for effect in effects)
    return words.say("look_sweep_kept" if is_kept else "look_sweep_lost")


def describe_sweep(words: Words, sweep: Sweep, seconds: float) -> str:
    """Says down to which strength the answer stands, with old and with new statistics."""
    sentences = [
        words.say(
            "sweep_whole",
            model=sweep.model.spec.key,
            label=words.name_class(sweep.model.labels[sweep.reference]),
            probability=f"{sweep.effects[-1].probability:.1%}",
        )
    ]
    for again, effects in (("", sweep.effects), ("_again", sweep.reestimated)):
        if effects is None:
            continue
        kept = [
            strength
            for strength, effect in zip(sweep.strengths, effects, strict=True)
            if effect.keeps_label
        ]
        sentences.append(_describe_kept(words, sweep.strengths, kept, again))
    sentences.append(words.say("study_time", seconds=f"{seconds:.1f}"))
    return words.connect(sentences)


def _describe_kept(
    words: Words, strengths: tuple[float, ...], kept: list[float], again: str
) -> str:
    """Says down to which strength the answer stands.

    Args:
        words: The language.
        strengths: All, from 0 to 1.
        kept: Those at which it stands.
        again: What the keys of sentences about new statistics end with, or nothing.
    """
    if 1 not in kept:
        return words.say("sweep_lost_again")  # only new statistics can lose it at strength 1
    lowest, first = _lowest_run(strengths, kept), strengths[-2]
    if lowest > first:
        return words.say(f"sweep_lost_first{again}", strength=f"{first:.2f}")
    if not lowest:
        return words.say(f"sweep_kept_all{again}")
    return words.say(f"sweep_kept{again}", strength=f"{lowest:.2f}")


def _lowest_run(strengths: tuple[float, ...], kept: list[float]) -> float:
    """Returns where the unbroken run of kept strengths down from 1 ends."""
    lowest = 1.0
    for strength in reversed(strengths):
        if strength not in kept:
            break
        lowest = strength
    return lowest
