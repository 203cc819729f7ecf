"""Saliency maps as HTML: columns, their difference, and the grid of all methods."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PIL import Image

from resnet_demo import render
from resnet_demo.predict import FailedPhoto
from resnet_demo.render_map import (
    draw_map,
    explanation_document,
    find_scale,
    list_maps,
    pack_arrays,
)
from resnet_demo.saliency.explain import ColumnMap, Explanation, SaliencyMap
from resnet_demo.saliency.method import Method
from resnet_demo.ui.panels import error_panel
from resnet_demo.ui.text import Words
from resnet_demo.ui.text_saliency_zh import METHODS_ZH

COLUMN_SIDE = 480
GRID_SIDE = 300
DOWNLOAD_SIDE = 1024


@dataclass(frozen=True)
class Look:
    """How maps are shown; changing it computes nothing again.

    Attributes:
        shared: One colour scale for all columns.
        opacity: Of the map, 0 to 1.
        difference: Numbers of two columns, counted from 1; None for no difference.
    """

    shared: bool = True
    opacity: float = 0.6
    difference: tuple[int, int] | None = None


def describe_method(words: Words, method: Method) -> str:
    """Says what a method's numbers mean, where it is from, what it costs and its baseline."""
    meaning, cost, baseline = method.meaning, method.cost, method.baseline
    if words.language == "zh":
        meaning, cost, baseline = METHODS_ZH[method.key]
    key = "map_method_baseline" if baseline else "map_method"
    return words.say(key, meaning=meaning, paper=method.paper, cost=cost, baseline=baseline)


def explanation_panel(words: Words, explanation: Explanation, look: Look) -> str:
    """Returns the columns with their maps, the difference, the scale and the downloads."""
    maps, signed = list_maps(explanation), explanation.method.signed
    common = find_scale([found.heat for found in maps])
    columns = [_column(words, explanation, column, look, common) for column in explanation.columns]
    if look.difference is not None:
        columns.append(_difference(words, explanation, look, common))
    request = explanation.request
    key = "map_title" if request.versus is None else "map_title_versus"
    title = words.say(
        key,
        method=explanation.method.title,
        target=words.name_class(request.target or ""),
        versus=words.name_class(request.versus or ""),
    )
    note = "" if look.shared else f'<p class="rl-quiet">{escape(words.say("map_scale_each"))}</p>'
    bar = _scale_bar(common, signed) if look.shared and common else ""
    return (
        f'<section class="rl-results"><h2>{escape(title)}</h2>'
        f'<p class="rl-about">{escape(describe_method(words, explanation.method))}</p>{note}{bar}'
        f'<div class="rl-columns rl-maps">{"".join(columns)}</div>{_downloads(words, explanation)}'
        "</section>"
    )


def _column(
    words: Words,
    explanation: Explanation,
    column: ColumnMap,
    look: Look,
    common: float,
    side: int = COLUMN_SIDE,
) -> str:
    title = escape(words.say(f"title_{column.kind}"))
    name = escape(column.plan or column.model)
    if column.error is not None:
        body = error_panel(words.explain(column.error))
    elif column.map is None:
        body = ""
    else:
        found = column.map
        scale = common if look.shared else find_scale([found.heat])
        picture = draw_map(
            explanation, found.heat, scale=scale, signed=explanation.method.signed,
            opacity=look.opacity, side=side,
        )  # fmt: skip
        bar = "" if look.shared or not scale else _scale_bar(scale, explanation.method.signed)
        body = _image(words, explanation, picture) + bar + _facts(words, found)
    return (
        f'<article class="rl-column rl-{column.kind}"><h3>{title}</h3>'
        f'<code class="rl-plan-text">{name}</code>{body}</article>'
    )


def _facts(words: Words, found: SaliencyMap) -> str:
    lines = [
        words.say(
            "map_line",
            score=found.score,
            answer=words.name_class(found.answer.label),
            probability=found.answer.probability,
            seconds=found.seconds,
        )
    ]
    if found.is_empty:
        lines.append(words.say("map_empty"))
    complete = found.completeness
    if complete is not None and complete.change:
        lines.append(
            words.say(
                "map_complete",
                total=complete.total,
                change=complete.change,
                error=complete.error,
            )
        )
    elif complete is not None:
        lines.append(words.say("map_complete_none"))
    if found.steps is not None:
        lines.append(words.say("map_steps", steps=found.steps))
    return "".join(f'<p class="rl-fine">{escape(line)}</p>' for line in lines)


