"""Going on with a run: the checkpoint is of the same run, or of one that may have more epochs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from resnet_demo.errors import (
    CheckpointOptionError,
    CheckpointPicturesError,
    ForeignCheckpointError,
    ScheduleEndedError,
)
from resnet_demo.training.checkpoint import CHECKPOINT_NAME
from resnet_demo.training.dataset import Dataset
from resnet_demo.training.run import TrainingRun

# What a checkpoint that was made before these options existed was made with.
IDENTITY_DEFAULTS: dict[str, Any] = {
    "precision": "fp32",
    "pieces": 1,
    "ema": None,
    "frozen": [],
    "source": None,
}
# Older checkpoints do not say these, and are taken at their word. "preset" is the preprocessing.
IDENTITY_UNKNOWN = ("preset", "validation_sha256", "pictures_sha256")
PICTURE_ENTRIES = ("train_images", "validation_sha256", "pictures_sha256")


def describe_run(run: TrainingRun, dataset: Dataset, pieces: int) -> dict[str, Any]:
    """Returns what a checkpoint must agree on before training may go on from it.

    Args:
        run: With its precision chosen.
        dataset: What it is trained on.
        pieces: Processes × ``run.accumulate``: only the product matters to the steps, so a run of
            two processes may go on in one with ``accumulate=2``.
    """
    preprocessing = run.preprocessing
    return {
        "key": run.key,
        "recipe": run.recipe.document(),
        "seed": run.seed,
        "classes": list(dataset.classes),
        "train_images": len(dataset.train),
        "precision": run.precision,
        "pieces": pieces,
        "ema": run.ema,
        "frozen": list(run.frozen),
        "source": run.source,
        "preset": [
            preprocessing.input_size,
            preprocessing.crop_fraction,
            preprocessing.interpolation,
        ],
        "validation_sha256": dataset.validation.digest(),
        "pictures_sha256": digest_pictures(dataset),
    }


def digest_pictures(dataset: Dataset) -> str:
    """Returns a SHA-256 over the pictures and labels that a run trains and validates on, in their
    order; of CIFAR-10 it takes half a second.
    """
    parts = (dataset.train, dataset.validation)
    return hashlib.sha256("".join(part.fingerprint() for part in parts).encode()).hexdigest()


def continue_run(run: TrainingRun, state: Mapping[str, Any]) -> TrainingRun:
    """Returns a run as it goes on from a checkpoint: one that has finished and is asked for more
    epochs keeps the schedule that it was laid out for.
    """
    saved = state["recipe"]
    if saved["epochs"] == run.recipe.epochs:
        laid_out = saved.get("schedule_epochs")
    elif _is_extended(run, state):
        laid_out = saved.get("schedule_epochs") or saved["epochs"]
    else:
        laid_out = None
    return replace(run, recipe=replace(run.recipe, schedule_epochs=laid_out))


def check_same_run(run: TrainingRun, state: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
    """Checks that a checkpoint belongs to a run.

    Args:
        run: As :func:`continue_run` returns it.
        state: The checkpoint.
        identity: What :func:`describe_run` says of the run.

    Raises:
        CheckpointError: The checkpoint was made with other options or pictures, or its schedule
            does not allow more epochs.
    """
    path = run.run_dir / CHECKPOINT_NAME
    state = IDENTITY_DEFAULTS | {name: identity[name] for name in IDENTITY_UNKNOWN} | dict(state)
    if not identity.keys() <= state.keys():
        raise ForeignCheckpointError(path)
    is_extended = _is_extended(run, state)
    if is_extended:
        adopted = {name: identity["recipe"].get(name) for name in ("epochs", "schedule_epochs")}
        state["recipe"] = state["recipe"] | adopted
    for option, saved, requested in _list_differences(state, identity):
        if option in PICTURE_ENTRIES:
            raise CheckpointPicturesError(path)
        raise CheckpointOptionError(path, option, saved, requested)
    if is_extended and not run.recipe.can_go_on:
        finished = len(state["history"])
        raise ScheduleEndedError(path, run.recipe.schedule, finished, run.recipe.epochs)


def _is_extended(run: TrainingRun, state: Mapping[str, Any]) -> bool:
    epochs: int = state["recipe"]["epochs"]
    return len(state["history"]) == epochs < run.recipe.epochs


def _list_differences(
    state: Mapping[str, Any], identity: Mapping[str, Any]
) -> Iterator[tuple[str, object, object]]:
    """Yields the name and both values of every entry that differs, field by field in a table."""
    for name, requested in identity.items():
        saved = state.get(name)
        if isinstance(saved, dict) and isinstance(requested, dict):
            for option, before, now in _list_differences(saved, requested):
                yield f"{name}.{option}", before, now
        elif saved != requested:
            yield name, saved, requested
