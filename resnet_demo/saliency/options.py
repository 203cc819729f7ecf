"""What a visitor may choose about a map, each option once; importing this is light.

The options of the experiments that make maps derive from ``MethodOptions``: their commands,
endpoints, checks and controls follow from this declaration, and every method finds the values in
its task. A method names those that it reads in its own file.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Literal, get_args

from pydantic import Field

from resnet_demo.networks.seeds import MAX_SEED

Baseline = Literal["mean", "black", "blurred"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)


@dataclass(frozen=True)
class MethodOptions:
    """Options of a map, whatever the method; a method reads what it needs."""

    layer: Annotated[
        str | None,
        Field(
            description="Block or stage that the CAM methods look at; the last block unless told."
        ),
    ] = None
    baseline: Annotated[Baseline, Field(description="What counts as no information.")] = "mean"
    samples: Annotated[
        int, Field(ge=1, le=500, description="Draws of SmoothGrad and GradientSHAP.")
    ] = 16
    noise: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Standard deviation of SmoothGrad's noise, as a fraction of the range of "
            "the input.",
        ),
    ] = 0.15
    window: Annotated[
        int,
        Field(
            ge=0,
            le=1024,
            description="Side of the square that Occlusion hides, in pixels of the input; 0 takes "
            "an eighth of the input.",
        ),
    ] = 0
    stride: Annotated[
        int,
        Field(
            ge=0,
            le=1024,
            description="Step between two squares of Occlusion, in pixels of the input; 0 takes "
            "half the window.",
        ),
    ] = 0
    tolerance: Annotated[
        float,
        Field(
            ge=0,
            le=1e9,
            description="Largest relative completeness error at which Integrated Gradients stops "
            "adding steps.",
        ),
    ] = 0.01
    max_steps: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description="Most steps of Integrated Gradients, as far as they fit into memory.",
        ),
    ] = 1000
    seed: Annotated[
        int,
        Field(ge=0, le=MAX_SEED, description="Seed of what is drawn; the same one draws the same."),
    ] = 0


METHOD_OPTIONS: tuple[str, ...] = tuple(field.name for field in fields(MethodOptions))
