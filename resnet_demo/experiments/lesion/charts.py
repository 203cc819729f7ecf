"""The charts of lesions: of a photo, and of a data set as a model card holds them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles
from typing import Literal

import plotly.graph_objects as go

from resnet_demo.experiments.charts import (
    PART_COLOURS,
    PLAIN_COLOUR,
    RESIDUAL_COLOUR,
    TEXT_COLOUR,
    add_whole_line,
    make_figure,
)
from resnet_demo.experiments.lesion.compute import LesionStudy
from resnet_demo.models.card import ModelCard
from resnet_demo.networks.architecture import Part
from resnet_demo.words.text import Words

BAND_COLOURS: dict[Part, str] = {"branch": "rgba(0,114,178,0.2)", "skip": "rgba(230,159,0,0.25)"}


def draw_effects(
    words: Words, study: LesionStudy, value: Literal["probability", "logit"]
) -> go.Figure:
    """Draws what each lesion leaves of the reference class; blocks that change the shape are
    hatched.
    """
    figure = make_figure(words.say(f"figure_lesion_{value}"), words.say("axis_removed"))
    scale = 100 if value == "probability" else 1
    for part, effects in study.single.items():
        figure.add_bar(
            x=study.blocks,
            y=[scale * getattr(effect, value) for effect in effects],
            name=words.say(f"series_{part}_removed"),
            marker={
                "color": PART_COLOURS[part],
                "pattern": {"shape": ["/" if down else "" for down in study.downsampling]},
            },
            hovertemplate="%{x}: %{y:.4~g}<extra></extra>",
        )
    if any(study.downsampling):
        figure.add_bar(
            x=[None],
            y=[None],
            name=words.say("series_downsampling"),
            marker={"color": TEXT_COLOUR, "pattern": {"shape": "/"}},
        )
    add_whole_line(figure, words, study.blocks, scale * getattr(study.whole, value))
    figure.update_layout(barmode="group", bargap=0.25)
    figure.update_yaxes(title_text=words.say(f"axis_{value}"))
    if value == "probability":
        figure.update_yaxes(range=[0, 102])
    figure.update_xaxes(tickangle=-60, nticks=20)
    return figure


def draw_random_effects(words: Words, study: LesionStudy) -> go.Figure:
    """Draws the reference probability against the number of random blocks removed."""
    part = words.say(f"part_{study.options.part}")
    title = words.say("figure_random", part=part, draws=study.options.draws)
    figure = make_figure(title, words.say("axis_removed_count"))
    rows = [(effect.count, effect.mean, effect.low, effect.high) for effect in study.random]
    percent = [tuple(100 * v if i else v for i, v in enumerate(row)) for row in rows]
    _add_band(figure, words, percent, study.options.part)
    counts = [effect.count for effect in study.random]
    add_whole_line(figure, words, counts, 100 * study.whole.probability)
    figure.update_yaxes(title_text=words.say("axis_probability"), range=[0, 102])
    return figure


def draw_accuracy(words: Words, card: ModelCard) -> go.Figure:
    """Draws test accuracy with each block's skip or branch removed, from a card's profile."""
    profile = card.profile or {}
    lesions, blocks = profile["lesions"], profile["blocks"]
    figure = make_figure(words.say("figure_lesions"), words.say("axis_removed"))
    for name, colour, symbol in (
        ("branch_removed", RESIDUAL_COLOUR, "circle"),
        ("skip_removed", PLAIN_COLOUR, "x"),
    ):
        figure.add_scatter(
            x=blocks,
            y=[100 * value for value in lesions[name]],
            name=words.say(f"series_{name}"),
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 8},
            hovertemplate="%{x}: %{y:.2f}%<extra></extra>",
        )
    add_whole_line(figure, words, blocks, 100 * lesions["accuracy"])
    figure.update_yaxes(title_text=words.say("axis_accuracy"), range=[0, 102])
    figure.update_xaxes(tickangle=-60, nticks=20)
    return figure


def draw_random_accuracy(words: Words, card: ModelCard) -> go.Figure:
    """Draws a card's test accuracy against the number of random branches removed."""
    lesions = (card.profile or {})["lesions"]
    draws = lesions["random_branches_removed"]
    figure = make_figure(words.say("figure_random_accuracy"), words.say("axis_removed_count"))
    rows = []
    for count, row in enumerate(draws, start=1):
        edges = quantiles(row, n=20, method="inclusive")
        rows.append((count, 100 * sum(row) / len(row), 100 * edges[0], 100 * edges[-1]))
    _add_band(figure, words, rows, "branch")
    figure.update_yaxes(
        title_text=words.say("axis_accuracy_of", images=lesions["random_images"]), range=[0, 102]
    )
    return figure


def _add_band(figure: go.Figure, words: Words, rows: Sequence[Sequence[float]], part: Part) -> None:
    """Draws rows of (count, mean, low, high): a line in a band."""
    counts, means, lows, highs = (list(column) for column in zip(*rows, strict=True))
    figure.add_scatter(
        x=counts + counts[::-1],
        y=highs + lows[::-1],
        fill="toself",
        fillcolor=BAND_COLOURS[part],
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        name=words.say("series_interval"),
    )
    figure.add_scatter(
        x=counts,
        y=means,
        mode="lines+markers",
        name=words.say("series_mean"),
        line={"color": PART_COLOURS[part], "width": 2},
        hovertemplate="%{x}: %{y:.1f}%<extra></extra>",
    )
