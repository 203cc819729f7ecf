"""A lesion study as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from resnet_demo.experiments.lesion.compute import LesionStudy


def make_document(study: LesionStudy) -> dict[str, Any]:
    """Returns a lesion study as a JSON document; probabilities and logits are those of the
    reference class.
    """
    return {
        "file": study.source,
        "model": study.model.spec.key,
        "reference": study.model.labels[study.reference],
        "whole": asdict(study.whole),
        "blocks": [
            {"block": block, "downsampling": downsampling}
            | {f"{part}_removed": asdict(effects[index]) for part, effects in study.single.items()}
            for index, (block, downsampling) in enumerate(
                zip(study.blocks, study.downsampling, strict=True)
            )
        ],
        "random": {
            "part": study.options.part,
            "draws": study.options.draws,
            "seed": study.options.seed,
            "effects": [asdict(effect) for effect in study.random],
        },
    }
