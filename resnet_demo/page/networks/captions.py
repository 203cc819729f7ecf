"""What to look at in the charts of the page *Networks*, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from resnet_demo.models.card import ModelCard
from resnet_demo.models.depth import DepthPoint
from resnet_demo.words.text import Words

Pair = tuple[ModelCard, ModelCard]
"""The cards of a residual network and of its plain twin."""


def describe_depth_chart(words: Words, points: Sequence[DepthPoint], *, part: str) -> str:
    """Says at which depth the two kinds are furthest apart.

    Args:
        words: The language.
        points: The networks.
        part: ``train`` or ``test``.
    """
    errors: dict[bool, dict[int, float]] = {True: {}, False: {}}
    for point in points:
        errors[point.residual][point.depth] = getattr(point, f"{part}_error")
    residual, plain = errors[True], errors[False]
    shared = residual.keys() & plain.keys()
    if not shared:
        return words.say("look_depth_lone")
    depth = max(shared, key=lambda one: abs(residual[one] - plain[one]))
    fields = {"residual": f"{residual[depth]:.1f}%", "plain": f"{plain[depth]:.1f}%"}
    return words.say(f"look_depth_{part}", depth=depth, **fields)


def describe_curves_chart(words: Words, cards: Pair) -> str:
    """Says where the curves of a pair end."""
    fields = {
        f"{kind}_{part}": f"{card.curves[part]['error'][-1]:.1%}"
        for kind, card in zip(("residual", "plain"), cards, strict=True)
        for part in ("train", "validation")
    }
    return words.say("look_curves", **fields)


def describe_response_chart(words: Words, cards: Pair) -> str:
    """Says which network of a pair has the smaller responses."""
    residual, plain = (mean((card.profile or {})["trained"]["response_std"]) for card in cards)
    key = "smaller" if residual < plain else "larger"
    return words.say(
        f"look_depth_responses_{key}", residual=f"{residual:.2f}", plain=f"{plain:.2f}"
    )


def describe_confusion_chart(
    words: Words, labels: Sequence[str], counts: Sequence[Sequence[int]]
) -> str:
    """Says which class is most often taken for which other one."""
    count, truth, answer = max(
        (count, truth, answer)
        for truth, row in enumerate(counts)
        for answer, count in enumerate(row)
        if truth != answer
    )
    if not count:
        return words.say("look_confusion_none")
    true, taken = words.name_class(labels[truth]), words.name_class(labels[answer])
    support = sum(counts[truth])
    return words.say("look_confusion", true=true, taken=taken, count=count, support=support)
