"""Saliency maps as HTML: columns, their difference, and the grid of all methods."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PIL import Image

from resnet_demo.columns import ColumnResult
from resnet_demo.experiments.explain.compute import ColumnMap, Explanation
from resnet_demo.experiments.explain.document import draw_map, find_common_scale, find_scale
from resnet_demo.experiments.explain.downloads import map_downloads
from resnet_demo.experiments.explain.look import Look
from resnet_demo.experiments.html import error_panel, picture_uri, plan_code
from resnet_demo.experiments.naming import name_column
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.saliency.maps import SaliencyMap
from resnet_demo.saliency.method import Method
from resnet_demo.words.text import Words

COLUMN_SIDE = 480
GRID_SIDE = 300


def describe_method(words: Words, method: Method) -> str:
    """Says what a method's numbers mean, where it is from, what it costs and its baseline."""
    key = "map_method" if method.baseline == "none" else "map_method_baseline"
    return words.say(key, paper=method.paper, **words.describe_method(method.key))


def explanation_panel(words: Words, explanation: Explanation, look: Look) -> str:
    """Returns the columns with their maps, the difference, the scale and the downloads."""
    common = find_common_scale(explanation)
    columns = [_column(words, explanation, column, look, common) for column in explanation.columns]
    if look.difference is not None:
        columns.append(_difference(words, explanation, look, common))
    title = _title(words, explanation, explanation.method.title)
    note = "" if look.shared else f'<p class="rl-quiet">{escape(words.say("map_scale_each"))}</p>'
    bar = _scale_bar(common, explanation.method.signed) if look.shared and common else ""
    return (
        f'<section class="rl-results"><h2>{escape(title)}</h2>'
        f'<p class="rl-about">{escape(_describe_maps(words, explanation))}</p>{note}{bar}'
        f'<div class="rl-columns rl-maps">{"".join(columns)}</div>'
        f"{map_downloads(words, explanation, look)}</section>"
    )


def _title(words: Words, explanation: Explanation, name: str) -> str:
    """Says what the maps of something explain: one class, or one against another."""
    return words.say(
        "map_title" if explanation.versus is None else "map_title_versus",
        method=name,
        target=words.name_class(explanation.target),
        versus=words.name_class(explanation.versus or ""),
    )


def _describe_maps(words: Words, explanation: Explanation) -> str:
    """Says what the maps mean, of which photo they are, and what was chosen for them."""
    _, first = explanation.list_maps()[0]
    said = [describe_method(words, explanation.method)]
    said.append(words.say("map_made", name=explanation.photo.name))
    if explanation.method.baseline == "chosen":
        chosen = words.say(f"chosen_{explanation.options.baseline}")
        said.append(words.say("map_made_baseline", baseline=chosen))
    if first.layer is not None:
        said.append(words.say("map_made_layer", layer=first.layer))
    if "samples" in first.options:
        said.append(words.say("map_made_options", **first.options))
    if "window" in first.options:
        said.append(words.say("map_made_window", **first.options))
    return (" " if words.language == "en" else "").join(said)


def _column(
    words: Words,
    explanation: Explanation,
    result: ColumnResult[ColumnMap],
    look: Look,
    common: float,
    side: int = COLUMN_SIDE,
) -> str:
    column = result.column
    error = result.error
    if result.value is not None:
        error = result.value.error
    if error is not None:
        body = error_panel(words.explain(error))
    elif result.value is None or result.value.map is None:
        body = ""
    else:
        made, signed = result.value.map, explanation.method.signed
        scale = common if look.shared else find_scale([made.heat])
        picture = draw_map(
            explanation, made.heat, scale=scale, signed=signed, opacity=look.opacity, side=side
        )
        bar = "" if look.shared or not scale else _scale_bar(scale, signed)
        body = _image(words, explanation, picture) + bar + _facts(words, result.value, made)
    title = escape(name_column(words, column))
    name = plan_code(column.plan_text or column.spec.key)
    return f'<article class="rl-column rl-{column.kind}"><h3>{title}</h3>{name}{body}</article>'


def _facts(words: Words, column: ColumnMap, made: SaliencyMap) -> str:
    lines = [
        words.say(
            "map_line",
            score=column.score,
            answer=words.name_class(column.answer.label),
            probability=column.answer.probability,
            seconds=made.seconds,
        )
    ]
    if made.is_empty:
        lines.append(words.say("map_empty"))
    complete = made.completeness
    if complete is not None and complete.error is not None:
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
    if made.steps is not None:
        lines.append(words.say("map_steps", steps=made.steps))
    return "".join(f'<p class="rl-fine">{escape(line)}</p>' for line in lines)


