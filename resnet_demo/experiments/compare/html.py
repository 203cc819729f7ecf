"""A comparison as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from resnet_demo.columns import ColumnResult
from resnet_demo.experiments.compare.batch import BatchComparison, ComparedFile
from resnet_demo.experiments.compare.compute import Answer, Comparison
from resnet_demo.experiments.html import error_panel, list_bars, plan_code, show_photo
from resnet_demo.experiments.naming import name_column
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.words.text import Words

COMPARED_PICTURE_SIDE = 480


def comparison_panel(
    words: Words, comparison: Comparison, accuracies: Mapping[str, float | None]
) -> str:
    """Returns the photo and the three columns, with the sentence that says which is which.

    Args:
        words: The language.
        comparison: The answers.
        accuracies: Test accuracy by model key, a fraction; None when it was never measured.
    """
    parts = []
    if comparison.photo is not None:
        picture = show_photo(words, comparison.photo, COMPARED_PICTURE_SIDE)
        name = escape(comparison.photo.name)
        note = escape(words.say("compare_photo"))
        parts.append(
            f'<div class="rl-compared">{picture}<div><h2>{name}</h2><p>{note}</p>'
            f"<p>{escape(words.say('which_is_which'))}</p></div></div>"
        )
    shown: set[tuple[str, str | None]] = set()
    columns = ""
    for result in comparison.answers:
        network = (result.column.spec.key, result.column.plan_text)
        columns += _column(words, result, accuracies, repeated=network in shown)
        shown.add(network)
    parts.append(f'<div class="rl-columns">{columns}</div>')
    return f'<section class="rl-results">{"".join(parts)}</section>'


def _column(
    words: Words,
    result: ColumnResult[Answer],
    accuracies: Mapping[str, float | None],
    *,
    repeated: bool,
) -> str:
    kind, key, plan = result.column.kind, result.column.spec.key, result.column.plan_text
    about = escape(words.say("about_uncut" if repeated else f"about_{kind}"))
    title = escape(name_column(words, result.column))
    body = "" if result.error is None else error_panel(words.explain(result.error))
    if result.value is not None:
        body = list_bars(words, result.value.top) + _certainty(words, result.value)
    # A card measures the network as it was trained; nothing was measured under this plan.
    accuracy = None if kind == "ablated" else accuracies.get(key)
    measured = (
        words.say("column_accuracy_unknown")
        if accuracy is None
        else words.say("column_accuracy", accuracy=f"{accuracy:.1%}")
    )
    code = "" if plan is None else plan_code(plan)
    return (
        f'<article class="rl-column rl-{kind}"><h3>{title}</h3>'
        f'<p class="rl-meta">{escape(key)} · {escape(measured)}</p>'
        f'<p class="rl-about">{about}</p>{code}{body}</article>'
    )


def _certainty(words: Words, answer: Answer) -> str:
    """Returns how sure an answer is, and how it differs from the first column's."""
    lines = [words.say("certainty", entropy=answer.entropy, margin=answer.margin)]
    if answer.difference is not None:
        key = "agrees" if answer.difference.agrees else "disagrees"
        lines.append(
            words.say(
                key,
                rank=answer.difference.reference_rank,
                divergence=answer.difference.divergence,
            )
        )
    return "".join(f'<p class="rl-fine">{escape(line)}</p>' for line in lines)


def batch_panel(words: Words, batch: BatchComparison) -> str:
    """Returns how many photos keep their label in each column, and a table over all of them."""
    summary = "".join(
        f"<li>{escape(_describe_column(words, result, batch.answered))}</li>"
        for result in batch.columns
        if result.error is None
    )
    problems = "".join(
        error_panel(words.explain(result.error)) for result in batch.columns if result.error
    )
    titles = (name_column(words, result.column) for result in batch.columns)
    heads = [words.say("column_file"), *titles]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(_row(words, row, len(batch.columns)) for row in batch.rows)
    return (
        f'<section class="rl-results">{problems}<ul class="rl-kept-list">{summary}</ul>'
        f'<div class="rl-table-head"><h3>{escape(words.say("answers_table"))}</h3></div>'
        f'<div class="rl-table" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _describe_column(words: Words, result: ColumnResult[int], answered: int) -> str:
    column = result.column
    name = f"{name_column(words, column)} ({column.plan_text or column.spec.key})"
    if result.value is None:
        return name
    return words.say("batch_kept", name=name, kept=result.value, total=answered)


def _row(words: Words, row: ComparedFile | FailedPhoto, columns: int) -> str:
    if isinstance(row, FailedPhoto):
        message = escape(words.explain(row.error))
        return f'<tr><td>{escape(row.name)}</td><td colspan="{columns}">{message}</td></tr>'
    cells = [f"<td>{escape(row.name)}</td>"]
    reference = row.best[0]
    for best in row.best:
        if best is None:
            cells.append("<td>–</td>")
            continue
        text = f"{words.name_class(best.label)} {best.probability:.0%}"
        lost = reference is not None and best.index != reference.index
        cells.append(f'<td class="{"rl-lost" if lost else "rl-kept"}">{escape(text)}</td>')
    return f"<tr>{''.join(cells)}</tr>"
