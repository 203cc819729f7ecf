"""The photos of the strip by name in an address, and kept for whoever added them.

A photo of a visitor's own is named by the first digits of its SHA-256: who opens a link has to have
the photo. The visitor's browser keeps where the server holds the strips of this session, in
encrypted storage of its own, so that reload and Back find them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from gradio.utils import get_upload_folder

from resnet_demo.page.samples import find_copied_sample

DIGITS = 12
DIGEST = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
# Of the strips that a visitor had: enough for going back some steps.
MAX_STRIPS = 8
# What the address says of a strip that is empty.
NO_PHOTO = "none"

Strips = list[list[str]]
"""Paths of the photos in each strip, the last strip first."""


@lru_cache(maxsize=1024)  # uploads lie in folders that are named by their content
def name_photo(path: str) -> str:
    """Returns what a photo is called in the address: the name of a sample, or else a digest."""
    sample = find_copied_sample(Path(path))
    if sample is not None:
        return sample.name
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:DIGITS]


def is_digest(name: str) -> bool:
    """Tells whether a name in an address is that of somebody's own photo."""
    return DIGEST.fullmatch(name) is not None


def read_strips(kept: object) -> Strips:
    """Returns the strips that a browser kept, as far as their photos are still here.

    A browser may send anything: only files among the uploads are taken, whose folders nobody can
    guess.
    """
    folder = Path(get_upload_folder()).resolve()
    strips = []
    for strip in kept[:MAX_STRIPS] if isinstance(kept, list) else ():
        paths = [path for path in strip if isinstance(path, str)] if isinstance(strip, list) else []
        strips.append([path for path in paths if _is_upload(Path(path), folder)])
    return [strip for strip in strips if strip]


def _is_upload(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder) and path.is_file()
    except (OSError, ValueError, RuntimeError):  # no path at all, or a ring of links
        return False


def keep_strip(kept: object, photos: Sequence[str]) -> Strips:
    """Returns the strips with one more, in place of those that hold nothing else."""
    strips = [strip for strip in read_strips(kept) if not set(strip) <= set(photos)]
    return [list(photos), *strips][:MAX_STRIPS]


def find_strip(kept: object, name: str) -> tuple[list[str], int] | None:
    """Returns the last strip that holds a photo, and where; None where no strip does."""
    for strip in read_strips(kept):
        for index, path in enumerate(strip):
            if name_photo(path) == name:
                return strip, index
    return None
