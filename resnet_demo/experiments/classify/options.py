"""The options of a classification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from resnet_demo.experiments.options import Options


@dataclass(frozen=True)
class ClassifyOptions(Options):
    """Options of a classification."""

    top: Annotated[int, Field(ge=1, le=1000, description="Classes shown for each photo.")] = 5
    views: Annotated[
        Literal["single", "average"] | None,
        Field(
            description="Views of each photo. By default, networks trained on 32 × 32 pictures "
            "average over several views and ImageNet networks take one."
        ),
    ] = None
