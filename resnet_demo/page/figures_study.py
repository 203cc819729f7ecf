"""Figures of one photo: lesions, fading strengths, signals and gradient paths."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles
from typing import Literal, get_args

import plotly.graph_objects as go

from resnet_demo.columns import Kind
from resnet_demo.experiments.lesion.compute import LesionStudy
from resnet_demo.experiments.signals.compute import PhotoProfile
from resnet_demo.experiments.signals.paths import PathStudy
from resnet_demo.models.card import ModelCard
from resnet_demo.networks.plan import Part
from resnet_demo.page.figures import PLAIN_COLOUR, RESIDUAL_COLOUR, add_whole_line, make_figure
from resnet_demo.words.text import Words

Signal = Literal["response_std", "gradient_norm", "similarity"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
# As in the picture of the network: branches blue, skips orange.
PART_COLOURS: dict[Part, str] = {"branch": RESIDUAL_COLOUR, "skip": PLAIN_COLOUR}
ABLATED_COLOUR = "#009E73"  # green of the Okabe-Ito palette
BAND_COLOURS: dict[Part, str] = {"branch": "rgba(0,114,178,0.2)", "skip": "rgba(230,159,0,0.25)"}
KIND_COLOURS: dict[Kind, str] = {
    "residual": RESIDUAL_COLOUR,
    "ablated": ABLATED_COLOUR,
    "plain_twin": PLAIN_COLOUR,
}
KIND_DASHES: dict[Kind, str] = {"residual": "solid", "ablated": "dash", "plain_twin": "dot"}


def lesion_effects_figure(
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
    add_whole_line(figure, words, study.blocks, scale * getattr(study.whole, value))
    figure.update_layout(barmode="group", bargap=0.25)
    figure.update_yaxes(title_text=words.say(f"axis_{value}"))
    if value == "probability":
        figure.update_yaxes(range=[0, 102])
    figure.update_xaxes(tickangle=-60, nticks=20)
    return figure


def random_figure(words: Words, study: LesionStudy) -> go.Figure:
    """Draws the reference probability against the number of random blocks removed."""
    part = words.say(f"part_{study.random_part}")
    title = words.say("figure_random", part=part, draws=study.draws)
    figure = make_figure(title, words.say("axis_removed_count"))
    rows = [(effect.count, effect.mean, effect.low, effect.high) for effect in study.random]
    percent = [tuple(100 * v if i else v for i, v in enumerate(row)) for row in rows]
    _add_band(figure, words, percent, study.random_part)
    counts = [effect.count for effect in study.random]
    add_whole_line(figure, words, counts, 100 * study.whole.probability)
    figure.update_yaxes(title_text=words.say("axis_probability"), range=[0, 102])
    return figure


def random_accuracy_figure(words: Words, card: ModelCard) -> go.Figure:
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


def signals_figure(
    words: Words,
    profile: PhotoProfile,
    name: Signal,
    weights: str,
) -> go.Figure:
    """Draws one of a photo's signals, layer by layer or block by block, in every column."""
    axis = "axis_layer" if name == "response_std" else "axis_block"
    figure = make_figure(words.say(f"figure_photo_{name}"), words.say(axis))
    for column in profile.columns:
        signals = column.initial if weights == "initial" else column.trained
        if signals is None:
            continue
        values: Sequence[float | None]
        if name == "similarity":
            values, places = signals.similarity, signals.signals.blocks
        elif name == "gradient_norm":
            values, places = signals.signals.gradient_norm, signals.signals.blocks
        else:
            values, places = signals.signals.response_std, signals.signals.layers
        label = words.say(f"title_{column.kind}")
        figure.add_scatter(
            x=list(range(1, len(values) + 1)),
            y=list(values),
            name=label,
            customdata=places,
            mode="lines+markers",
            marker={"size": 7 if len(values) < 30 else 4},
            line={"color": KIND_COLOURS[column.kind], "dash": KIND_DASHES[column.kind], "width": 2},
            hovertemplate=f"{label}<br>%{{customdata}}: %{{y:.3~g}}<extra></extra>",
        )
    if name == "similarity":
        figure.update_yaxes(title_text=words.say("axis_similarity"), range=[-0.05, 1.05])
    elif name == "gradient_norm":
        figure.update_yaxes(
            title_text=words.say("axis_gradient"), type="log", exponentformat="power", dtick=1
        )
    else:
        figure.update_yaxes(title_text=words.say("axis_response"), rangemode="tozero")
    return figure


def path_norms_figure(words: Words, study: PathStudy) -> go.Figure:
    """Draws the gradient norm of a path against its length."""
    figure = make_figure(words.say("figure_path_norms"), words.say("axis_length"))
    figure.add_scatter(
        x=list(range(len(study.norms))),
        y=study.norms,
        mode="lines+markers",
        showlegend=False,
        line={"color": RESIDUAL_COLOUR, "width": 2},
        hovertemplate="%{x}: %{y:.3~g}<extra></extra>",
    )
    figure.update_yaxes(
        title_text=words.say("axis_gradient"), type="log", exponentformat="power", dtick=1
    )
    return figure


def path_shares_figure(words: Words, study: PathStudy) -> go.Figure:
    """Draws norm times number of paths against length, and the number of paths beside it."""
    figure = make_figure(words.say("figure_path_shares"), words.say("axis_length"))
    lengths, total = list(range(len(study.shares))), sum(study.paths)
    figure.add_bar(
        x=lengths,
        y=[100 * share for share in study.shares],
        name=words.say("series_gradient"),
        marker={"color": RESIDUAL_COLOUR},
        hovertemplate="%{x}: %{y:.3~g}%<extra></extra>",
    )
    figure.add_scatter(
        x=lengths,
        y=[100 * count / total for count in study.paths],
        name=words.say("series_paths"),
        mode="lines",
        line={"color": PLAIN_COLOUR, "dash": "dash", "width": 2},
        hovertemplate="%{x}: %{y:.3~g}%<extra></extra>",
    )
    figure.update_yaxes(title_text=words.say("axis_share"), rangemode="tozero")
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
