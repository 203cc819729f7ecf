"""What to look at in the charts of lesions, in a sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, median
from typing import Any, Literal

from resnet_demo.experiments.lesion.compute import LesionStudy
from resnet_demo.networks.architecture import PARTS, Part
from resnet_demo.words.text import Words


def describe_effects_chart(
    words: Words, study: LesionStudy, value: Literal["probability", "logit"]
) -> str:
    """Says which single lesion leaves least of the answer."""
    lowest: dict[Part, tuple[float, str]] = {
        part: min(
            (getattr(effect, value), block)
            for effect, block in zip(study.single[part], study.blocks, strict=True)
        )
        for part in PARTS
    }
    form = ".1%" if value == "probability" else ".1f"
    fields: dict[str, str] = {part: block for part, (_, block) in lowest.items()}
    fields |= {f"{part}_left": format(number, form) for part, (number, _) in lowest.items()}
    whole = format(getattr(study.whole, value), form)
    deepest = "skip" if lowest["skip"] < lowest["branch"] else "branch"
    return words.say(f"look_lesion_{value}_{deepest}", whole=whole, **fields)


def describe_random_chart(words: Words, study: LesionStudy) -> str:
    """Says how many random removals halve the probability of the answer."""
    means = [effect.mean for effect in study.random]
    part = words.say(f"part_{study.options.part}")
    count = _find_half(means, study.whole.probability)
    key = "look_random_stays" if count is None else "look_random_falls"
    return words.say(key, part=part, count=count, blocks=len(study.blocks))


def describe_accuracy_chart(words: Words, lesions: dict[str, Any]) -> str:
    """Says what accuracies single lesions leave on the data set."""
    removed = {part: lesions[f"{part}_removed"] for part in PARTS}
    fields: dict[str, object] = {"images": lesions["images"]}
    for part, accuracies in removed.items():
        fields[f"{part}_low"] = f"{min(accuracies):.0%}"
        fields[f"{part}_high"] = f"{max(accuracies):.0%}"
    needed = "skip" if median(removed["skip"]) < median(removed["branch"]) else "branch"
    return words.say(f"look_accuracy_{needed}", **fields)


def describe_random_accuracy_chart(words: Words, lesions: dict[str, Any]) -> str:
    """Says how many random branches can go until the accuracy is halved."""
    means = [mean(draws) for draws in lesions["random_branches_removed"]]
    count = _find_half(means, lesions["accuracy"])
    key = "look_random_accuracy_stays" if count is None else "look_random_accuracy_falls"
    return words.say(key, count=count, blocks=len(means), images=lesions["random_images"])


def _find_half(means: Sequence[float], whole: float) -> int | None:
    """Returns the number of removals, from 1, at which a mean first falls below half of what the
    whole network reaches; None if none does.
    """
    return next((count for count, value in enumerate(means, start=1) if value < whole / 2), None)
