"""Checkpoints: everything needed to go on training exactly where it stopped, written atomically."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import torch

from resnet_demo.errors import (
    CheckpointDamagedError,
    CheckpointMissingError,
    ForeignCheckpointError,
    UnwritableCheckpointError,
)

CHECKPOINT_NAME = "checkpoint.pt"


def save_checkpoint(run_dir: Path, state: dict[str, Any]) -> Path:
    """Writes ``checkpoint.pt`` so that a crash at any moment leaves the old one or the new one,
    never half of one.

    Raises:
        UnwritableCheckpointError: The disk is full or the folder cannot be written; the previous
            checkpoint is untouched.
    """
    path = run_dir / CHECKPOINT_NAME
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        replace_file(path, lambda file: torch.save(state, file))
    # torch's zip writer reports a full disk as RuntimeError.
    except (OSError, RuntimeError) as error:
        raise UnwritableCheckpointError(path, str(error)) from error
    return path


def replace_file(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Writes a file beside the old one and puts it in its place when it is whole.

    Raises:
        OSError: It cannot be written; the old file is untouched.
    """
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):  # the folder may be no folder at all
            partial.unlink()
        raise


def read_checkpoint(run_dir: Path) -> dict[str, Any]:
    """Reads the checkpoint of a run.

    Returns:
        Its entries; ``history`` and ``recipe`` are among them.

    Raises:
        CheckpointError: There is none, it is damaged, or it is of something else.
    """
    path = run_dir / CHECKPOINT_NAME
    try:
        state: object = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise CheckpointMissingError(path) from error
    except (OSError, RuntimeError, pickle.UnpicklingError, EOFError) as error:
        raise CheckpointDamagedError(path) from error
    if not isinstance(state, dict) or "history" not in state:
        raise ForeignCheckpointError(path)
    if not isinstance(state.get("recipe"), dict) or "epochs" not in state["recipe"]:
        raise ForeignCheckpointError(path)
    return state
