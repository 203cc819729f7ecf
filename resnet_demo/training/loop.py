"""The training loop, top to bottom: one network, one recipe, one folder that can be resumed."""

from __future__ import annotations

import csv
import io
import math
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from resnet_demo.errors import DivergedError, UnwritableMetricsError
from resnet_demo.networks.resnet import ResNet, draw_network
from resnet_demo.training.checkpoint import read_checkpoint, replace_file, save_checkpoint
from resnet_demo.training.data import iterate_augmented
from resnet_demo.training.dataset import Dataset
from resnet_demo.training.distributed import call_on_main, choose_precision
from resnet_demo.training.evaluate import measure
from resnet_demo.training.learner import Learner
from resnet_demo.training.resume import check_same_run, continue_run, describe_run
from resnet_demo.training.run import (
    EpochResult,
    TrainingOutcome,
    TrainingRun,
    check_run_seed,
    seed_epoch,
)

METRICS_NAME = "metrics.csv"


def train(
    run: TrainingRun,
    dataset: Dataset,
    *,
    network: ResNet | None = None,
    resume: bool = False,
    on_step: Callable[[int, int], None] = lambda _done, _total: None,
    on_epoch: Callable[[EpochResult], None] = lambda _result: None,
) -> TrainingOutcome:
    """Trains a network, writing a checkpoint before the first epoch and after every one.

    Interrupting it (Ctrl-C, kill) loses at most the epoch under way; with ``resume`` it goes on
    from the last whole epoch and, on the CPU, ends with the same bits as an uninterrupted run.

    In several processes (see :mod:`resnet_demo.training.distributed`) each calls it with the same
    arguments; only the main one touches ``run.run_dir`` and calls ``on_step`` and ``on_epoch``, and
    all of them return the same network.

    Args:
        run: What to train, how and where.
        dataset: Images of the preprocessing's input size.
        network: Trained in place instead of a fresh one, but for parameters that do not require
            gradients; of ``run.architecture``.
        resume: Go on from the checkpoint in ``run.run_dir``. A finished run may be given more
            epochs where its schedule ends on a rate to go on with (``Recipe.can_go_on``).
        on_step: Called with (steps done, steps in all) after each step.
        on_epoch: Called after each epoch, once its checkpoint is written.

    Raises:
        OptionError: The seed is out of range, or an option of the run does not fit the device, the
            batch or the network.
        CheckpointError: The checkpoint is missing, damaged or of another run, or cannot be written.
        DivergedError: The loss became NaN or infinite; the last checkpoint stays.
        TrainingError: ``metrics.csv`` cannot be written, or another process failed.
    """
    run = replace(run, precision=choose_precision(run.precision, run.device))
    state = call_on_main(lambda: read_checkpoint(run.run_dir)) if resume else None
    if state is None:
        check_run_seed(run.seed)
    else:
        run = continue_run(run, state)
    if network is None:
        network = draw_network(run.architecture, run.seed)
    learner = Learner(run, network, len(dataset.train))
    is_main = learner.accelerator.is_main_process
    identity = describe_run(run, dataset, learner.pieces)
    history: list[EpochResult] = []
    if state is None:
        call_on_main(lambda: save_progress(run.run_dir, identity, learner, history))
    else:
        check_same_run(run, state, identity)
        learner.load_state_dict(state)
        history = [EpochResult(**row) for row in state["history"]]
    for epoch in range(len(history), run.recipe.epochs):
        history.append(train_epoch(learner, dataset, epoch, on_step if is_main else None))
        call_on_main(lambda: save_progress(run.run_dir, identity, learner, history))
        if is_main:
            on_epoch(history[-1])
    return TrainingOutcome(run, learner.product.eval(), tuple(history))


def train_epoch(
    learner: Learner,
    dataset: Dataset,
    epoch: int,
    on_step: Callable[[int, int], None] | None = None,
) -> EpochResult:
    """Trains for one epoch, counted from 0, and validates.

    Raises:
        DivergedError: The loss became NaN or infinite.
    """
    run, started = learner.run, time.monotonic()
    size = run.recipe.size_at(epoch, run.preprocessing.input_size)
    learning_rate = learner.learning_rate
    learner.start_epoch()
    # A generator seeded by the epoch makes every epoch repeatable on its own, and the same in every
    # process: nothing to restore on resume.
    generator = torch.Generator().manual_seed(seed_epoch(run.seed, epoch))
    total_loss, wrong, steps = 0.0, 0, learner.steps_per_epoch
    batches = iterate_augmented(dataset.train, learner.batch_size, generator)
    for step, (images, labels) in enumerate(batches):
        loss, mistakes = learner.take_step(images, labels, size)
        if not math.isfinite(loss):
            raise DivergedError(epoch + 1, step + 1, learner.learning_rate)
        total_loss += loss
        wrong += mistakes
        if on_step is not None:
            on_step(epoch * steps + step + 1, run.recipe.epochs * steps)
    learner.average_statistics()
    # The main process measures for all, so that the number does not depend on how many there are.
    device = learner.accelerator.device
    validation = call_on_main(
        lambda: measure(learner.product, dataset.validation, run.preprocessing, device)
    )
    return EpochResult(
        epoch=epoch + 1,
        size=size,
        learning_rate=learning_rate,
        train_loss=total_loss / steps,
        train_error=wrong / (steps * learner.batch_size),
        validation_loss=validation.loss,
        validation_error=validation.error,
        seconds=time.monotonic() - started,
    )


def save_progress(
    run_dir: Path, identity: dict[str, Any], learner: Learner, history: list[EpochResult]
) -> None:
    """Writes the checkpoint and the curves so far.

    Raises:
        UnwritableCheckpointError: The checkpoint cannot be written; the previous one is untouched.
        UnwritableMetricsError: The curves cannot be written.
    """
    rows = {"history": [asdict(result) for result in history]}
    save_checkpoint(run_dir, identity | learner.state_dict() | rows)
    write_metrics(run_dir, history)


def write_metrics(run_dir: Path, history: list[EpochResult]) -> None:
    """Writes the curves so far to ``metrics.csv``, a header and one line an epoch.

    Raises:
        UnwritableMetricsError: The disk is full or the file cannot be written; the file that was
            there is untouched.
    """
    path = run_dir / METRICS_NAME
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, fieldnames=list(EpochResult.__dataclass_fields__))
    writer.writeheader()
    writer.writerows(asdict(result) for result in history)
    try:
        replace_file(path, lambda file: file.write(table.getvalue().encode()))
    except OSError as error:
        raise UnwritableMetricsError(path, error.strerror or str(error)) from error
