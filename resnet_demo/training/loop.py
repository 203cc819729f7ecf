"""The training loop, top to bottom: one network, one recipe, one folder that can be resumed."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from resnet_demo.architecture import Architecture
from resnet_demo.errors import DivergedError
from resnet_demo.preprocess import Preset
from resnet_demo.resnet import ResNet
from resnet_demo.training.checkpoint import load_checkpoint, save_checkpoint
from resnet_demo.training.data import Dataset, iterate_augmented, normalize
from resnet_demo.training.evaluate import measure
from resnet_demo.training.recipe import Recipe, make_optimizer, make_scheduler

METRICS_NAME = "metrics.csv"


@dataclass(frozen=True)
class EpochResult:
    """One row of the training curves; errors are fractions, losses are mean cross-entropy in nats.

    ``learning_rate`` is that of the epoch's first step. ``train_error`` and ``train_loss`` are
    running values over the augmented batches of the epoch, at its resolution and with the weights
    moving, as in He et al.'s figures; validation is measured after the epoch, unaugmented, full
    size.
    """

    epoch: int
    size: int
    learning_rate: float
    train_loss: float
    train_error: float
    validation_loss: float
    validation_error: float
    seconds: float


@dataclass(frozen=True)
class TrainingRun:
    """What is trained, on what, how and where.

    Attributes:
        key: Model key, for instance ``resnet20.cifar10``.
        architecture: The network to build.
        preset: Normalisation and full input size.
        recipe: How to train.
        seed: Decides the initial weights, the order of the images, the crops and the flips.
        run_dir: Holds the checkpoint and ``metrics.csv``.
        device: Where to train.
        compile: Run the training steps through ``torch.compile``.
    """

    key: str
    architecture: Architecture
    preset: Preset
    recipe: Recipe
    seed: int
    run_dir: Path
    device: torch.device
    compile: bool = False


@dataclass(frozen=True)
class TrainingOutcome:
    """The trained network (eval mode, on the run's device) and its curves."""

    network: ResNet
    history: tuple[EpochResult, ...]


def train(
    run: TrainingRun,
    dataset: Dataset,
    *,
    resume: bool = False,
    on_step: Callable[[int, int], None] = lambda _done, _total: None,
    on_epoch: Callable[[EpochResult], None] = lambda _result: None,
) -> TrainingOutcome:
    """Trains a network, writing a checkpoint before the first epoch and after every one.

    Interrupting it (Ctrl-C, kill) loses at most the epoch under way; with ``resume`` it goes on
    from the last whole epoch and, on the CPU, ends with the same bits as an uninterrupted run.

    Args:
        run: What to train, how and where.
        dataset: Images of the preset's input size.
        resume: Go on from the checkpoint in ``run.run_dir``.
        on_step: Called with (steps done, steps in all) after each step.
        on_epoch: Called after each epoch, once its checkpoint is written.

    Raises:
        CheckpointError: The checkpoint is missing, damaged or of another run, or cannot be written.
        DivergedError: The loss became NaN or infinite; the last checkpoint stays.
    """
    recipe = run.recipe
    network = ResNet(run.architecture, generator=torch.Generator().manual_seed(run.seed))
    network = network.to(run.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = make_optimizer(network, recipe)
    batch_size = min(recipe.batch_size, len(dataset.train))
    steps_per_epoch = len(dataset.train) // batch_size
    scheduler = make_scheduler(optimizer, recipe, steps_per_epoch)
    identity = describe_run(run, dataset)
    history: list[EpochResult] = []

    if resume:
        state = load_checkpoint(run.run_dir, identity)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        history = [EpochResult(**row) for row in state["history"]]

    def save() -> None:
        state = {
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(),
            "history": [asdict(result) for result in history],
        }
        save_checkpoint(run.run_dir, identity | state)
        write_metrics(run.run_dir, history)

    def take_step(images: Tensor, labels: Tensor, size: int) -> tuple[float, int]:
        """Updates the weights once; returns the batch's loss and number of wrong answers."""
        labels = labels.to(run.device)
        logits: Tensor = step_network(normalize(images.to(run.device), run.preset, size=size))
        loss = F.cross_entropy(logits, labels, label_smoothing=recipe.label_smoothing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        scheduler.step()
        return loss.item(), int((logits.argmax(1) != labels).sum())

    if not resume:
        save()
    step_network: nn.Module = torch.compile(network, dynamic=False) if run.compile else network  # type: ignore[assignment]
    for epoch in range(len(history), recipe.epochs):
        started = time.monotonic()
        size, learning_rate = recipe.size_at(epoch), float(scheduler.get_last_lr()[0])
        network.train()
        # A generator seeded by the epoch makes every epoch repeatable on its own: nothing to
        # restore on resume.
        generator = torch.Generator().manual_seed(run.seed * 100_003 + epoch + 1)
        total_loss, wrong = 0.0, 0
        for step, (images, labels) in enumerate(
            iterate_augmented(dataset.train, batch_size, generator)
        ):
            loss, mistakes = take_step(images, labels, size)
            if not math.isfinite(loss):
                raise DivergedError(epoch + 1, step + 1, float(scheduler.get_last_lr()[0]))
            total_loss += loss
            wrong += mistakes
            on_step(epoch * steps_per_epoch + step + 1, recipe.epochs * steps_per_epoch)
        validation = measure(network, dataset.validation, run.preset, run.device)
        result = EpochResult(
            epoch=epoch + 1,
            size=size,
            learning_rate=learning_rate,
            train_loss=total_loss / steps_per_epoch,
            train_error=wrong / (steps_per_epoch * batch_size),
            validation_loss=validation.loss,
            validation_error=validation.error,
            seconds=time.monotonic() - started,
        )
        history.append(result)
        save()
        on_epoch(result)
    return TrainingOutcome(network.eval(), tuple(history))


def describe_run(run: TrainingRun, dataset: Dataset) -> dict[str, Any]:
    """Returns what a checkpoint must agree on before training may go on from it."""
    return {
        "key": run.key,
        "recipe": asdict(run.recipe),
        "seed": run.seed,
        "classes": list(dataset.classes),
        "train_images": len(dataset.train),
    }


def write_metrics(run_dir: Path, history: list[EpochResult]) -> None:
    """Writes the curves so far to ``metrics.csv``, a header and one line an epoch."""
    names = list(EpochResult.__dataclass_fields__)
    with (run_dir / METRICS_NAME).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=names)
        writer.writeheader()
        writer.writerows(asdict(result) for result in history)
