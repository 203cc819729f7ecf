"""What to look at in the charts of signals and of paths, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from resnet_demo.experiments.naming import name_column
from resnet_demo.experiments.signals.charts import Signal
from resnet_demo.experiments.signals.compute import SignalsStudy
from resnet_demo.experiments.signals.paths import PathStudy
from resnet_demo.networks.signals import PhotoSignals
from resnet_demo.words.text import Words

THOUSANDS = 1000  # a ratio from here on is called an explosion


def describe_signal_chart(words: Words, study: SignalsStudy, name: Signal, weights: str) -> str:
    """Says what one of the signals does in every column."""
    columns = [
        (name_column(words, result.column), getattr(result.value, weights))
        for result in study.columns
        if result.value is not None
    ]
    if name == "gradient_norm":
        items = [_describe_gradient(words, *column) for column in columns]
    elif name == "similarity":
        items = [_describe_similarity(words, *column) for column in columns]
    else:
        items = list(_describe_responses(words, columns))
    return words.say(f"look_{name}", items=items)


def is_damaged(study: SignalsStudy) -> bool:
    """Says whether a column is a network that was damaged after its training."""
    return any(result.column.kind == "ablated" for result in study.columns)


def _describe_gradient(words: Words, name: str, photo: PhotoSignals) -> str:
    """Says what becomes of the gradient on its way from the last block to the first."""
    norms = photo.signals.gradient_norm
    if not norms[0] or not norms[-1]:
        return words.say("gradient_none", name=name)
    ratio = norms[0] / norms[-1]
    if ratio >= THOUSANDS:
        return words.say("gradient_explodes", name=name, ratio=write_ratio(ratio))
    if ratio <= 1 / THOUSANDS:
        return words.say("gradient_vanishes", name=name, ratio=write_ratio(1 / ratio))
    return words.say("gradient_changes", name=name, ratio=write_ratio(ratio))


def _describe_similarity(words: Words, name: str, photo: PhotoSignals) -> str:
    known = [value for value in photo.similarity if value is not None]
    return words.say("similarity_mean", name=name, mean=sum(known) / len(known) if known else 0.0)


def _describe_responses(words: Words, columns: list[tuple[str, PhotoSignals]]) -> Iterator[str]:
    """Yields the largest response of every column, and how it compares with the first one's."""
    largest = [max(photo.signals.response_std) for _, photo in columns]
    for (name, _), value in zip(columns, largest, strict=True):
        ratio = value / largest[0] if largest[0] else 0.0
        key = "response_explodes" if ratio >= THOUSANDS else "response_largest"
        yield words.say(key, name=name, value=write_ratio(value), ratio=write_ratio(ratio))


def describe_norms_chart(words: Words, study: PathStudy) -> str:
    """Says how much less gradient the longest path carries than one through a single branch."""
    single, longest, blocks = study.norms[1], study.norms[-1], len(study.norms) - 1
    if not single or not longest:
        return words.say("look_path_norms_none", blocks=blocks)
    key = "look_path_norms_less" if longest < single else "look_path_norms_more"
    ratio = max(single / longest, longest / single)
    return words.say(key, blocks=blocks, ratio=write_ratio(ratio))


def describe_shares_chart(words: Words, study: PathStudy) -> str:
    """Says whether the lengths that carry the gradient are those that most paths have."""
    shares, blocks = study.shares, len(study.shares) - 1
    peak = max(range(len(shares)), key=lambda length: shares[length])
    key = "look_path_shares_short" if peak < blocks // 2 else "look_path_shares_alike"
    return words.say(key, peak=peak, middle=blocks // 2)


def write_ratio(value: float) -> str:
    """Writes a number with two digits: 4,400 and not 4.4e+03, but 2.1e+09."""
    return f"{float(f'{value:.2g}'):,g}"
