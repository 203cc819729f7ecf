"""The options of a study of signals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from resnet_demo.experiments.options import Options
from resnet_demo.networks.seeds import MAX_DRAWS, MAX_SEED


@dataclass(frozen=True)
class SignalsOptions(Options):
    """Options of a study of signals."""

    seed: Annotated[
        int,
        Field(ge=0, le=MAX_SEED, description="Seed of the untrained weights and of the paths."),
    ] = 0
    paths: Annotated[
        int,
        Field(
            ge=0,
            le=MAX_DRAWS,
            description="Gradient paths of each length through the first network; 0 for none.",
        ),
    ] = 0
