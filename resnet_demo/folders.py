"""Whether a folder can be written to, found out before hours are spent on what goes into it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def try_writing(folder: Path) -> None:
    """Tries whether a folder can be written to, or made with the folders above it; nothing of the
    trial is left behind.

    Raises:
        OSError: It cannot.
    """
    place = Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would follow a broken link
    present = next(path for path in (place, *place.parents) if os.path.lexists(path))
    with tempfile.TemporaryDirectory(dir=present) as trial:
        # Also a name that is too long, or that the file system does not take, is found here.
        (Path(trial) / place.relative_to(present)).mkdir(parents=True, exist_ok=True)
