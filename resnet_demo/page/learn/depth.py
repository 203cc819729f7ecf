"""Step 3: the training error of plain and residual networks against their depth."""

from __future__ import annotations

from resnet_demo.models.depth import compare_ends, list_pairs, list_points
from resnet_demo.page import figures
from resnet_demo.page.context import Context
from resnet_demo.page.learn.step import Finding, Lesson
from resnet_demo.page.networks.depth import describe_depths, describe_gradients
from resnet_demo.page.samples import FIRST_SAMPLE
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words


def measure(context: Context, words: Words, _report: Progress) -> Finding | None:
    """Reads training errors and gradients off the cards."""
    rows = context.list_models()
    points = list_points(rows)
    ends = compare_ends(points, residual=False)
    if ends is None:
        return None
    sentences = [
        describe_depths(words, points),
        words.say(f"learn_depth_found_{ends.way}"),
        words.say("learn_depth_cause"),
    ]
    pairs = {
        depth: cards
        for depth, cards in list_pairs(rows).items()
        if all(card.profile and card.profile["initial"] for card in cards)
    }
    model = ends.deep.key.replace("plain", "resnet")
    if pairs:
        cards = pairs[max(pairs)]
        sentences.append(describe_gradients(words, cards))
        model = cards[0].key
    bench = {"photo": FIRST_SAMPLE, "plan": model, "panel": "signals"}
    chart = (figures.depth_figure(words, points, part="train"), words.say("learn_depth_look"))
    return Finding(ends.way, sentences, bench, [chart])


DEPTH = Lesson("depth", ("worse", "same", "better"), measure, charts=1)
