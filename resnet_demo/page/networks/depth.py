"""The tab *Depth*: error against depth with and without skips, and what happens inside a pair."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.experiments.html import note_panel
from resnet_demo.models.depth import DepthPoint, compare_ends, list_pairs, list_points
from resnet_demo.page import figures
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context
from resnet_demo.page.networks.captions import (
    Pair,
    describe_curves_chart,
    describe_depth_chart,
    describe_response_chart,
)
from resnet_demo.page.study import HIDDEN_CHART, make_chart, show_chart
from resnet_demo.words.text import Words

Shown = tuple[Any, ...]


def build_depth_tab(context: Context, tab: gr.Tab) -> None:
    """Lays out the tab; its figures are drawn when it is opened, from the cards that are there."""
    summary = gr.Markdown(elem_id="depth-summary")
    with gr.Row(equal_height=False):
        errors = [*make_chart("depth-train"), *make_chart("depth-test")]
    gr.Markdown(I18N("depth_paper"), elem_classes="rl-tagline")
    pair = gr.Dropdown([], label=I18N("depth_pair"), elem_id="depth-pair", filterable=False)
    inside = [*make_chart("depth-curves")]
    with gr.Row(equal_height=False):
        inside += [*make_chart("depth-responses"), *make_chart("depth-gradients")]
    inside.append(gr.Markdown(elem_id="depth-missing"))
    gr.Markdown(I18N("depth_signals_how"), elem_classes="rl-tagline")

    def show_depths(depth: int | None, language: str) -> Shown:
        words = Words.for_page(language)
        rows = context.list_models()
        points, pairs = list_points(rows), list_pairs(rows)
        if depth not in pairs:
            whole = [known for known, cards in pairs.items() if all(c.profile for c in cards)]
            depth = max(whole or pairs, default=None)
        picker = gr.update(choices=[(str(known), known) for known in pairs], value=depth)
        if not points:
            empty = note_panel(words.say("depth_empty"))
            return empty, *HIDDEN_CHART * 2, picker, *_show_pair(words, None)
        return (
            describe_depths(words, points),
            *_show_errors(words, points, "train"),
            *_show_errors(words, points, "test"),
            picker,
            *_show_pair(words, pairs.get(depth) if depth is not None else None),
        )

    def show_pair(depth: int | None, language: str) -> Shown:
        pairs = list_pairs(context.list_models())
        return _show_pair(Words.for_page(language), pairs.get(depth) if depth else None)

    # The last click wins, also over an answer that is on its way.
    options = {**PRIVATE, "js": SEND_LANGUAGE, "trigger_mode": "always_last"}
    tab.select(show_depths, [pair, context.language], [summary, *errors, pair, *inside], **options)
    pair.input(show_pair, [pair, context.language], inside, **options)


def describe_depths(words: Words, points: tuple[DepthPoint, ...]) -> str:
    """Says in one or two sentences what the points show, whichever way they turned out."""
    sentences = []
    for residual in (False, True):
        ends = compare_ends(points, residual=residual)
        if ends is None:
            continue
        kind = "residual" if residual else "plain"
        sentences.append(
            words.say(
                f"depth_{kind}_{ends.way}",
                shallow=ends.shallow.depth,
                deep=ends.deep.depth,
                first=f"{ends.shallow.train_error:.1f}%",
                last=f"{ends.deep.train_error:.1f}%",
            )
        )
    return words.connect(sentences) or words.say("depth_one_only")


def _show_errors(words: Words, points: tuple[DepthPoint, ...], part: str) -> Shown:
    figure = figures.depth_figure(words, points, part=part)
    return (*show_chart(figure, describe_depth_chart(words, points, part=part)),)


def _show_pair(words: Words, cards: Pair | None) -> Shown:
    """Returns the charts of a pair, and what is missing of it."""
    if cards is None:
        return *HIDDEN_CHART * 3, ""
    curves = show_chart(figures.curves_figure(words, cards), describe_curves_chart(words, cards))
    if not all(card.profile for card in cards):
        return *curves, *HIDDEN_CHART * 2, words.say("depth_no_profile")
    return (
        *curves,
        *show_chart(figures.response_figure(words, cards), describe_response_chart(words, cards)),
        *show_chart(figures.gradient_figure(words, cards), describe_gradients(words, cards)),
        "",
    )


def describe_gradients(words: Words, cards: Pair) -> str:
    """Says how much smaller or larger the gradient is at the first block than at the last one, at
    initialisation.
    """
    ratios = []
    for card in cards:
        norms = (card.profile or {})["initial"]["gradient_norm"]
        ratios.append(f"{float(f'{norms[0] / norms[-1]:.2g}'):,g}")  # 4,400 and not 4.4e+03
    return words.say("depth_gradients", residual=ratios[0], plain=ratios[1])
