"""Answers about many photos as HTML; needs no gradio."""

from __future__ import annotations

from html import escape

from resnet_demo.experiments import render
from resnet_demo.experiments.compare.many import BatchColumn, BatchComparison, ComparedFile
from resnet_demo.page.panels import error_panel
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.words.text import Words


def batch_panel(words: Words, batch: BatchComparison) -> str:
    """Returns how many photos keep their label in each column, and a table over all of them."""
    summary = "".join(
        f"<li>{escape(_describe_column(words, column, batch.answered))}</li>"
        for column in batch.columns
        if column.error is None
    )
    problems = "".join(
        error_panel(words.explain(column.error)) for column in batch.columns if column.error
    )
    heads = [words.say("column_file"), *(_name_column(words, column) for column in batch.columns)]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(_row(words, row, len(batch.columns)) for row in batch.rows)
    link = render.csv_uri(render.batch_csv(batch))
    return (
        f'<section class="rl-results">{problems}<ul class="rl-kept-list">{summary}</ul>'
        f'<div class="rl-table-head"><h3>{escape(words.say("answers_table"))}</h3>'
        f'<a class="rl-download" download="comparison.csv" href="{link}">'
        f"{escape(words.say('download_csv'))}</a></div>"
        f'<div class="rl-table"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _name_column(words: Words, column: BatchColumn) -> str:
    return words.say(f"title_{column.kind}")


def _describe_column(words: Words, column: BatchColumn, answered: int) -> str:
    name = f"{_name_column(words, column)} ({column.plan or column.model})"
    if column.kept is None:
        return name
    return words.say("batch_kept", name=name, kept=column.kept, total=answered)


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
