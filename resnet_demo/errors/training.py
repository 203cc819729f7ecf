"""Training that cannot go on, and its checkpoints and files.

::

    TrainingError
    ├── CheckpointError
    │   ├── CheckpointMissingError
    │   ├── CheckpointDamagedError
    │   ├── ForeignCheckpointError
    │   ├── CheckpointOptionError
    │   ├── CheckpointPicturesError
    │   ├── ScheduleEndedError
    │   └── UnwritableCheckpointError
    ├── UnwritableOutputError
    ├── UnwritableMetricsError
    ├── UnwritableWeightsError
    ├── UnwritableCardError
    └── DivergedError
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from resnet_demo.errors.base import TrainingError


class CheckpointError(TrainingError):
    """A checkpoint is missing, damaged, or belongs to another run, or cannot be written."""


@dataclass(eq=False)
class CheckpointMissingError(CheckpointError):
    """There is no checkpoint to go on from."""

    path: Path


@dataclass(eq=False)
class CheckpointDamagedError(CheckpointError):
    """A checkpoint cannot be read."""

    path: Path


@dataclass(eq=False)
class ForeignCheckpointError(CheckpointError):
    """A checkpoint is not one of a training run."""

    path: Path


@dataclass(eq=False)
class CheckpointOptionError(CheckpointError):
    """A checkpoint was made with another option."""

    path: Path
    option: str
    saved: object
    requested: object


@dataclass(eq=False)
class CheckpointPicturesError(CheckpointError):
    """A checkpoint was made with other pictures or labels."""

    path: Path


@dataclass(eq=False)
class ScheduleEndedError(CheckpointError):
    """A finished run cannot have more epochs."""

    path: Path
    schedule: str
    epochs: int
    requested: int


@dataclass(eq=False)
class UnwritableCheckpointError(CheckpointError):
    """A checkpoint cannot be written."""

    path: Path
    reason: str


@dataclass(eq=False)
class UnwritableOutputError(TrainingError):
    """Weights cannot be written where they should go."""

    path: Path
    reason: str


@dataclass(eq=False)
class UnwritableMetricsError(TrainingError):
    """The curves of a run cannot be written."""

    path: Path
    reason: str


@dataclass(eq=False)
class UnwritableWeightsError(TrainingError):
    """The trained network cannot be written; the checkpoint has it."""

    path: Path
    run_dir: Path
    reason: str


@dataclass(eq=False)
class UnwritableCardError(TrainingError):
    """A card cannot be written."""

    path: Path
    reason: str


@dataclass(eq=False)
class DivergedError(TrainingError):
    """The loss became NaN or infinite."""

    epoch: int
    step: int
    learning_rate: float
