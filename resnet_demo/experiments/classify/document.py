"""A classification as a JSON document and as a table for a spreadsheet."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.experiments.classify.compute import Classification, ClassifiedPhoto
from resnet_demo.experiments.document import error_entry, write_csv
from resnet_demo.photos.photo import FailedPhoto

CSV_COLUMNS = ("file", "rank", "label", "index", "probability", "logit", "error")


def make_document(result: Classification) -> dict[str, Any]:
    """Returns a classification as a JSON document, one entry a file in the given order."""
    return {
        "model": result.model.spec.key,
        "views": result.views,
        "device": str(result.model.device),
        "results": [{"file": item.name, **_describe_result(item)} for item in result.results],
    }


def _describe_result(item: ClassifiedPhoto | FailedPhoto) -> dict[str, Any]:
    if isinstance(item, FailedPhoto):
        return {"error": error_entry(item.error)}
    notes = {"notes": [note.describe() for note in item.notes]} if item.notes else {}
    return {"top": [asdict(score) for score in item.top], **notes}


def make_csv(result: Classification) -> str:
    """Returns a table with one row a class and photo; a failed file has one row with its error."""
    rows: list[list[object]] = [list(CSV_COLUMNS)]
    for item in result.results:
        if isinstance(item, FailedPhoto):
            rows.append([item.name, *[""] * 5, str(item.error)])
            continue
        for rank, score in enumerate(item.top, start=1):
            numbers = (f"{score.probability:.6f}", f"{score.logit:.4f}")
            rows.append([item.name, rank, score.label, score.index, *numbers, ""])
    return write_csv(rows)
