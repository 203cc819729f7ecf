"""The options of a lesion study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from resnet_demo.experiments.options import Options, Seed
from resnet_demo.networks.architecture import Part
from resnet_demo.networks.seeds import MAX_DRAWS


@dataclass(frozen=True)
class LesionOptions(Options):
    """Options of a lesion study."""

    part: Annotated[Part, Field(description="What the random sets remove, skips or branches.")] = (
        "branch"
    )
    draws: Annotated[
        int,
        Field(ge=0, le=MAX_DRAWS, description="Random sets for each number of blocks; 0 for none."),
    ] = 10
    seed: Seed = 0
