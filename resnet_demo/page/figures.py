"""The figures of trained networks, from their cards: error against depth, a pair, a confusion
matrix. Those of the experiments are in their own folders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from resnet_demo.experiments.charts import (
    PLAIN_COLOUR,
    RESIDUAL_COLOUR,
    make_figure,
    set_log_axis,
)
from resnet_demo.models.card import ModelCard
from resnet_demo.models.depth import PAPER_TEST_ERROR, DepthPoint
from resnet_demo.words.text import Words

COLOURS = {True: RESIDUAL_COLOUR, False: PLAIN_COLOUR}
SYMBOLS = {True: "circle", False: "square"}
LOG_RATIO = 8
MAX_WRITTEN_CLASSES = 12
MAX_LABEL_LENGTH = 18


def depth_figure(words: Words, points: Sequence[DepthPoint], *, part: str) -> go.Figure:
    """Draws error against depth.

    Args:
        words: The language.
        points: The networks.
        part: ``train``, or ``test``, which has the paper's numbers as a second series.
    """
    figure = make_figure(words.say(f"figure_{part}_error"), words.say("axis_depth"))
    values = [getattr(point, f"{part}_error") for point in points]
    if part == "test":
        for residual, paper in PAPER_TEST_ERROR.items():
            name = words.say("series_paper", kind=words.say(_kind(residual)))
            marker = {"symbol": f"{SYMBOLS[residual]}-open", "size": 9}
            x, y = list(paper), list(paper.values())
            _add_line(figure, name, residual, "dot", x=x, y=y, marker=marker)
    for residual in (True, False):
        kind = [point for point in points if point.residual == residual]
        x, y = [p.depth for p in kind], [getattr(p, f"{part}_error") for p in kind]
        marker = {"symbol": SYMBOLS[residual], "size": 10}
        name = words.say("series_here", kind=words.say(_kind(residual)))
        _add_line(figure, name, residual, "solid", x=x, y=y, marker=marker)
    depths = sorted({point.depth for point in points} | set(PAPER_TEST_ERROR[True]))
    figure.update_xaxes(tickvals=depths, range=[depths[0] - 6, depths[-1] + 6])
    _scale_errors(figure, words, values)
    return figure


def curves_figure(words: Words, cards: tuple[ModelCard, ModelCard]) -> go.Figure:
    """Draws running training error and validation error against epochs for a pair."""
    figure = make_figure(words.say("figure_curves"), words.say("axis_epoch"))
    values: list[float] = []
    for residual, card in zip((True, False), cards, strict=True):
        for part, dash in (("train", "dot"), ("validation", "solid")):
            errors = [100 * error for error in card.curves[part]["error"]]
            name = f"{card.key.partition('.')[0]}, {words.say(f'part_{part}')}"
            x = list(range(1, len(errors) + 1))
            _add_line(figure, name, residual, dash, x=x, y=errors)
            values += errors
    _scale_errors(figure, words, values)
    return figure


def response_figure(words: Words, cards: tuple[ModelCard, ModelCard]) -> go.Figure:
    """Draws the standard deviation of every layer's response, trained, for a pair."""
    figure = make_figure(words.say("figure_responses"), words.say("axis_layer"))
    for residual, card in zip((True, False), cards, strict=True):
        signals = _profile(card)["trained"]
        _add_line(
            figure,
            card.key.partition(".")[0],
            residual,
            "solid",
            x=list(range(1, len(signals["layers"]) + 1)),
            y=signals["response_std"],
            customdata=signals["layers"],
        )
    figure.update_yaxes(title_text=words.say("axis_response"), rangemode="tozero")
    return figure


def gradient_figure(words: Words, cards: tuple[ModelCard, ModelCard]) -> go.Figure:
    """Draws the gradient norm at every block, at initialisation and trained, for a pair."""
    figure = make_figure(words.say("figure_gradients"), words.say("axis_block"))
    for residual, card in zip((True, False), cards, strict=True):
        for stage, dash in (("initial", "dot"), ("trained", "solid")):
            signals = _profile(card)[stage]
            name = f"{card.key.partition('.')[0]}, {words.say(f'stage_{stage}')}"
            _add_line(
                figure,
                name,
                residual,
                dash,
                x=list(range(1, len(signals["blocks"]) + 1)),
                y=signals["gradient_norm"],
                customdata=signals["blocks"],
            )
    drawn = [value for trace in figure.data for value in trace.y]
    set_log_axis(figure, words.say("axis_gradient"), drawn)
    return figure


def confusion_figure(
    words: Words, labels: Sequence[str], counts: Sequence[Sequence[int]]
) -> go.Figure:
    """Draws a confusion matrix; each row is shown as the fraction of its true class."""
    # plotly reads tags in labels; a long label would leave no room for the matrix.
    names = [escape(_shorten(words.name_class(label))) for label in labels]
    fractions = [[count / max(sum(row), 1) for count in row] for row in counts]
    written = len(labels) <= MAX_WRITTEN_CLASSES
    figure = make_figure(words.say("figure_confusion"), words.say("axis_answer"))
    hover = (
        f"{words.say('axis_truth')}: %{{y}}<br>{words.say('axis_answer')}: %{{x}}<br>"
        f"{words.say('column_support')}: %{{customdata}} (%{{z:.1%}})<extra></extra>"
    )
    figure.add_heatmap(
        z=fractions,
        x=names,
        y=names,
        zmin=0,
        zmax=1,
        colorscale="Cividis",
        customdata=counts,
        text=counts if written else None,
        texttemplate="%{text}" if written else None,
        xgap=1,
        ygap=1,
        # At the foot: above the matrix, plotly pushes the title out of the figure.
        colorbar={
            "tickformat": ".0%",
            "thickness": 10,
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
        },
        hovertemplate=hover,
    )
    figure.update_yaxes(title_text=words.say("axis_truth"), autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False, tickangle=-45)
    if written:
        figure.update_xaxes(dtick=1, tickfont_size=10)
        figure.update_yaxes(dtick=1, tickfont_size=10)
    figure.update_layout(height=540)
    return figure


def _shorten(label: str) -> str:
    return label if len(label) <= MAX_LABEL_LENGTH else f"{label[: MAX_LABEL_LENGTH - 1]}…"


def _kind(residual: bool) -> str:
    return "kind_residual" if residual else "kind_plain"


def _profile(card: ModelCard) -> Mapping[str, Any]:
    return card.profile or {}


def _add_line(figure: go.Figure, name: str, residual: bool, dash: str, **scatter: object) -> None:
    """Adds the line of a network; ``scatter`` are plotly's own keywords, such as x and y."""
    where = "%{customdata}" if "customdata" in scatter else "%{x}"
    figure.add_scatter(
        name=name,
        mode="lines+markers" if "marker" in scatter else "lines",
        line={"color": COLOURS[residual], "dash": dash, "width": 2},
        hovertemplate=f"{name}<br>{where}: %{{y:.4~g}}<extra></extra>",
        **scatter,
    )


def _scale_errors(figure: go.Figure, words: Words, values: Sequence[float]) -> None:
    """Labels the error axis; a network that hardly trained would flatten all others on a linear
    one.
    """
    if max(values, default=1) > LOG_RATIO * max(min(values, default=1), 0.01):
        figure.update_yaxes(
            title_text=words.say("axis_error_log"),
            type="log",
            tickvals=[1, 2, 5, 10, 20, 50, 100],
            ticktext=["1", "2", "5", "10", "20", "50", "100"],
        )
    else:
        figure.update_yaxes(title_text=words.say("axis_error"), rangemode="tozero")
