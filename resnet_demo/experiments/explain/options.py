"""The options of saliency maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from resnet_demo.experiments.options import Options
from resnet_demo.saliency.options import MethodOptions
from resnet_demo.saliency.table import MethodKey


@dataclass(frozen=True)
class MapChoice(Options):
    """Which map is made."""

    method: Annotated[MethodKey, Field(description="How the map is made.")] = "grad-cam"
    target: Annotated[
        str | None,
        Field(
            description="Name or index of the class that is explained; the answer of the first "
            "network unless told."
        ),
    ] = None
    versus: Annotated[
        str | None,
        Field(description="Class that the target is set against: its logit is subtracted."),
    ] = None


@dataclass(frozen=True)
class ExplainOptions(MethodOptions, MapChoice):
    """Options of saliency maps."""
