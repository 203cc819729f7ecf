"""Training or test data that is missing or not laid out as expected.

::

    TrainingError
    └── DatasetError
        ├── DataMissingError
        ├── DataArchiveError
        ├── DataUnreadableError
        ├── NoClassFoldersError
        ├── EmptyClassesError
        ├── SingleClassError
        ├── NoValidationError
        ├── DataTooLargeError
        ├── MixedLayoutError
        ├── PartWithoutClassesError
        ├── DuplicatePartError
        ├── NoTrainPartError
        ├── NoTestPartError
        ├── UnknownFoldersError
        ├── ModelClassesError
        ├── DamagedPicturesError
        ├── Cifar10Error
        └── OtherPicturesError
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resnet_demo.errors.base import InputError, TrainingError


class DatasetError(TrainingError):
    """The training or test data is missing or is not laid out as expected."""


@dataclass(eq=False)
class DataMissingError(DatasetError):
    """There is neither a folder nor an archive."""

    path: Path


@dataclass(eq=False)
class DataArchiveError(DatasetError):
    """A file is no archive that can be read."""

    path: Path
    reason: str


@dataclass(eq=False)
class DataUnreadableError(DatasetError):
    """A folder cannot be listed."""

    path: Path
    reason: str


@dataclass(eq=False)
class NoClassFoldersError(DatasetError):
    """There are no folders."""

    path: Path


@dataclass(eq=False)
class EmptyClassesError(DatasetError):
    """Class folders have no picture."""

    path: Path
    classes: Sequence[str]


@dataclass(eq=False)
class SingleClassError(DatasetError):
    """There is one class only."""

    path: Path
    name: str


@dataclass(eq=False)
class NoValidationError(DatasetError):
    """Every class has one picture only."""

    path: Path


@dataclass(eq=False)
class DataTooLargeError(DatasetError):
    """The pictures do not fit into memory."""

    path: Path
    pictures: int
    size_px: int
    needed: int
    free: int


@dataclass(eq=False)
class MixedLayoutError(DatasetError):
    """Folders that look like parts stand beside folders that look like classes."""

    path: Path
    parts: Sequence[str]
    others: Sequence[str]


@dataclass(eq=False)
class PartWithoutClassesError(DatasetError):
    """A folder named as a part holds pictures and no class folders."""

    path: Path
    folders: Sequence[str]


@dataclass(eq=False)
class DuplicatePartError(DatasetError):
    """Two folders are the same part."""

    path: Path
    part: str
    folders: Sequence[str]


@dataclass(eq=False)
class NoTrainPartError(DatasetError):
    """There are parts, and none to train on."""

    path: Path
    parts: Sequence[str]


@dataclass(eq=False)
class NoTestPartError(DatasetError):
    """There are parts, and none to measure on."""

    path: Path


@dataclass(eq=False)
class UnknownFoldersError(DatasetError):
    """A part has classes that the training part has not."""

    path: Path
    part: str
    folders: Sequence[str]
    classes: Sequence[str]


@dataclass(eq=False)
class ModelClassesError(DatasetError):
    """Class folders are no classes of the model."""

    path: Path
    folders: Sequence[str]
    classes: Sequence[str]


@dataclass(eq=False)
class DamagedPicturesError(DatasetError):
    """Pictures cannot be read."""

    path: Path
    pictures: Mapping[str, InputError]

    def describe(self, language: str = "en") -> str:
        """Returns the sentence, and below it that of every picture, each on its line."""
        lines = [
            f"- {path}: {error.describe(language)}" for path, error in sorted(self.pictures.items())
        ]
        return "\n".join((super().describe(language), *lines))


@dataclass(eq=False)
class Cifar10Error(DatasetError):
    """CIFAR-10 is not there as torchvision stores it, or cannot be fetched."""

    path: Path
    reason: str


@dataclass(eq=False)
class OtherPicturesError(DatasetError):
    """The data is not what a model was trained on."""

    path: Path
    key: str
    entries: Sequence[str]
