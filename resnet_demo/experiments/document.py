"""What the documents of the experiments share."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import resnet_demo
from resnet_demo.errors import ResNetLabError

if TYPE_CHECKING:
    from resnet_demo.photos.photo import FailedPhoto

# A cell that starts with one of these runs as a formula when a spreadsheet opens the file (OWASP).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def error_entry(error: ResNetLabError) -> dict[str, str]:
    """Returns an error as a JSON entry."""
    return {"type": type(error).__name__, "message": str(error)}


def list_failed_others(photos: Iterable[FailedPhoto]) -> dict[str, Any]:
    """Returns ``failed_others``, an entry for each photo that is missing from the BatchNorm
    statistics; nothing where none is.
    """
    entries = [{"file": photo.name, "error": error_entry(photo.error)} for photo in photos]
    return {"failed_others": entries} if entries else {}


def list_versions(*packages: str) -> dict[str, str]:
    """Returns the versions of this package and of others, by name."""
    return {"resnet_demo": resnet_demo.__version__, **{name: version(name) for name in packages}}


def write_csv(rows: Iterable[Sequence[object]]) -> str:
    """Returns rows as a CSV table. A text that a spreadsheet would run as a formula is marked as
    text; numbers are written as they are.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerows([_defuse(cell) for cell in row] for row in rows)
    return table.getvalue()


def write_rows(rows: Iterable[Mapping[str, object]]) -> str:
    """Returns rows as a CSV table whose heads are the names of all their cells, in the order in
    which they come; what a row lacks, or has no value for, stays empty.
    """
    found = list(rows)
    heads = list(dict.fromkeys(name for row in found for name in row))
    cells = ([row.get(name) for name in heads] for row in found)
    return write_csv([heads, *cells])


def _defuse(cell: object) -> str:
    if cell is None:
        return ""
    text = str(cell)
    is_number = isinstance(cell, float) or _NUMBER.fullmatch(text)
    is_formula = text.startswith(FORMULA_STARTS) and not is_number
    return f"'{text}" if is_formula else text
