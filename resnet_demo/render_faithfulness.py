"""How faithful maps are, as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from resnet_demo.faithfulness.check import MapChecks
from resnet_demo.faithfulness.curves import CURVE_STEPS, FILLS
from resnet_demo.faithfulness.perturbation import PERTURB_RADIUS, PERTURBED_PHOTOS, SQUARES
from resnet_demo.faithfulness.study import ColumnChecks, FaithfulnessStudy
from resnet_demo.render import error_entry

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


def faithfulness_document(study: FaithfulnessStudy) -> dict[str, Any]:
    """Returns the checks and how they were made, an entry a column."""
    request = study.request
    return {
        "file": study.photo.name,
        "target": request.target,
        "layer": request.layer,
        "baseline": request.baseline,
        "options": asdict(request.options),
        "curve_steps": CURVE_STEPS,
        "fills": list(FILLS),
        "squares": SQUARES,
        "perturbation": {"photos": PERTURBED_PHOTOS, "radius": PERTURB_RADIUS},
        "versions": {name: version(name) for name in ("captum", "torch")},
        "columns": [_column_entry(column) for column in study.columns],
    }


def _column_entry(column: ColumnChecks) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": column.kind, "model": column.model, "plan": column.plan}
    if column.error is not None:
        return entry | {"error": error_entry(column.error)}
    target, chance = column.target, column.chance
    if target is not None:
        entry |= {
            "class": target.label,
            "class_index": target.index,
            "probability": target.probability,
        }
    return entry | {
        "mean_gain": column.compute_mean_gain([one.method for one in column.checks]),
        "chance": None if chance is None else asdict(chance),
        "methods": {one.method: _checks_entry(one) for one in column.checks},
    }


def _checks_entry(checks: MapChecks) -> dict[str, Any]:
    entry = {} if checks.error is None else {"error": error_entry(checks.error)}
    return {
        **entry,
        **list_numbers(checks),
        "empty": checks.is_empty,
        "randomised_from_top": dict(checks.randomised),
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
    weights are drawn anew, randomised, by method. None where no photo gives a number.
    """
    summary = []
    for entries in zip(*(document["columns"] for document in documents), strict=True):
        checked = [entry["methods"] for entry in entries if "error" not in entry]
        methods = {
            key: {name: _mean([found[key][name] for found in checked]) for name in NUMBERS}
            for key in (checked[0] if checked else ())
        }
        gain = _mean([entry["mean_gain"] for entry in entries if "error" not in entry])
        named = {name: entries[0][name] for name in ("kind", "model", "plan")}
        summary.append({**named, "mean_gain": gain, "methods": methods})
    return summary


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
