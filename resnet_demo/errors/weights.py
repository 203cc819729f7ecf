"""A model that cannot be loaded or trusted.

::

    WeightsError
    ├── WeightsMissingError
    ├── WeightsMismatchError
    │   ├── WeightsUnreadableError
    │   ├── NotSafetensorsError
    │   ├── DigestError
    │   ├── ArchitectureMismatchError
    │   ├── CardMissingError
    │   ├── CardDamagedError
    │   ├── CardModelError
    │   ├── CardClassesError
    │   ├── CardInputsError
    │   └── CardPreprocessingError
    └── WeightsOfflineError
        ├── HubDisabledError
        ├── HubTimeoutError
        ├── HubConnectionError
        ├── HubStatusError
        └── HubDownloadError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resnet_demo.errors.base import WeightsError


@dataclass(eq=False)
class WeightsMissingError(WeightsError):
    """The model is known but its weights are not on this machine, and nothing fetches them."""

    key: str
    folders: Sequence[Path]
    available: Sequence[str]


class WeightsMismatchError(WeightsError):
    """A weights file is not what its card, or the architecture, says it is."""


@dataclass(eq=False)
class WeightsUnreadableError(WeightsMismatchError):
    """A weights file cannot be read."""

    path: Path
    reason: str


@dataclass(eq=False)
class NotSafetensorsError(WeightsMismatchError):
    """A weights file is not in the safetensors format."""

    path: Path
    reason: str


@dataclass(eq=False)
class DigestError(WeightsMismatchError):
    """The SHA-256 of a weights file is not the one on its card."""

    path: Path
    digest: str
    expected: str


@dataclass(eq=False)
class ArchitectureMismatchError(WeightsMismatchError):
    """The tensors of a file are not those of the architecture."""

    path: Path
    key: str
    reason: str


@dataclass(eq=False)
class CardMissingError(WeightsMismatchError):
    """A weights file has no card."""

    path: Path
    card: str


@dataclass(eq=False)
class CardDamagedError(WeightsMismatchError):
    """A file is not a model card."""

    path: Path
    reason: str


@dataclass(eq=False)
class CardModelError(WeightsMismatchError):
    """The card beside a weights file is of another model."""

    path: Path
    key: str


@dataclass(eq=False)
class CardClassesError(WeightsMismatchError):
    """A card lists other classes than the key of its model stands for."""

    path: Path
    key: str


@dataclass(eq=False)
class CardInputsError(WeightsMismatchError):
    """A card does not say how a photo becomes an input."""

    path: Path


@dataclass(eq=False)
class CardPreprocessingError(WeightsMismatchError):
    """A card asks for other inputs than the key of its model stands for."""

    path: Path
    key: str


@dataclass(eq=False)
class WeightsOfflineError(WeightsError):
    """Weights that live on a hub could not be fetched."""

    key: str
    hub: str
    available: Sequence[str]


@dataclass(eq=False)
class HubDisabledError(WeightsOfflineError):
    """Offline mode forbids to ask the hub."""


@dataclass(eq=False)
class HubTimeoutError(WeightsOfflineError):
    """The hub did not answer in the time allowed."""

    timeout_s: float


@dataclass(eq=False)
class HubConnectionError(WeightsOfflineError):
    """There is no connection to the hub."""


@dataclass(eq=False)
class HubStatusError(WeightsOfflineError):
    """The hub refused the request."""

    status: int


@dataclass(eq=False)
class HubDownloadError(WeightsOfflineError):
    """A download from the hub broke off."""

    reason: str
