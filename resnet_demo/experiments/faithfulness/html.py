"""How faithful maps are, as a table and in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from resnet_demo.experiments.explanations import METHODS
from resnet_demo.experiments.faithfulness.compute import ColumnChecks, FaithfulnessStudy
from resnet_demo.experiments.faithfulness.document import NUMBERS, list_numbers, write_number
from resnet_demo.experiments.html import error_panel
from resnet_demo.words.text import Words

# A probability that moves less, whatever is hidden, says nothing about a map.
SMALLEST_REACH = 0.05


def describe_checks(words: Words, study: FaithfulnessStudy) -> str:
    """Says how faithful the maps are, on average, and whether they stay so under the plan."""
    methods = study.list_common_methods()
    sentences, gains = [], []
    for column in study.columns:
        gain, chance = column.compute_mean_gain(methods), column.compute_chance(methods)
        if gain is not None and chance is not None:
            kind, text = words.say(f"title_{column.kind}"), write_number("gain", gain)
            gains.append(words.say("checks_gain", kind=kind, gain=text, chance=chance))
    if gains:
        sentences.append(words.say("checks_gains", count=len(methods), gains="; ".join(gains)))
    else:
        sentences.append(words.say("checks_none"))
    whole = next((column for column in study.columns if column.kind == "residual"), None)
    if whole is not None:
        for column in study.columns:
            if column.kind == "ablated" and column.model == whole.model:
                verdict = _judge(whole, column, methods)
                sentences += [words.say(verdict)] if verdict else []
                break
    sentences += [words.explain(column.error) for column in study.columns if column.error]
    return " ".join(sentences)


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
    columns = [column for column in study.columns if column.checks]
    heads = "".join(
        f'<th colspan="{len(NUMBERS)}" scope="colgroup">{escape(_name_column(words, column))}</th>'
        for column in columns
    )
    numbers = "".join(f"<th>{escape(words.say(f'column_{name}'))}</th>" for name in NUMBERS)
    keys = dict.fromkeys(one.method for column in columns for one in column.checks)
    rows = "".join(
        f'<tr><th scope="row">{escape(METHODS[key].title)}</th>'
        + "".join(_fill_cells(words, column, key) for column in columns)
        + "</tr>"
        for key in keys
    )
    return (
        f'<div class="rl-table rl-checks"><table><thead><tr><th rowspan="2">'
        f"{escape(words.say('column_method'))}</th>{heads}</tr>"
        f"<tr>{numbers * len(columns)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{_errors(words, columns)}"
    )


def _errors(words: Words, columns: Sequence[ColumnChecks]) -> str:
    """Says why numbers are missing, each reason once."""
    reasons = [words.explain(one.error) for column in columns for one in column.checks if one.error]
    return "".join(error_panel(reason) for reason in dict.fromkeys(reasons))


def _name_column(words: Words, column: ColumnChecks) -> str:
    kind = words.say(f"title_{column.kind}")
    if column.target is None:
        return kind
    label, probability = words.name_class(column.target.label), column.target.probability
    return words.say("checks_head", kind=kind, label=label, probability=probability)


def _fill_cells(words: Words, column: ColumnChecks, key: str) -> str:
    checks = next(one for one in column.checks if one.method == key)
    if checks.is_empty:
        return f'<td colspan="{len(NUMBERS)}">{escape(words.say("checks_empty"))}</td>'
    return "".join(
        f"<td>{write_number(name, value)}</td>" for name, value in list_numbers(checks).items()
    )
