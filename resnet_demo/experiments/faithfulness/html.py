"""How faithful maps are, as a table and in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from resnet_demo.columns import Column, list_errors
from resnet_demo.experiments.faithfulness.compute import ColumnChecks, FaithfulnessStudy
from resnet_demo.experiments.faithfulness.document import NUMBERS, list_numbers, write_number
from resnet_demo.experiments.html import error_panel
from resnet_demo.experiments.naming import name_column
from resnet_demo.saliency.table import find_method
from resnet_demo.words.text import Words

# A probability that moves less, whatever is hidden, says nothing about a map.
SMALLEST_REACH = 0.05


def describe_checks(words: Words, study: FaithfulnessStudy) -> str:
    """Says how faithful the maps are, on average, and whether they stay so under the plan."""
    methods = study.list_common_methods()
    sentences, gains = [], []
    for column, value in study.list_checked():
        gain, chance = value.compute_mean_gain(methods), value.compute_chance(methods)
        if gain is not None and chance is not None:
            kind, text = name_column(words, column), write_number("gain", gain)
            gains.append(words.say("checks_gain", kind=kind, gain=text, chance=chance))
    if gains:
        sentences.append(words.say("checks_gains", count=len(methods), gains="; ".join(gains)))
    else:
        sentences.append(words.say("checks_none"))
    verdict = _find_verdict(study, methods)
    sentences += [words.say(verdict)] if verdict else []
    sentences += [words.explain(error) for error in list_errors(study.columns)]
    return words.connect(sentences)


def _find_verdict(study: FaithfulnessStudy, methods: Collection[str]) -> str | None:
    """Returns which sentence compares a network as trained with the same weights under a plan."""
    checked = study.list_checked()
    whole = next((pair for pair in checked if pair[0].kind == "residual"), None)
    if whole is None:
        return None
    for column, value in checked:
        if column.kind == "ablated" and column.spec.key == whole[0].spec.key:
            return _judge(whole[1], value, methods)
    return None


def _judge(whole: ColumnChecks, ablated: ColumnChecks, methods: Collection[str]) -> str | None:
    """Returns which sentence compares an ablated network with the whole one; None for no answer.

    A mean gain counts as better than chance if it is above what maps that know nothing reach.
    """
    gains = [column.compute_mean_gain(methods) for column in (whole, ablated)]
    chances = [column.compute_chance(methods) for column in (whole, ablated)]
    reach = ablated.compute_reach(methods)
    if None in gains or None in chances:
        return None
    if (reach or 0.0) < SMALLEST_REACH:
        return "checks_flat"
    is_better = [
        (gain or 0.0) > (chance or 0.0) for gain, chance in zip(gains, chances, strict=True)
    ]
    if not is_better[0]:
        return "checks_useless"
    return "checks_kept" if is_better[1] else "checks_lost"


def checks_table(words: Words, study: FaithfulnessStudy) -> str:
    """Returns the table: a row a method, four numbers a network."""
    columns = study.list_checked()
    heads = "".join(
        f'<th colspan="{len(NUMBERS)}" scope="colgroup">{escape(_name_column(words, *pair))}</th>'
        for pair in columns
    )
    numbers = "".join(f"<th>{escape(words.say(f'column_{name}'))}</th>" for name in NUMBERS)
    keys = dict.fromkeys(checks.method for _, value in columns for checks in value.checks)
    rows = "".join(
        f'<tr><th scope="row">{escape(find_method(key).title)}</th>'
        + "".join(_fill_cells(words, value, key) for _, value in columns)
        + "</tr>"
        for key in keys
    )
    return (
        f'<div class="rl-table rl-checks" tabindex="0"><table><thead><tr><th rowspan="2">'
        f"{escape(words.say('column_method'))}</th>{heads}</tr>"
        f"<tr>{numbers * len(columns)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{_errors(words, columns)}"
    )


def _errors(words: Words, columns: Sequence[tuple[Column, ColumnChecks]]) -> str:
    """Says why numbers are missing, each reason once."""
    errors = [checks.error for _, value in columns for checks in value.checks]
    reasons = dict.fromkeys(words.explain(error) for error in errors if error is not None)
    return "".join(error_panel(reason) for reason in reasons)


def _name_column(words: Words, column: Column, value: ColumnChecks) -> str:
    kind = name_column(words, column)
    label, probability = words.name_class(value.target.label), value.target.probability
    return words.say("checks_head", kind=kind, label=label, probability=probability)


def _fill_cells(words: Words, column: ColumnChecks, key: str) -> str:
    checks = next(one for one in column.checks if one.method == key)
    if checks.is_empty:
        return f'<td colspan="{len(NUMBERS)}">{escape(words.say("checks_empty"))}</td>'
    return "".join(
        f"<td>{write_number(name, value)}</td>" for name, value in list_numbers(checks).items()
    )
