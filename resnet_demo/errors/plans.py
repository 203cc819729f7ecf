"""Strengths and plans of skips and branches that do not fit.

::

    SelectionError
    ├── GateError
    │   ├── NotGatesError
    │   ├── PlainGateError
    │   ├── NotStrengthsError
    │   ├── GateTypeError
    │   ├── GateDeviceError
    │   ├── GateValueError
    │   └── GateShapeError
    └── PlanError
        ├── StrengthError
        ├── PlainPlanError
        ├── UnknownBlockError
        ├── OtherModelError
        ├── BlockCountError
        ├── PlanItemError
        ├── PlanModelMissingError
        ├── PlanNotOfferedError
        ├── EmptyDrawingError
        └── DrawingMismatchError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_demo.errors.base import SelectionError


class GateError(SelectionError):
    """Skip or branch strengths do not fit the network or the batch."""


@dataclass(eq=False)
class NotGatesError(GateError):
    """Something else stands in the place of gates."""

    kind: str


@dataclass(eq=False)
class PlainGateError(GateError):
    """A plain network is given strengths of skips."""


@dataclass(eq=False)
class NotStrengthsError(GateError):
    """Strengths are no tensor."""

    part: str
    kind: str


@dataclass(eq=False)
class GateTypeError(GateError):
    """Strengths are of another number type than the network's weights."""

    part: str
    dtype: object
    expected: object


@dataclass(eq=False)
class GateDeviceError(GateError):
    """Strengths are on another device than the network's weights."""

    part: str
    device: object
    expected: object


@dataclass(eq=False)
class GateValueError(GateError):
    """Strengths are NaN or infinite."""

    part: str
    count: int


@dataclass(eq=False)
class GateShapeError(GateError):
    """Strengths are neither one row for the batch nor one row a sample."""

    part: str
    shape: Sequence[int]
    blocks: int
    batch_size: int


class PlanError(SelectionError):
    """An ablation plan cannot be read or does not fit its model."""


@dataclass(eq=False)
class StrengthError(PlanError):
    """A strength is outside its range."""

    strength: float


@dataclass(eq=False)
class PlainPlanError(PlanError):
    """A plan weakens the skips of a network that has none."""

    model: str


@dataclass(eq=False)
class UnknownBlockError(PlanError):
    """A plan names a block that the network does not have."""

    model: str
    block: str
    first: str
    last: str


@dataclass(eq=False)
class OtherModelError(PlanError):
    """A plan is for another network than the one it is used on."""

    model: str
    expected: str


@dataclass(eq=False)
class BlockCountError(PlanError):
    """A plan of random blocks asks for none, or for more than there are."""

    count: int
    blocks: int


@dataclass(eq=False)
class PlanItemError(PlanError):
    """An item of a plan cannot be read."""

    item: str


@dataclass(eq=False)
class PlanModelMissingError(PlanError):
    """A plan does not start with the model that it is for."""

    plan: str
    example: str


@dataclass(eq=False)
class PlanNotOfferedError(PlanError):
    """A plan is for a model that the page does not offer."""

    key: str
    models: Sequence[str]


@dataclass(eq=False)
class EmptyDrawingError(PlanError):
    """The drawing of the network sent nothing."""


@dataclass(eq=False)
class DrawingMismatchError(PlanError):
    """The drawing of the network is of another network."""

    key: str
    blocks: int
