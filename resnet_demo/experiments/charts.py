"""What the charts of all experiments share: the style of a figure, and colours with a meaning.

Residual is blue and solid, plain orange: the pair of the Okabe-Ito palette that stays apart for
every kind of colour vision. Markers and dashes differ too, so a print without colour can be read.
The words of a figure are in the visitor's language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import plotly.graph_objects as go
from rich.cells import cell_len

from resnet_demo.columns import Kind
from resnet_demo.networks.architecture import Part
from resnet_demo.words.text import Words

RESIDUAL_COLOUR, PLAIN_COLOUR = "#0072B2", "#E69F00"
ABLATED_COLOUR = "#009E73"  # green of the same palette
# As in the picture of the network: branches blue, skips orange.
PART_COLOURS: dict[Part, str] = {"branch": RESIDUAL_COLOUR, "skip": PLAIN_COLOUR}
KIND_COLOURS: dict[Kind, str] = {
    "residual": RESIDUAL_COLOUR,
    "ablated": ABLATED_COLOUR,
    "plain_twin": PLAIN_COLOUR,
}
KIND_DASHES: dict[Kind, str] = {"residual": "solid", "ablated": "dash", "plain_twin": "dot"}
# Grey that reads on white and on the dark theme.
TEXT_COLOUR, GRID_COLOUR = "#7b8494", "rgba(128,128,128,0.25)"
FIGURE_HEIGHT = 400
MAX_DECADE_LABELS = 6
# What a phone of 390 pixels shows of a title: letters, or half as many Chinese characters.
TITLE_COLUMNS = 36
# A Chinese character, or a word with what follows it.
TITLE_PIECES = re.compile(r"[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*|\s+")
LINE_HEIGHT = 19  # of a title, in pixels


def make_figure(title: str, x_title: str) -> go.Figure:
    """Returns an empty figure in the page's style, for light and dark."""
    figure = go.Figure()
    lines = wrap_title(title)
    figure.update_layout(
        title={
            "text": "<br>".join(lines),
            "font": {"size": 15},
            "x": 0,
            "xanchor": "left",
            "y": 1 - 10 * len(lines) / FIGURE_HEIGHT,  # plotly puts half of more lines above
            "yanchor": "top",
            "pad": {"l": 12},
        },
        template="none",
        height=FIGURE_HEIGHT,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": TEXT_COLOUR, "size": 12},
        margin={"l": 56, "r": 12, "t": 25 + LINE_HEIGHT * len(lines), "b": 44},
        hovermode="closest",
        # At the foot of the figure, where it never runs into the title of the axis.
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0.01,
            "yanchor": "bottom",
            "x": 0,
        },
    )
    axis = {"gridcolor": GRID_COLOUR, "zeroline": False, "automargin": True}
    figure.update_xaxes(title_text=x_title, title_standoff=8, **axis)
    figure.update_yaxes(**axis)
    return figure


def wrap_title(title: str) -> list[str]:
    """Splits a title into lines that a phone shows whole, between words or Chinese characters;
    plotly splits none.
    """
    lines = [""]
    for piece in TITLE_PIECES.findall(title):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > TITLE_COLUMNS:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def set_log_axis(figure: go.Figure, title: str, values: Iterable[float]) -> None:
    """Makes the vertical axis logarithmic, with few labels however many decades there are."""
    logs = [math.log10(value) for value in values if value > 0]
    low, high = math.floor(min(logs, default=0)), math.ceil(max(logs, default=1))
    if high - low > 1:
        step = -(-(high - low) // MAX_DECADE_LABELS)
        powers = range(low, high + 1, step)
        ticks = [10.0**power for power in powers]
        labels = [f"10<sup>{power}</sup>".replace("-", "−") for power in powers]
    else:
        ticks = [digit * 10.0**low for digit in (1, 2, 5, 10)]
        labels = [f"{tick:g}" for tick in ticks]
    figure.update_yaxes(title_text=title, type="log", tickvals=ticks, ticktext=labels)


def explain_mark(figure: go.Figure, name: str, **marker: object) -> None:
    """Adds to the legend what a kind of mark means that several series have."""
    figure.add_scatter(
        x=[None],
        y=[None],
        name=name,
        mode="markers",
        marker={"color": TEXT_COLOUR, "size": 9, **marker},
        hoverinfo="skip",
    )


def add_whole_line(figure: go.Figure, words: Words, x: Sequence[str | int], value: float) -> None:
    """Draws what the whole network reaches, from the first to the last place of the axis."""
    figure.add_scatter(
        x=[x[0], x[-1]],
        y=[value, value],
        name=words.say("line_whole"),
        mode="lines",
        line={"color": TEXT_COLOUR, "dash": "dash", "width": 1.5},
        hovertemplate="%{y:.4~g}<extra></extra>",
    )
