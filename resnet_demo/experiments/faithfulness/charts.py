"""Figures of how faithful maps are: curves of deletion and insertion, and model randomisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import plotly.graph_objects as go

from resnet_demo.columns import Column
from resnet_demo.experiments.charts import KIND_COLOURS, KIND_DASHES, make_figure
from resnet_demo.experiments.faithfulness.check import MapChecks, Randomised
from resnet_demo.experiments.faithfulness.compute import FaithfulnessStudy
from resnet_demo.experiments.faithfulness.curves import CURVE_STEPS
from resnet_demo.experiments.naming import name_column
from resnet_demo.saliency.table import find_method
from resnet_demo.words.text import Words

AXES = {"deletion": "axis_deleted", "insertion": "axis_inserted"}


def curve_figure(
    words: Words,
    study: FaithfulnessStudy,
    method: str,
    fill: str,
    kind: Literal["deletion", "insertion"],
) -> go.Figure:
    """Draws the probability of the class against the share of the pixels, a line a network."""
    title = words.say(f"figure_{kind}", method=find_method(method).title)
    figure = make_figure(title, words.say(AXES[kind]))
    shares = [100 * step / CURVE_STEPS for step in range(CURVE_STEPS + 1)]
    for column, checks in _list_columns(study, method):
        for curve in checks.curves:
            if curve.fill == fill:
                values = curve.deletion if kind == "deletion" else curve.insertion
                percent = [100 * value for value in values]
                _add_line(figure, words, column, (shares, percent), "%")
    figure.update_yaxes(title_text=words.say("axis_probability"), range=[-2, 102])
    return figure


def randomised_figure(words: Words, study: FaithfulnessStudy, method: str) -> go.Figure:
    """Draws the rank correlation of the map with those of randomised networks."""
    title = words.say("figure_randomised", method=find_method(method).title)
    figure = make_figure(title, words.say("axis_randomised"))
    for column, checks in _list_columns(study, method):
        if checks.randomised:
            parts = tuple(one.part for one in checks.randomised)
            means = tuple(one.mean for one in checks.randomised)
            _add_line(figure, words, column, (parts, means), "", _make_bars(checks.randomised))
    figure.update_yaxes(title_text=words.say("axis_correlation"), range=[-1.05, 1.05])
    return figure


def _list_columns(study: FaithfulnessStudy, method: str) -> list[tuple[Column, MapChecks]]:
    return [
        (column, checks)
        for column, value in study.list_checked()
        for checks in value.choose_checks([method])
    ]


def _add_line(
    figure: go.Figure,
    words: Words,
    column: Column,
    points: tuple[Sequence[Any], Sequence[float | None]],
    unit: str,
    bars: dict[str, Any] | None = None,
) -> None:
    x, y = points
    label = name_column(words, column)
    figure.add_scatter(
        x=list(x),
        y=list(y),
        name=label,
        mode="lines+markers",
        marker={"size": 5},
        line={"color": KIND_COLOURS[column.kind], "dash": KIND_DASHES[column.kind], "width": 2},
        hovertemplate=f"{label}<br>%{{x}}: %{{y:.3~g}}{unit}<extra></extra>",
        error_y=bars,
    )


def _make_bars(randomised: Sequence[Randomised]) -> dict[str, Any]:
    """Returns bars from the lowest to the highest draw, around the means."""
    above, below = [], []
    for one in randomised:
        values = [found for found in one.correlations if found is not None]
        mean = one.mean or 0.0
        above.append(max(values, default=mean) - mean)
        below.append(mean - min(values, default=mean))
    return {"array": above, "arrayminus": below, "symmetric": False, "width": 3, "thickness": 1}
