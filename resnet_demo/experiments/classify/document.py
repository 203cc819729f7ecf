"""A classification as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.experiments.classify.compute import Classification, ClassifiedPhoto
from resnet_demo.experiments.document import error_entry
from resnet_demo.photos.photo import FailedPhoto


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
