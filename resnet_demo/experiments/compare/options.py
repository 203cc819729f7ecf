"""The options of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from resnet_demo.experiments.options import Options


@dataclass(frozen=True)
class CompareOptions(Options):
    """Options of a comparison."""

    top: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="Classes shown in each column for one photo; several photos have one each.",
        ),
    ] = 3
