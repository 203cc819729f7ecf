"""The page *Learn*: a short text, and between its parts the steps."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context
from resnet_demo.page.drawing import build_network
from resnet_demo.page.learn.depth import DEPTH
from resnet_demo.page.learn.maps import MAPS
from resnet_demo.page.learn.paths import PATHS
from resnet_demo.page.learn.step import build_step
from resnet_demo.page.learn.twin import TWIN
from resnet_demo.page.plan import BLOCK, describe_plan, make_first_plan
from resnet_demo.words.text import Words

LESSONS = (PATHS, TWIN, DEPTH, MAPS)
DRAWN_MODEL = "resnet20.cifar10"
FORMULAS: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "$", "right": "$", "display": False},
]


def build_learn(context: Context) -> None:
    """Lays out the page."""
    with gr.Column(elem_id="learn"):
        _build_text("degradation")
        _build_text("block")
        gr.HTML(BLOCK, elem_classes="rl-bare", elem_id="learn-picture", padding=False)
        _build_text("drawing")
        _build_drawing(context)
        _build_text("alike")
        _build_text("steps")
        for lesson in LESSONS:
            build_step(context, lesson)
        _build_text("pictures")
        _build_text("sources")


def _build_text(name: str) -> None:
    gr.Markdown(I18N(f"learn_{name}"), latex_delimiters=FORMULAS, elem_classes="rl-prose")


def _build_drawing(context: Context) -> None:
    """Lays out the drawing of a network, in the language of the page."""
    plan = make_first_plan(context, DRAWN_MODEL)
    network = build_network("learn-network", describe_plan(context, Words("en"), plan), still=True)

    def draw(language: str) -> Any:  # noqa: ANN401  what the drawing shows
        return describe_plan(context, Words.for_page(language), plan)

    context.page.load(draw, context.language, network, js=SEND_LANGUAGE, **PRIVATE)
