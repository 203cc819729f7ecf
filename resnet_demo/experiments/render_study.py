"""Studies of a network on one photo as JSON documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.experiments.render import error_entry
from resnet_demo.experiments.signals.compute import ColumnSignals, PhotoProfile
from resnet_demo.experiments.signals.paths import PathStudy
from resnet_demo.networks.signals import PhotoSignals


def profile_document(profile: PhotoProfile) -> dict[str, Any]:
    """Returns a profile as a JSON document, an entry a column.

    ``similarity`` is the cosine similarity of a block's input and output, null where the shape
    changes.
    """
    return {
        "reference": profile.reference,
        "seed": profile.seed,
        "columns": [_column_entry(column) for column in profile.columns],
    }


def _column_entry(column: ColumnSignals) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": column.kind, "model": column.model, "plan": column.plan}
    if column.error is not None:
        return entry | {"error": error_entry(column.error)}
    return entry | {
        name: _signals_entry(signals)
        for name, signals in (("trained", column.trained), ("initial", column.initial))
        if signals is not None
    }


def _signals_entry(found: PhotoSignals) -> dict[str, Any]:
    return {**asdict(found.signals), "similarity": list(found.similarity)}


def paths_document(study: PathStudy) -> dict[str, Any]:
    """Returns a study of paths as a JSON document, an entry a length; ``share`` is norm times
    number of paths as a fraction of the sum over all lengths.
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
