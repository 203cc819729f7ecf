"""Options of training and evaluation that do not fit one another.

::

    OptionError
    ├── ReservedTagError
    ├── DecayError
    ├── BatchPiecesError
    ├── NothingToTrainError
    ├── ModelNameMissingError
    ├── ModelTagError
    ├── FromScratchError
    ├── FreezeWithoutSourceError
    ├── EarlierRunError
    └── UnmeasurableCardError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resnet_demo.errors.options import OptionError


@dataclass(eq=False)
class ReservedTagError(OptionError):
    """A model calls itself a network for CIFAR-10 and is trained on other classes."""

    key: str
    classes: int


@dataclass(eq=False)
class DecayError(OptionError):
    """The decay of a moving average is not between 0 and 1."""

    value: object


@dataclass(eq=False)
class BatchPiecesError(OptionError):
    """A batch cannot be cut into so many equal pieces."""

    accumulate: int
    batch_size: int
    images: int
    processes: int
    fitting: Sequence[int]


@dataclass(eq=False)
class NothingToTrainError(OptionError):
    """Everything of a network is frozen."""

    frozen: Sequence[str]


@dataclass(eq=False)
class ModelNameMissingError(OptionError):
    """Training from random weights needs a name."""

    example: str


@dataclass(eq=False)
class ModelTagError(OptionError):
    """A fine-tuned model cannot have this name."""

    key: str
    network: str


@dataclass(eq=False)
class FromScratchError(OptionError):
    """An ImageNet network is to be trained from random weights."""

    key: str


@dataclass(eq=False)
class FreezeWithoutSourceError(OptionError):
    """Random weights are to be frozen."""

    until: str


@dataclass(eq=False)
class EarlierRunError(OptionError):
    """An earlier run or its weights would be replaced."""

    path: Path


@dataclass(eq=False)
class UnmeasurableCardError(OptionError):
    """A model has no card, or a card without a test part."""

    key: str