def _difference(words: Words, explanation: Explanation, look: Look, common: float) -> str:
    first, second = look.difference or (1, 1)
    maps = dict(explanation.list_maps())
    if first not in maps or second not in maps:
        missing = escape(words.say("map_difference_missing"))
        return f'<article class="rl-column rl-difference"><p>{missing}</p></article>'
    heat = maps[first].heat - maps[second].heat
    scale = common if look.shared else find_scale([heat])
    picture = draw_map(
        explanation, heat, scale=scale, signed=True, opacity=look.opacity, side=COLUMN_SIDE
    )
    title = words.say(
        "map_difference",
        first=name_column(words, explanation.columns[first - 1].column),
        second=name_column(words, explanation.columns[second - 1].column),
    )
    about = escape(words.say(f"map_difference_{'about' if look.shared else 'alone'}"))
    return (
        f'<article class="rl-column rl-difference"><h3>{escape(title)}</h3>'
        f"{_image(words, explanation, picture)}{_scale_bar(scale, signed=True)}"
        f'<p class="rl-fine">{about}</p></article>'
    )


def photos_panel(words: Words, results: Sequence[Explanation | FailedPhoto], look: Look) -> str:
    """Returns a row of small maps for every photo; a scale is shared within a row only."""
    rows = "".join(
        _failed_row(words, item) if isinstance(item, FailedPhoto) else _photo_row(words, item, look)
        for item in results
    )
    return f'<section class="rl-results">{rows}</section>'


def _failed_row(words: Words, failed: FailedPhoto) -> str:
    return f"<h3>{escape(failed.name)}</h3>{error_panel(words.explain(failed.error))}"


def _photo_row(words: Words, explanation: Explanation, look: Look) -> str:
    common = find_common_scale(explanation)
    columns = "".join(
        _column(words, explanation, column, look, common, GRID_SIDE)
        for column in explanation.columns
    )
    title = _title(words, explanation, explanation.method.title)
    bar = _scale_bar(common, explanation.method.signed) if look.shared and common else ""
    return (
        f"<h3>{escape(explanation.photo.name)} · {escape(title)}</h3>{bar}"
        f'<div class="rl-columns rl-maps">{columns}</div>'
    )


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
    cards = "".join(_method_card(words, explanation, opacity) for explanation in explanations)
    cards += "".join(
        f'<article class="rl-column"><h3>{escape(title)}</h3>{error_panel(text)}</article>'
        for title, text in failures.items()
    )
    title = ""
    if explanations:
        column = explanations[0].columns[0].column
        name = f"{explanations[0].photo.name} · {column.plan_text or column.spec.key}"
        title = f"<h2>{escape(_title(words, explanations[0], name))}</h2>"
    return f'<section class="rl-results">{title}<div class="rl-grid">{cards}</div></section>'


def _method_card(words: Words, explanation: Explanation, opacity: float) -> str:
    ((_, made),) = explanation.list_maps()
    value = explanation.columns[0].value
    scale, signed = find_common_scale(explanation), explanation.method.signed
    picture = draw_map(
        explanation, made.heat, scale=scale, signed=signed, opacity=opacity, side=GRID_SIDE
    )
    facts = "" if value is None else _facts(words, value, made)
    bar = _scale_bar(scale, signed) if scale else ""
    about = escape(describe_method(words, explanation.method))
    return (
        f'<article class="rl-column"><h3>{escape(explanation.method.title)}</h3>'
        f"{_image(words, explanation, picture)}{bar}{facts}"
        f'<p class="rl-fine">{about}</p></article>'
    )


def _image(words: Words, explanation: Explanation, picture: Image.Image) -> str:
    alternative = words.say("map_alt", method=explanation.method.title, name=explanation.photo.name)
    source = picture_uri(picture)
    return f'<img class="rl-picture" src="{source}" alt="{escape(alternative)}">'


def _scale_bar(scale: float, signed: bool) -> str:
    low = f"−{scale:.2g}" if signed else "0"
    kind = "rl-bar-signed" if signed else "rl-bar-positive"
    return (
        f'<div class="rl-scale"><span>{low}</span><span class="rl-bar {kind}"></span>'
        f"<span>{scale:.2g}</span></div>"
    )
