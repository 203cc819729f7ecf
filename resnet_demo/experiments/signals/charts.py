"""The charts of one photo's signals, and of the gradient along paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import plotly.graph_objects as go

from resnet_demo.experiments.charts import (
    KIND_COLOURS,
    KIND_DASHES,
    PLAIN_COLOUR,
    RESIDUAL_COLOUR,
    make_figure,
    set_log_axis,
)
from resnet_demo.experiments.naming import name_column
from resnet_demo.experiments.signals.compute import SignalsStudy
from resnet_demo.experiments.signals.paths import PathStudy
from resnet_demo.words.text import Words

Signal = Literal["response_std", "gradient_norm", "similarity"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)


def draw_signals(
    words: Words,
    study: SignalsStudy,
    name: Signal,
    weights: str,
) -> go.Figure:
    """Draws one of a photo's signals, layer by layer or block by block, in every column."""
    axis = "axis_layer" if name == "response_std" else "axis_block"
    figure = make_figure(words.say(f"figure_photo_{name}"), words.say(axis))
    for result in study.columns:
        if result.value is None:
            continue
        kind = result.column.kind
        signals = result.value.initial if weights == "initial" else result.value.trained
        values: Sequence[float | None]
        if name == "similarity":
            values, places = signals.similarity, signals.signals.blocks
        elif name == "gradient_norm":
            values, places = signals.signals.gradient_norm, signals.signals.blocks
        else:
            values, places = signals.signals.response_std, signals.signals.layers
        label = name_column(words, result.column)
        figure.add_scatter(
            x=list(range(1, len(values) + 1)),
            y=list(values),
            name=label,
            customdata=places,
            mode="lines+markers",
            marker={"size": 7 if len(values) < 30 else 4},
            line={"color": KIND_COLOURS[kind], "dash": KIND_DASHES[kind], "width": 2},
            hovertemplate=f"{label}<br>%{{customdata}}: %{{y:.3~g}}<extra></extra>",
        )
    if name == "similarity":
        figure.update_yaxes(title_text=words.say("axis_similarity"), range=[-0.05, 1.05])
    elif name == "gradient_norm":
        drawn = [value for trace in figure.data for value in trace.y]
        set_log_axis(figure, words.say("axis_gradient"), drawn)
    else:
        figure.update_yaxes(title_text=words.say("axis_response"), rangemode="tozero")
    return figure


def draw_path_norms(words: Words, study: PathStudy) -> go.Figure:
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
    set_log_axis(figure, words.say("axis_gradient"), study.norms)
    return figure


def draw_path_shares(words: Words, study: PathStudy) -> go.Figure:
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