def _difference(words: Words, explanation: Explanation, look: Look, common: float) -> str:
    first, second = look.difference or (1, 1)
    columns = dict(enumerate(explanation.columns, start=1))
    one, other = columns.get(first), columns.get(second)
    if one is None or other is None or one.map is None or other.map is None:
        missing = escape(words.say("map_difference_missing"))
        return f'<article class="rl-column rl-difference"><p>{missing}</p></article>'
    picture = draw_map(
        explanation, one.map.heat - other.map.heat, scale=common, signed=True,
        opacity=look.opacity, side=COLUMN_SIDE,
    )  # fmt: skip
    title = words.say(
        "map_difference",
        first=words.say(f"title_{one.kind}"),
        second=words.say(f"title_{other.kind}"),
    )
    about = escape(words.say("map_difference_about"))
    return (
        f'<article class="rl-column rl-difference"><h3>{escape(title)}</h3>'
        f"{_image(words, explanation, picture)}{_scale_bar(common, signed=True)}"
        f'<p class="rl-fine">{about}</p></article>'
    )


def photos_panel(words: Words, results: Sequence[Explanation | FailedPhoto], look: Look) -> str:
    """Returns a row of small maps for every photo; a scale is shared within a row only."""
    rows = "".join(
        _failed_row(words, one) if isinstance(one, FailedPhoto) else _photo_row(words, one, look)
        for one in results
    )
    return f'<section class="rl-results">{rows}</section>'


def _failed_row(words: Words, failed: FailedPhoto) -> str:
    return f"<h3>{escape(failed.name)}</h3>{error_panel(words.explain(failed.error))}"


def _photo_row(words: Words, explanation: Explanation, look: Look) -> str:
    common = find_scale([found.heat for found in list_maps(explanation)])
    columns = "".join(
        _column(words, explanation, column, look, common, GRID_SIDE)
        for column in explanation.columns
    )
    target = words.name_class(explanation.request.target or "")
    title = words.say("map_title", method=explanation.photo.name, target=target)
    return f'<h3>{escape(title)}</h3><div class="rl-columns rl-maps">{columns}</div>'


def methods_panel(
    words: Words, explanations: Sequence[Explanation], failures: dict[str, str], opacity: float
) -> str:
    """Returns a small map for every method, each on a scale of its own.

    Args:
        words: The language.
        explanations: One a method, each with one column.
        failures: By title of a method, why it has no map.
        opacity: Of the maps.
    """
    cards = "".join(_method_card(words, one, opacity) for one in explanations)
    cards += "".join(
        f'<article class="rl-column"><h3>{escape(title)}</h3>{error_panel(text)}</article>'
        for title, text in failures.items()
    )
    return f'<section class="rl-results"><div class="rl-grid">{cards}</div></section>'


def _method_card(words: Words, explanation: Explanation, opacity: float) -> str:
    found = list_maps(explanation)[0]
    scale = find_scale([found.heat])
    picture = draw_map(
        explanation, found.heat, scale=scale, signed=explanation.method.signed, opacity=opacity,
        side=GRID_SIDE,
    )  # fmt: skip
    about = escape(describe_method(words, explanation.method))
    return (
        f'<article class="rl-column"><h3>{escape(explanation.method.title)}</h3>'
        f"{_image(words, explanation, picture)}{_facts(words, found)}"
        f'<p class="rl-fine">{about}</p></article>'
    )


def _image(words: Words, explanation: Explanation, picture: Image.Image) -> str:
    alternative = words.say("map_alt", method=explanation.method.title, name=explanation.photo.name)
    source = render.picture_uri(picture)
    return f'<img class="rl-picture" src="{source}" alt="{escape(alternative)}">'


def _scale_bar(scale: float, signed: bool) -> str:
    low = f"−{scale:.2g}" if signed else "0"
    kind = "rl-bar-signed" if signed else "rl-bar-positive"
    return (
        f'<div class="rl-scale"><span>{low}</span><span class="rl-bar {kind}"></span>'
        f"<span>{scale:.2g}</span></div>"
    )


def _downloads(words: Words, explanation: Explanation) -> str:
    stem = f"{explanation.photo.name.rpartition('.')[0] or 'photo'}.{explanation.method.key}"
    scale = find_scale([found.heat for found in list_maps(explanation)])
    links = []
    for number, column in enumerate(explanation.columns, start=1):
        if column.map is None:
            continue
        picture = draw_map(
            explanation, column.map.heat, scale=scale, signed=explanation.method.signed,
            side=DOWNLOAD_SIDE,
        )  # fmt: skip
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        label = f"{words.say('map_download_png')} {number}"
        links.append(_link(f"{stem}.{number}.png", "image/png", buffer.getvalue(), label))
    arrays = pack_arrays(explanation)
    links.append(_link(f"{stem}.npz", "application/zip", arrays, words.say("map_download_arrays")))
    note = json.dumps(explanation_document(explanation), indent=2).encode()
    links.append(_link(f"{stem}.json", "application/json", note, words.say("map_download_note")))
    return f'<p class="rl-downloads">{" · ".join(links)}</p>'


def _link(name: str, kind: str, content: bytes, label: str) -> str:
    uri = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return f'<a class="rl-download" download="{escape(name)}" href="{uri}">{escape(label)}</a>'
