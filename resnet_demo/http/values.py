"""What clients send to the endpoints, as the service takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from resnet_demo.errors import NoPhotoError, WholeNumberError

Document = dict[str, Any]


def read_path(file: str | None) -> Path:
    """Returns where an upload is.

    Raises:
        NoPhotoError: There is none.
    """
    if not file:
        raise NoPhotoError
    return Path(file)


def read_paths(files: list[str] | None) -> list[Path]:
    """Returns where uploads are; there may be none."""
    return [Path(path) for path in files or ()]


def read_lines(text: str | None) -> list[str] | None:
    """Returns the lines that are not empty, or None if all are."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()] or None


def read_whole(name: str, value: object) -> int:
    """Returns a number that must be whole.

    Raises:
        WholeNumberError: It is not (NaN and infinity are not), is no number, or is missing.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1 != 0:
        raise WholeNumberError(name, value)
    return int(value)
