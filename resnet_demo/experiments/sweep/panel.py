"""The tab *Fading skips*: strengths from 1 to 0, and BatchNorm statistics taken again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.experiments import studies
from resnet_demo.experiments.sweep.compute import Sweep
from resnet_demo.models.catalog import find_model
from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.plan import check_part
from resnet_demo.page import figures_study
from resnet_demo.page.context import I18N, PRIVATE, Context, mark
from resnet_demo.page.samples import list_other_samples
from resnet_demo.page.study import build_actions, build_study_inputs, make_plot, wire_study
from resnet_demo.photos.photo import Photo
from resnet_demo.words.text import Words


def build_sweep_tab(context: Context) -> None:
    """Lays out the tab and wires its events."""
    gr.Markdown(I18N("sweep_how"), elem_classes="rl-tagline")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            given = build_study_inputs(context, "sweep")
        with gr.Column(scale=7, min_width=320):
            part = gr.Radio(
                [(mark("part_skip"), "skip"), (mark("part_branch"), "branch")],
                value="skip",
                label=I18N("sweep_part"),
                elem_id="sweep-part",
            )
            blocks = gr.Dropdown(
                _list_places(context, given.model.value),
                value="*",
                label=I18N("sweep_blocks"),
                elem_id="sweep-blocks",
                filterable=False,
            )
            reestimate = gr.Checkbox(
                value=True,
                label=I18N("reestimate"),
                info=I18N("reestimate_info"),
                elem_id="sweep-reestimate",
            )
            actions = build_actions("sweep", "sweep_start")
    summary = gr.Markdown(elem_id="sweep-summary")
    curve = make_plot("sweep-curve")

    def study(
        report: Callable[[int, int], None],
        photo: Path,
        model: str,
        part: str,
        blocks: str,
        reestimate: bool,
    ) -> tuple[Photo, Sweep]:
        return studies.sweep(
            context.store,
            photo,
            model=model,
            part=check_part(part),
            blocks=blocks,
            reestimate=bool(reestimate),
            others=list_other_samples(photo),
            on_progress=report,
        )

    given.model.change(
        lambda model: gr.update(choices=_list_places(context, model), value="*"),
        given.model,
        blocks,
        **PRIVATE,
    )
    options = [part, blocks, reestimate]
    wire_study(context, given, actions, options, [summary, curve], study, _draw)


def _list_places(context: Context, model: str) -> list[tuple[str, str]]:
    """Lists all blocks together, the stages, and each block."""
    blocks = block_ids(find_model(model, context.settings).architecture)
    stages = dict.fromkeys(block.partition(".")[0] for block in blocks)
    return [
        (mark("place_all"), "*"),
        *((f"{stage} {mark('place_stage')}", f"{stage}.*") for stage in stages),
        *((block, block) for block in blocks),
    ]


def _draw(words: Words, result: tuple[Photo, Sweep], seconds: float) -> list[Any]:
    _, sweep = result
    return [
        gr.update(value=describe_sweep(words, sweep, seconds), visible=True),
        gr.update(value=figures_study.sweep_figure(words, sweep), visible=True),
    ]


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
    for key, effects in (("sweep_kept", sweep.effects), ("sweep_kept_again", sweep.reestimated)):
        if effects is None:
            continue
        kept = [
            strength
            for strength, effect in zip(sweep.strengths, effects, strict=True)
            if effect.keeps_label
        ]
        sentences.append(
            words.say(key, strength=f"{_lowest_run(sweep.strengths, kept):.2f}")
            if 1 in kept
            else words.say("sweep_lost_again")  # only new statistics can lose it at strength 1
        )
    sentences.append(words.say("study_time", seconds=f"{seconds:.1f}"))
    return " ".join(sentences)


def _lowest_run(strengths: tuple[float, ...], kept: list[float]) -> float:
    """Returns where the unbroken run of kept strengths down from 1 ends."""
    lowest = 1.0
    for strength in reversed(strengths):
        if strength not in kept:
            break
        lowest = strength
    return lowest
