"""How faithful maps are, as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resnet_demo.columns import ColumnResult
from resnet_demo.experiments.document import error_entry, list_versions
from resnet_demo.experiments.faithfulness.check import MapChecks
from resnet_demo.experiments.faithfulness.compute import (
    ColumnChecks,
    FaithfulnessStudies,
    FaithfulnessStudy,
    average_moved_gains,
    find_chance,
)
from resnet_demo.experiments.faithfulness.curves import CURVE_STEPS, FILLS, MOVED_MAPS
from resnet_demo.experiments.faithfulness.perturbation import (
    PERTURB_RADIUS,
    PERTURBED_PHOTOS,
    SQUARES,
)
from resnet_demo.experiments.faithfulness.randomisation import RANDOM_NETWORKS
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.saliency.options import METHOD_OPTIONS

# What a table shows of each map, and how it is written.
NUMBERS = {"gain": "+.3f", "unexplained": ".0%", "sensitivity": ".2f", "randomised": "+.2f"}


def list_numbers(checks: MapChecks) -> dict[str, float | None]:
    """Returns the numbers of a table row, named as in ``NUMBERS``."""
    values = (checks.gain, checks.unexplained, checks.sensitivity, checks.fully_randomised)
    return dict(zip(NUMBERS, values, strict=True))


def write_number(name: str, value: float | None) -> str:
    """Writes a number of a table row: no zero with a minus sign, a dash for what is not known."""
    if value is None:
        return "–"
    text = format(value, NUMBERS[name])
    is_zero = not text.strip("+-0.")
    return text.replace("-", "+" if is_zero else "−")


def make_document(result: FaithfulnessStudies) -> dict[str, Any]:
    """Returns ``results``, an entry a photo, and ``mean``, the means over the photos, an entry a
    column.
    """
    documents = [
        {"file": item.name, "error": error_entry(item.error)}
        if isinstance(item, FailedPhoto)
        else faithfulness_document(item)
        for item in result.results
    ]
    checked = [document for document in documents if "error" not in document]
    return {"results": documents, "mean": summarize_documents(checked)}


def faithfulness_document(study: FaithfulnessStudy) -> dict[str, Any]:
    """Returns the checks of one photo and how they were made, an entry a column."""
    options, common = study.options, study.list_common_methods()
    return {
        "file": study.source,
        "target": options.target,
        "layer": options.layer,
        "baseline": options.baseline,
        "options": {
            name: getattr(options, name)
            for name in METHOD_OPTIONS
            if name not in {"layer", "baseline"}
        },
        "curve_steps": CURVE_STEPS,
        "fills": list(FILLS),
        "squares": SQUARES,
        "moved_maps": MOVED_MAPS,
        "random_networks": RANDOM_NETWORKS,
        "perturbation": {"photos": PERTURBED_PHOTOS, "radius": PERTURB_RADIUS},
        "versions": list_versions("captum", "torch"),
        "common_methods": list(common),
        "columns": [_column_entry(column, common) for column in study.columns],
    }


def _column_entry(result: ColumnResult[ColumnChecks], common: Sequence[str]) -> dict[str, Any]:
    entry: dict[str, Any] = dict(result.name_column())
    if result.error is not None:
        return entry | {"error": error_entry(result.error)}
    column = result.value
    if column is None:
        return entry
    entry |= {
        "class": column.target.label,
        "class_index": column.target.index,
        "probability": column.target.probability,
    }
    return entry | {
        "mean_gain": column.compute_mean_gain(common),
        "chance": column.compute_chance(common),
        "reach": column.compute_reach(common),
        "moved_gains": average_moved_gains(column.choose_checks(common)),
        "methods": {one.method: _checks_entry(one) for one in column.checks},
    }


def _checks_entry(checks: MapChecks) -> dict[str, Any]:
    entry = {} if checks.error is None else {"error": error_entry(checks.error)}
    return {
        **entry,
        **list_numbers(checks),
        "empty": checks.is_empty,
        "randomised_from_top": {one.part: one.correlations for one in checks.randomised},
        "moved_gains": checks.moved_gains,
        "reach": checks.reach,
        "curves": [
            {
                "fill": curve.fill,
                "deletion": list(curve.deletion),
                "insertion": list(curve.insertion),
                "deletion_area": curve.deletion_area,
                "insertion_area": curve.insertion_area,
            }
            for curve in checks.curves
        ],
    }


def summarize_documents(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns means over photos, an entry a column: gain, unexplained, sensitivity and, once all
    weights are drawn anew, randomised, by method, and what moved maps reach by chance. None where
    no photo gives a number.
    """
    summary = []
    for entries in zip(*(document["columns"] for document in documents), strict=True):
        usable = [entry for entry in entries if "error" not in entry]
        checked = [entry["methods"] for entry in usable]
        methods = {
            key: {name: _mean([found[key][name] for found in checked]) for name in NUMBERS}
            for key in (checked[0] if checked else ())
        }
        named = {name: entries[0][name] for name in ("kind", "model", "plan")}
        known = [entry for entry in usable if entry["mean_gain"] is not None]
        gain = _mean([entry["mean_gain"] for entry in known])
        chance = find_chance([entry["moved_gains"] for entry in known])
        summary.append({**named, "mean_gain": gain, "chance": chance, "methods": methods})
    return summary


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
