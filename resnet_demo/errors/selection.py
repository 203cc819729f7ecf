"""A choice that does not exist: a network, a device, a place, a part of a link.

::

    SelectionError
    ├── UnknownModelError
    ├── UnsupportedDepthError
    ├── UnwritableFolderError
    ├── OutputLostError
    ├── DeviceError
    ├── AddressError
    ├── LinkPartError
    └── LinkPhotoError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resnet_demo.errors.base import SelectionError


@dataclass(eq=False)
class UnknownModelError(SelectionError):
    """No model has this key."""

    key: str
    models: Sequence[str]


@dataclass(eq=False)
class UnsupportedDepthError(SelectionError):
    """The architecture family has no network of this depth."""

    depth: int
    family: str
    depths: Sequence[int]


@dataclass(eq=False)
class UnwritableFolderError(SelectionError):
    """Results cannot be written where they should go."""

    path: Path
    reason: str


@dataclass(eq=False)
class OutputLostError(SelectionError):
    """Standard output cannot be written to."""

    reason: str


@dataclass(eq=False)
class DeviceError(SelectionError):
    """The requested device is not on this machine."""

    device: str
    available: Sequence[str]


@dataclass(eq=False)
class AddressError(SelectionError):
    """The page cannot be served at this address and port."""

    host: str
    port: int


@dataclass(eq=False)
class LinkPartError(SelectionError):
    """A link to the page has parts that mean nothing."""

    parts: Sequence[str]
    known: Sequence[str]


@dataclass(eq=False)
class LinkPhotoError(SelectionError):
    """A link to the page was made with a photo that only its maker has."""
