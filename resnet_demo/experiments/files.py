"""Files that an experiment writes: how they are named, and that none is ever lost.

The files of one result lie side by side under one name, such as ``cat.grad-cam.dog``. A name that
is taken is numbered, ``cat.grad-cam.dog-2``: taken by an earlier run, by another photo of the same
name, or by a name that differs in case only, which is the same file on many disks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from resnet_demo.errors import UnwritableFolderError
from resnet_demo.folders import try_writing

# What Windows refuses in a name, and what no terminal shows.
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
# Bytes: four parts, a number and an ending stay below the 255 that file systems take.
MAX_PART_BYTES = 50


def make_name(*parts: str) -> str:
    """Joins what tells results apart into a name that every file system takes.

    Args:
        parts: The photo's name without its ending first; empty parts are left out.
    """
    cleaned = [_clean(part) for part in parts if part]
    name = ".".join(part for part in cleaned if part) or "result"
    return f"_{name}" if name.partition(".")[0].casefold() in _DEVICES else name


def _clean(part: str) -> str:
    text = _REFUSED.sub("_", unicodedata.normalize("NFC", part)).strip(". ")
    return text.encode()[:MAX_PART_BYTES].decode(errors="ignore").strip(". ")


def check_folder(folder: Path) -> None:
    """Checks, before anything is computed, that a folder can be written to or made.

    Raises:
        UnwritableFolderError: It cannot.
    """
    try:
        try_writing(folder)
    except OSError as error:
        raise UnwritableFolderError(folder, error.strerror or str(error)) from error


def write_together(folder: Path, name: str, contents: Mapping[str, bytes]) -> list[str]:
    """Writes files that belong together under one name that nothing in the folder has.

    Args:
        folder: Made if it is not there.
        name: Of ``make_name``.
        contents: The content of each file by what follows the name, such as ``.json``.

    Returns:
        The paths, in the order of the contents.

    Raises:
        UnwritableFolderError: The folder or a file cannot be written; no file is left behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        numbers, paths = count(2), _write_new(folder, name, contents)
        while paths is None:
            paths = _write_new(folder, f"{name}-{next(numbers)}", contents)
    except OSError as error:
        raise UnwritableFolderError(folder, error.strerror or str(error)) from error
    return [str(path) for path in paths]


def _is_taken(folder: Path, name: str) -> bool:
    wanted = _fold(f"{name}.")
    return any(_fold(path.name).startswith(wanted) for path in folder.iterdir())


def _fold(name: str) -> str:
    """Returns what names have in common that some file systems take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _write_new(folder: Path, name: str, contents: Mapping[str, bytes]) -> list[Path] | None:
    """Writes files under a name; None if it is taken, also by somebody who writes meanwhile."""
    if _is_taken(folder, name):
        return None
    written: list[Path] = []
    try:
        for ending, content in contents.items():
            path = folder / f"{name}{ending}"
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            return None
        raise
    return written
