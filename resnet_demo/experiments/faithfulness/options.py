"""The options of the checks of saliency maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from resnet_demo.experiments.options import Options
from resnet_demo.saliency.options import MethodOptions
from resnet_demo.saliency.table import MethodKey


@dataclass(frozen=True)
class CheckChoice(Options):
    """Which maps are checked."""

    methods: Annotated[
        tuple[MethodKey, ...] | None, Field(description="Methods to check; all unless told.")
    ] = None
    target: Annotated[
        str | None,
        Field(
            description="Name or index of the class whose maps are checked; each network's own "
            "answer unless told."
        ),
    ] = None


@dataclass(frozen=True)
class FaithfulnessOptions(MethodOptions, CheckChoice):
    """Options of the checks of saliency maps."""
