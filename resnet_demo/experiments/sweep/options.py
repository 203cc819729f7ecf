"""The options of a strength sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from resnet_demo.experiments.options import Options
from resnet_demo.networks.architecture import Part


@dataclass(frozen=True)
class SweepOptions(Options):
    """Options of a strength sweep."""

    part: Annotated[Part, Field(description="What is scaled, skips or branches.")] = "skip"
    blocks: Annotated[str, Field(description="A block id, 'layer2.*' for a stage, or '*'.")] = "*"
    reestimate: Annotated[
        bool, Field(description="Whether to add the answers with re-estimated statistics.")
    ] = False
