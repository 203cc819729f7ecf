"""How faithful maps are, as a table and in a sentence."""

from __future__ import annotations

from html import escape

from resnet_demo.explanations import METHODS
from resnet_demo.faithfulness.check import MapChecks
from resnet_demo.faithfulness.study import ColumnChecks, FaithfulnessStudy
from resnet_demo.ui.text import Words

# Of the whole network's gain: below the first the ablated one's is lost, above the second kept.
LOST, KEPT = 0.25, 0.75
# Below this a gain is no better than what two random orders differ by.
USELESS = 0.02
NUMBERS = ("gain", "unexplained", "sensitivity", "randomised")


def describe_checks(words: Words, study: FaithfulnessStudy) -> str:
    """Says how faithful the maps are, on average, and whether they stay so under the plan."""
    gains = {
        column.kind: column.mean_gain for column in study.columns if column.mean_gain is not None
    }
    sentences = []
    if gains:
        named = [
            words.say("checks_gain", kind=words.say(f"title_{column.kind}"), gain=column.mean_gain)
            for column in study.columns
            if column.mean_gain is not None
        ]
        count = max(len(column.list_checks()) for column in study.columns)
        sentences.append(words.say("checks_gains", count=count, gains="; ".join(named)))
    if "residual" in gains and "ablated" in gains:
        sentences.append(words.say(_judge(gains["residual"], gains["ablated"])))
    sentences += [words.explain(column.error) for column in study.columns if column.error]
    return " ".join(sentences)


def _judge(whole: float, ablated: float) -> str:
    if whole < USELESS:
        return "checks_useless"
    share = ablated / whole
    return "checks_lost" if share < LOST else "checks_kept" if share > KEPT else "checks_partly"


def checks_table(words: Words, study: FaithfulnessStudy) -> str:
    """Returns the table: a row a method, four numbers a network."""
    columns = [column for column in study.columns if column.methods]
    heads = "".join(
        f'<th colspan="{len(NUMBERS)}" scope="colgroup">{escape(_name_column(words, column))}</th>'
        for column in columns
    )
    numbers = "".join(f"<th>{escape(words.say(f'column_{name}'))}</th>" for name in NUMBERS)
    keys = [key for key in METHODS if any(key in (column.methods or {}) for column in columns)]
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
        f"<tbody>{rows}</tbody></table></div>"
    )


def _name_column(words: Words, column: ColumnChecks) -> str:
    kind = words.say(f"title_{column.kind}")
    if column.target is None:
        return kind
    label, probability = words.name_class(column.target.label), column.target.probability
    return words.say("checks_head", kind=kind, label=label, probability=probability)


def _fill_cells(words: Words, column: ColumnChecks, key: str) -> str:
    found = (column.methods or {}).get(key)
    if not isinstance(found, MapChecks):
        text = "" if found is None else words.explain(found)
        return f'<td colspan="{len(NUMBERS)}">{escape(text)}</td>'
    if not found.curves:
        return f'<td colspan="{len(NUMBERS)}">{escape(words.say("checks_empty"))}</td>'
    last = found.randomised[-1][1]
    values = (
        (found.gain, "+.3f"), (found.unexplained, ".0%"), (found.sensitivity, ".2f"),
        (last, "+.2f"),
    )  # fmt: skip
    return "".join(
        f"<td>{'–' if value is None else format(value, shape).replace('-', '−')}</td>"
        for value, shape in values
    )
