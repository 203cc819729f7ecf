"""The files under a folder, or in a ZIP archive of one, as relative paths that can be read.

What operating systems, file managers and editors leave behind in folders is told apart here, at any
depth: hidden files, thumbnails, the other half of a file on a Mac.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from resnet_demo.errors import (
    DataArchiveError,
    DataMissingError,
    DataUnreadableError,
    PackedPictureError,
)
from resnet_demo.photos.open import ValidatedImage, open_image
from resnet_demo.settings import Settings

# In lower case. Hidden names, which begin with a dot, are left out whatever they are.
SYSTEM_NAMES = {
    "__macosx",  # archives made on a Mac
    "@eadir",  # thumbnails of a Synology file server
    "#recycle",
    "@recycle",
    "$recycle.bin",
    "lost+found",
    "system volume information",
    "__pycache__",
    "thumbs.db",
    "desktop.ini",
    "ehthumbs.db",
    "icon\r",
}
# What Python's zipfile raises for a member that is encrypted, damaged or packed in an unknown way.
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
)


def is_system_name(name: str) -> bool:
    """Whether a file or folder is one that people do not make themselves, by its name."""
    return name.startswith(".") or name.lower() in SYSTEM_NAMES


@dataclass(frozen=True)
class Listing:
    """What is in a tree; every path is relative to its root and written with ``/``.

    Attributes:
        files: In order.
        folders: In order; empty ones too.
        system: Files and folders that a system made; what is in such a folder is not listed.
    """

    files: tuple[str, ...]
    folders: tuple[str, ...]
    system: tuple[str, ...]


class PictureTree(Protocol):
    """A folder of pictures, wherever it is."""

    @property
    def path(self) -> Path:
        """The folder or the archive."""

    @property
    def name(self) -> str:
        """What a data set is called that is made of it."""

    def list_paths(self) -> Listing:
        """Lists everything in it."""

    def read_start(self, path: str, size: int) -> bytes:
        """Returns the first bytes of a file, at most ``size``; none if it cannot be read."""

    def open_picture(self, path: str, settings: Settings) -> ValidatedImage:
        """Reads, checks and decodes a picture.

        Raises:
            InputError: It cannot be read, or is no picture.
        """


def open_tree(path: Path) -> PictureTree:
    """Opens a folder or a ZIP archive.

    Raises:
        DatasetError: There is neither.
    """
    if path.is_dir():
        return FolderTree(path)
    if not path.exists():
        raise DataMissingError(path)
    try:
        return ArchiveTree(path, zipfile.ZipFile(path))
    except UNPACKING_ERRORS as error:
        raise DataArchiveError(path, str(error)) from error


@dataclass(frozen=True)
class FolderTree:
    """A folder on the disk; links are followed."""

    path: Path

    @property
    def name(self) -> str:
        """The folder's own name, also when it is given as ``.`` or ``..``."""
        return self.path.resolve().name

    def list_paths(self) -> Listing:
        """Lists everything in it.

        Raises:
            DataUnreadableError: A folder cannot be listed.
        """
        files: list[str] = []
        folders: list[str] = []
        system: list[str] = []
        top = os.path.realpath(self.path)
        for entry, path in self._walk(self.path, "", (top,)):
            if is_system_name(entry.name):
                system.append(path)
            elif entry.is_dir():
                folders.append(path)
            else:
                files.append(path)
        return Listing(tuple(files), tuple(folders), tuple(system))

    def _walk(
        self, folder: Path, prefix: str, above: tuple[str, ...]
    ) -> Iterator[tuple[os.DirEntry[str], str]]:
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise DataUnreadableError(folder, error.strerror or str(error)) from error
        for entry in ordered:
            place = os.path.realpath(entry.path) if entry.is_dir() else ""
            if place in above:  # a link to a folder that it is in
                continue
            yield entry, prefix + entry.name
            if place and not is_system_name(entry.name):
                inside = f"{prefix}{entry.name}/"
                yield from self._walk(folder / entry.name, inside, (*above, place))

    def read_start(self, path: str, size: int) -> bytes:
        """Returns the first bytes of a file; none if it cannot be read."""
        file = self.path / path
        try:
            if not file.is_file():  # reading a pipe may never end
                return b""
            with file.open("rb") as opened:
                return opened.read(size)
        except OSError:
            return b""

    def open_picture(self, path: str, settings: Settings) -> ValidatedImage:
        """Reads, checks and decodes a picture."""
        return open_image(self.path / path, settings=settings)


@dataclass(frozen=True)
class ArchiveTree:
    """A ZIP archive; nothing of it is unpacked to the disk."""

    path: Path
    archive: zipfile.ZipFile

    @property
    def name(self) -> str:
        """The archive's name without ``.zip``."""
        return self.path.resolve().stem

    def list_paths(self) -> Listing:
        """Lists everything in it, folders that are named by their files only included."""
        files: set[str] = set()
        folders: set[str] = set()
        system: set[str] = set()
        for name in self.archive.namelist():
            names = name.strip("/").split("/")
            for depth, part in enumerate(names):
                path = "/".join(names[: depth + 1])
                if is_system_name(part):
                    system.add(path)
                    break
                is_folder = depth < len(names) - 1 or name.endswith("/")
                (folders if is_folder else files).add(path)
        return Listing(tuple(sorted(files)), tuple(sorted(folders)), tuple(sorted(system)))

    def read_start(self, path: str, size: int) -> bytes:
        """Returns the first bytes of a file; none if it cannot be unpacked."""
        try:
            with self.archive.open(path) as opened:
                return opened.read(size)
        except UNPACKING_ERRORS:
            return b""

    def open_picture(self, path: str, settings: Settings) -> ValidatedImage:
        """Unpacks, checks and decodes a picture."""
        try:
            with self.archive.open(path) as opened:
                data = opened.read(settings.max_file_bytes + 1)
        except UNPACKING_ERRORS as error:
            raise PackedPictureError(path, str(error)) from error
        return open_image(data, name=path, settings=settings)
