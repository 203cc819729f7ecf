"""Checkpoints: everything needed to go on training exactly where it stopped, written atomically."""

from __future__ import annotations

import os
import pickle
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from resnet_demo.errors import CheckpointError, TrainingError

CHECKPOINT_NAME = "checkpoint.pt"


def save_checkpoint(run_dir: Path, state: dict[str, Any]) -> Path:
    """Writes ``checkpoint.pt`` so that a crash at any moment leaves the old one or the new one,
    never half of one.

    Raises:
        CheckpointError: The disk is full or the folder cannot be written; the previous checkpoint
            is untouched.
    """
    path = run_dir / CHECKPOINT_NAME
    partial = path.with_suffix(".partial")
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    # torch's zip writer reports a full disk as RuntimeError.
    except (OSError, RuntimeError) as error:
        with suppress(OSError):  # the folder may be no folder at all
            partial.unlink()
        raise CheckpointError(
            path, str(error), "Free some space or choose another --run-dir."
        ) from error
    return path


def explain_unwritable(path: Path, error: OSError, remedy: str) -> TrainingError:
    """Returns the error to raise when a file of a training run, not its checkpoint, cannot be
    written.
    """
    reason = error.strerror or str(error)
    return TrainingError(
        f"{path} cannot be written: {reason}. {remedy}", path=str(path), reason=reason
    )


def check_writable(folder: Path) -> None:
    """Checks, before hours of training, that a folder can be written to or made.

    Raises:
        TrainingError: It cannot.
    """
    try:
        place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise explain_unwritable(folder, error, "Choose another --out.") from error


def load_checkpoint(
    run_dir: Path, expected: dict[str, Any], defaults: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Reads a checkpoint and checks that it belongs to this run.

    Args:
        run_dir: The folder that was trained into.
        expected: Entries that must be equal in the checkpoint (model key, recipe, seed, data).
        defaults: What entries count as in a checkpoint that is older than they are.

    Raises:
        CheckpointError: There is none, it is damaged, or it was made with other options.
    """
    path = run_dir / CHECKPOINT_NAME
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise CheckpointError(
            path, "there is none", "Leave --resume out to start afresh."
        ) from error
    except (OSError, RuntimeError, pickle.UnpicklingError, EOFError) as error:
        raise CheckpointError(
            path, "it is damaged", "Delete it and start afresh without --resume."
        ) from error
    if isinstance(state, dict):
        state = {**(defaults or {}), **state}
    if not isinstance(state, dict) or not expected.keys() | {"history"} <= state.keys():
        raise CheckpointError(path, "it is of something else", "Choose another --run-dir.")
    for name, value in expected.items():
        difference = _describe_difference(name, state[name], value)
        if difference:
            raise CheckpointError(
                path,
                f"it was made with {difference}",
                "Resume with the same options, or choose another --run-dir.",
            )
    return state


def _describe_difference(name: str, found: object, expected: object) -> str:
    """Says where two entries differ, field by field for a table; empty when they are equal."""
    if isinstance(found, dict) and isinstance(expected, dict):
        parts = (
            _describe_difference(f"{name}.{field}", found.get(field), value)
            for field, value in expected.items()
        )
        return ", ".join(part for part in parts if part)
    return "" if found == expected else f"{name} = {found!r}, not {expected!r}"
