"""A strength sweep as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.experiments.document import list_failed_others
from resnet_demo.experiments.sweep.compute import Sweep


def make_document(sweep: Sweep) -> dict[str, Any]:
    """Returns a sweep as a JSON document, an entry a strength; ``reestimated`` stands only where
    BatchNorm statistics were re-estimated.
    """
    reestimated = sweep.reestimated or (None,) * len(sweep.strengths)
    rows = zip(sweep.strengths, sweep.effects, reestimated, strict=True)
    return {
        "file": sweep.source,
        "model": sweep.model.spec.key,
        "part": sweep.part,
        "blocks": sweep.blocks,
        "reference": sweep.model.labels[sweep.reference],
        "statistics_inputs": sweep.statistics_inputs,
        **list_failed_others(sweep.failed_others),
        "strengths": [
            {"strength": strength, **asdict(effect)}
            | ({} if other is None else {"reestimated": asdict(other)})
            for strength, effect, other in rows
        ],
    }
