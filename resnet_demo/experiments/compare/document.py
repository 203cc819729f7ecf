"""A comparison as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.columns import ColumnResult
from resnet_demo.experiments.compare.batch import BatchComparison, ComparedFile
from resnet_demo.experiments.compare.compute import Answer, Comparison
from resnet_demo.experiments.document import error_entry
from resnet_demo.photos.photo import FailedPhoto


def make_document(result: Comparison | BatchComparison) -> dict[str, Any]:
    """Returns a comparison as a JSON document.

    Of one photo, it has an entry a column: ``entropy`` and ``divergence`` (from the first column)
    are in nats, ``margin`` is a fraction, ``reference_rank`` counts from 1. Of several photos, it
    has an entry a column with the number of photos that keep the first column's label, and one
    entry a file.
    """
    if isinstance(result, BatchComparison):
        return {
            "answered": result.answered,
            "columns": [_describe_column(column) for column in result.columns],
            "results": [_describe_row(row) for row in result.rows],
        }
    return {
        "file": result.source,
        "answers": [_describe_answer(answer) for answer in result.answers],
    }


def _describe_answer(result: ColumnResult[Answer]) -> dict[str, Any]:
    entry: dict[str, Any] = {**result.name_column()}
    if result.error is not None:
        entry["error"] = error_entry(result.error)
    if result.value is not None:
        entry |= asdict(result.value)
    return entry


def _describe_column(result: ColumnResult[int]) -> dict[str, Any]:
    entry = {**result.name_column(), "kept": result.value}
    return entry if result.error is None else {**entry, "error": error_entry(result.error)}


def _describe_row(row: ComparedFile | FailedPhoto) -> dict[str, Any]:
    if isinstance(row, FailedPhoto):
        return {"file": row.name, "error": error_entry(row.error)}
    best = [None if score is None else asdict(score) for score in row.best]
    return {"file": row.name, "best": best}
