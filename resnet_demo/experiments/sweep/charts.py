"""The chart of a strength sweep."""

from __future__ import annotations

import plotly.graph_objects as go

from resnet_demo.experiments.charts import (
    PLAIN_COLOUR,
    RESIDUAL_COLOUR,
    explain_mark,
    make_figure,
)
from resnet_demo.experiments.sweep.compute import Sweep
from resnet_demo.words.text import Words


def draw_sweep(words: Words, sweep: Sweep) -> go.Figure:
    """Draws the reference probability against strength, with old and with new statistics."""
    place = words.say("place_every") if sweep.blocks == "*" else sweep.blocks
    title = words.say("figure_sweep", part=words.say(f"part_{sweep.part}"), place=place)
    figure = make_figure(title, words.say("axis_strength"))
    series = [("series_statistics_trained", sweep.effects, RESIDUAL_COLOUR, "solid", "circle")]
    if sweep.reestimated is not None:
        again = ("series_statistics_again", sweep.reestimated, PLAIN_COLOUR, "dash", "square")
        series.append(again)
    for key, effects, colour, dash, symbol in series:
        # A full mark keeps the answer, an open one gives another.
        symbols = [symbol if effect.keeps_label else f"{symbol}-open" for effect in effects]
        figure.add_scatter(
            x=sweep.strengths,
            y=[100 * effect.probability for effect in effects],
            name=words.say(key, inputs=sweep.statistics_inputs),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": symbols, "size": 9},
            hovertemplate="%{x}: %{y:.1f}%<extra></extra>",
        )
    if any("open" in symbol for trace in figure.data for symbol in trace.marker.symbol):
        explain_mark(figure, words.say("series_other_answer"), symbol="circle-open")
    figure.update_xaxes(range=[-0.03, 1.03])
    figure.update_yaxes(title_text=words.say("axis_probability"), range=[0, 102])
    return figure
