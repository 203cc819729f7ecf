"""What to look at in the charts of faithfulness, in a sentence each."""

from __future__ import annotations

from typing import Literal

from resnet_demo.experiments.faithfulness.compute import FaithfulnessStudy
from resnet_demo.experiments.naming import name_column
from resnet_demo.words.text import Words


def describe_curves_chart(
    words: Words,
    study: FaithfulnessStudy,
    method: str,
    fill: str,
    kind: Literal["deletion", "insertion"],
) -> str:
    """Says how large the area under each curve is."""
    items = [
        words.say(
            "area_under",
            name=name_column(words, column),
            area=getattr(curve, f"{kind}_area"),
        )
        for column, value in study.list_checked()
        for checks in value.choose_checks([method])
        for curve in checks.curves
        if curve.fill == fill
    ]
    return words.say(f"look_{kind}", items=items)


def describe_randomised_chart(words: Words, study: FaithfulnessStudy, method: str) -> str:
    """Says what is left of each map once all weights are re-initialised."""
    items = [
        words.say(
            "correlation_left",
            name=name_column(words, column),
            correlation=checks.fully_randomised,
        )
        for column, value in study.list_checked()
        for checks in value.choose_checks([method])
        if checks.fully_randomised is not None
    ]
    return words.say("look_randomised", items=items)
