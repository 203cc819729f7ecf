"""The tab *Depth*: error against depth with and without skips, and what happens inside a pair."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.experiments.html import note_panel
from resnet_demo.models.card import ModelCard
from resnet_demo.models.depth import DepthPoint, compare_ends, list_pairs, list_points
from resnet_demo.page import figures
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context
from resnet_demo.words.text import Words

Shown = tuple[Any, ...]


def build_depth_tab(context: Context, tab: gr.Tab) -> None:
    """Lays out the tab; its figures are drawn when it is opened, from the cards that are there."""
    summary = gr.Markdown(elem_id="depth-summary")
    with gr.Row(equal_height=False):
        train = gr.Plot(show_label=False, elem_id="depth-train", min_width=320)
        test = gr.Plot(show_label=False, elem_id="depth-test", min_width=320)
    gr.Markdown(I18N("depth_paper"), elem_classes="rl-tagline")
    pair = gr.Dropdown([], label=I18N("depth_pair"), elem_id="depth-pair", filterable=False)
    curves = gr.Plot(show_label=False, elem_id="depth-curves", min_width=320)
    with gr.Row(equal_height=False):
        responses = gr.Plot(show_label=False, elem_id="depth-responses", min_width=320)
        gradients = gr.Plot(show_label=False, elem_id="depth-gradients", min_width=320)
    signals = gr.Markdown(elem_id="depth-signals")
    gr.Markdown(I18N("depth_signals_how"), elem_classes="rl-tagline")
    inside = [curves, responses, gradients, signals]

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
            return empty, *[gr.update(visible=False)] * 2, picker, *_show_pair(words, None)
        return (
            describe_depths(words, points),
            gr.update(value=figures.depth_figure(words, points, part="train"), visible=True),
            gr.update(value=figures.depth_figure(words, points, part="test"), visible=True),
            picker,
            *_show_pair(words, pairs.get(depth) if depth is not None else None),
        )

    def show_pair(depth: int | None, language: str) -> Shown:
        pairs = list_pairs(context.list_models())
        return _show_pair(Words.for_page(language), pairs.get(depth) if depth else None)

    # The last click wins, also over an answer that is on its way.
    options = {**PRIVATE, "js": SEND_LANGUAGE, "trigger_mode": "always_last"}
    tab.select(
        show_depths, [pair, context.language], [summary, train, test, pair, *inside], **options
    )
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


def _show_pair(words: Words, cards: tuple[ModelCard, ModelCard] | None) -> Shown:
    hidden = gr.update(visible=False)
    if cards is None:
        return hidden, hidden, hidden, ""
    curves = gr.update(value=figures.curves_figure(words, cards), visible=True)
    if not all(card.profile for card in cards):
        return curves, hidden, hidden, words.say("depth_no_profile")
    return (
        curves,
        gr.update(value=figures.response_figure(words, cards), visible=True),
        gr.update(value=figures.gradient_figure(words, cards), visible=True),
        describe_gradients(words, cards),
    )


def describe_gradients(words: Words, cards: tuple[ModelCard, ModelCard]) -> str:
    """Says how much smaller or larger the gradient is at the first block than at the last one, at
    initialisation.
    """
    ratios = []
    for card in cards:
        norms = (card.profile or {})["initial"]["gradient_norm"]
        ratios.append(f"{float(f'{norms[0] / norms[-1]:.2g}'):,g}")  # 4,400 and not 4.4e+03
    return words.say("depth_gradients", residual=ratios[0], plain=ratios[1])
