"""One photo's signals as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.columns import ColumnResult
from resnet_demo.experiments.document import error_entry, list_failed_others
from resnet_demo.experiments.signals.compute import ColumnSignals, SignalsStudy
from resnet_demo.experiments.signals.paths import PathStudy
from resnet_demo.networks.signals import PhotoSignals


def make_document(study: SignalsStudy) -> dict[str, Any]:
    """Returns signals as a JSON document, an entry a column, and ``paths`` or their error where
    they were asked for.

    ``similarity`` is the cosine similarity of a block's input and output, null where the shape
    changes.
    """
    document: dict[str, Any] = {
        "file": study.source,
        "reference": study.reference,
        "seed": study.seed,
        **list_failed_others(study.failed_others),
        "columns": [_make_entry(result) for result in study.columns],
    }
    if study.paths is not None:
        document["paths"] = _list_paths(study.paths)
    if study.paths_error is not None:
        document["paths"] = {"error": error_entry(study.paths_error)}
    return document


def _make_entry(result: ColumnResult[ColumnSignals]) -> dict[str, Any]:
    entry: dict[str, Any] = dict(result.name_column())
    if result.error is not None:
        entry["error"] = error_entry(result.error)
    if result.value is not None:
        entry["trained"] = _list_signals(result.value.trained)
        entry["initial"] = _list_signals(result.value.initial)
    return entry


def _list_signals(photo: PhotoSignals) -> dict[str, Any]:
    return {**asdict(photo.signals), "similarity": list(photo.similarity)}


def _list_paths(study: PathStudy) -> dict[str, Any]:
    """Returns an entry a length; ``share`` is norm times number of paths as a fraction of the sum
    over all lengths.
    """
    rows = zip(study.norms, study.paths, study.shares, strict=True)
    return {
        "model": study.model.spec.key,
        "reference": study.model.labels[study.reference],
        "draws": study.draws,
        "seed": study.seed,
        "lengths": [
            {"length": length, "norm": norm, "paths": count, "share": share}
            for length, (norm, count, share) in enumerate(rows)
        ],
    }
