"""A file that the user gave and that cannot be used as a picture.

::

    InputError
    ├── PhotoTypeError
    ├── UnreadableFileError
    │   ├── MissingFileError
    │   ├── FolderGivenError
    │   ├── SpecialFileError
    │   └── FileAccessError
    ├── ImageTooLargeError
    │   ├── FileTooLargeError
    │   ├── TooManyPixelsError
    │   └── FarTooManyPixelsError
    ├── UnsupportedImageError
    ├── CorruptImageError
    │   ├── DamagedImageError
    │   ├── DamagedHeaderError
    │   ├── ChecksumError
    │   ├── TruncatedImageError
    │   ├── NoPixelsError
    │   ├── TooManyPiecesError
    │   └── TooManyPassesError
    └── PackedPictureError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from resnet_demo.errors.base import InputError

# What a file is instead of a picture that is read. Each has a phrase in words/<language>/errors.py.
FileKind = Literal[
    "empty",
    "pdf",
    "postscript",
    "office",
    "archive",
    "jpeg2000",
    "photoshop",
    "icon",
    "video",
    "sound",
    "program",
    "html",
    "svg",
    "text",
    "binary",
    "rle_bmp",
    "planar_tiff",
]


@dataclass(eq=False)
class PhotoTypeError(InputError):
    """What Python gave in place of a photo is neither a path nor a name with its content."""

    kind: str


class UnreadableFileError(InputError):
    """There is no file to read."""


@dataclass(eq=False)
class MissingFileError(UnreadableFileError):
    """There is no such file; names beside it may be what was meant."""

    path: str
    similar: Sequence[str]


@dataclass(eq=False)
class FolderGivenError(UnreadableFileError):
    """A folder was given where a picture is needed; the first pictures in it are named."""

    path: str
    count: int
    pictures: Sequence[str]


@dataclass(eq=False)
class SpecialFileError(UnreadableFileError):
    """A pipe or a device, which may never end, was given where a picture is needed."""

    path: str


@dataclass(eq=False)
class FileAccessError(UnreadableFileError):
    """The operating system does not let the file be read; ``reason`` is its own."""

    path: str
    reason: str


class ImageTooLargeError(InputError):
    """The file is over the limit for bytes, or its header announces too many pixels."""


@dataclass(eq=False)
class FileTooLargeError(ImageTooLargeError):
    """The file has more bytes than are read."""

    name: str
    size: int
    limit: int


@dataclass(eq=False)
class TooManyPixelsError(ImageTooLargeError):
    """The header announces more pixels than are decoded."""

    name: str
    width: int
    height: int
    pixels: int
    limit: int


@dataclass(eq=False)
class FarTooManyPixelsError(ImageTooLargeError):
    """The header announces more pixels than the decoder itself accepts, which does not count."""

    name: str
    ceiling: int
    limit: int


@dataclass(eq=False)
class UnsupportedImageError(InputError):
    """The file is not a picture in a format that can be read; ``kind`` is what it looks like."""

    name: str
    kind: FileKind


class CorruptImageError(InputError):
    """The file claims to be a picture but its data is damaged or incomplete."""


@dataclass(eq=False)
class DamagedImageError(CorruptImageError):
    """The decoder gives up; ``reason`` is its own."""

    name: str
    reason: str


@dataclass(eq=False)
class DamagedHeaderError(CorruptImageError):
    """What comes before the pixels cannot be understood."""

    name: str


@dataclass(eq=False)
class ChecksumError(CorruptImageError):
    """The pixels are not those that were written."""

    name: str


@dataclass(eq=False)
class TruncatedImageError(CorruptImageError):
    """Too many of the pixels are missing."""

    name: str


@dataclass(eq=False)
class NoPixelsError(CorruptImageError):
    """The picture is zero pixels wide or high, or none of its values is a number."""

    name: str


@dataclass(eq=False)
class TooManyPiecesError(CorruptImageError):
    """The file is cut into pieces to keep a decoder busy."""

    name: str


@dataclass(eq=False)
class TooManyPassesError(CorruptImageError):
    """The picture is stored in passes, each over all its pixels, to keep a decoder busy."""

    name: str


@dataclass(eq=False)
class PackedPictureError(InputError):
    """A picture cannot be unpacked from an archive."""

    name: str
    reason: str
