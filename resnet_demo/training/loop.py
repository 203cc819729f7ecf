"""The training loop, top to bottom: one network, one recipe, one folder that can be resumed."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from resnet_demo.errors import DivergedError
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import ResNet, draw_network
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.training.checkpoint import explain_unwritable, load_checkpoint, save_checkpoint
from resnet_demo.training.data import Dataset, iterate_augmented
from resnet_demo.training.distributed import call_on_main, choose_precision
from resnet_demo.training.evaluate import measure
from resnet_demo.training.learner import Learner
from resnet_demo.training.recipe import Recipe

METRICS_NAME = "metrics.csv"
# What a checkpoint that was made before these options existed was made with.
IDENTITY_DEFAULTS: dict[str, Any] = {
    "precision": "fp32",
    "pieces": 1,
    "ema": None,
    "frozen": [],
    "source": None,
}


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
    """What is trained, on what, how and where. The recipe's batch is cut into processes ×
    ``accumulate`` pieces (:class:`resnet_demo.training.learner.Learner` says what follows).

    Attributes:
        key: Model key, for instance ``resnet20.cifar10``.
        architecture: The network to build.
        preprocessing: Normalisation and full input size.
        recipe: How to train.
        seed: Decides the initial weights, the order of the images, the crops and the flips.
        run_dir: Holds the checkpoint and ``metrics.csv``.
        device: Where to train.
        compile: Run the training steps through ``torch.compile``.
        precision: ``auto``, ``fp32``, ``bf16`` or ``fp16``; of the training steps alone, since
            validation and the published network are float32.
        accumulate: Equal parts that each process cuts its share of a batch into, to save memory.
            A step still sees the whole batch, but BatchNorm one part at a time.
        ema: Decay a step of an exponential moving average of the weights, which is then what is
            validated and published; None for none.
        frozen: Top-level modules (``conv1``, ``bn1``, ``layer1`` …) that are not trained and whose
            BatchNorm keeps its running statistics and normalises by them.
        source: Key of the model whose weights training starts from; None for random ones.
    """

    key: str
    architecture: Architecture
    preprocessing: Preprocessing
    recipe: Recipe
    seed: int
    run_dir: Path
    device: torch.device
    compile: bool = False
    precision: str = "auto"
    accumulate: int = 1
    ema: float | None = None
    frozen: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True)
class TrainingOutcome:
    """The trained network (eval mode, on the run's device) and its curves."""

    network: ResNet
    history: tuple[EpochResult, ...]


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
        resume: Go on from the checkpoint in ``run.run_dir``.
        on_step: Called with (steps done, steps in all) after each step.
        on_epoch: Called after each epoch, once its checkpoint is written.

    Raises:
        OptionError: An option of the run does not fit the device, the batch or the network.
        CheckpointError: The checkpoint is missing, damaged or of another run, or cannot be written.
        DivergedError: The loss became NaN or infinite; the last checkpoint stays.
        TrainingError: ``metrics.csv`` cannot be written, or another process failed.
    """
    run = replace(run, precision=choose_precision(run.precision, run.device))
    if network is None:
        network = draw_network(run.architecture, run.seed)
    learner = Learner(run, network, len(dataset.train))
    is_main = learner.accelerator.is_main_process
    identity = describe_run(run, dataset, learner.pieces)
    history: list[EpochResult] = []
    if resume:
        # Older checkpoints do not say what they were validated on; they are taken at their word.
        defaults = IDENTITY_DEFAULTS | {
            name: identity[name] for name in ("preprocessing", "validation_sha256")
        }
        state = call_on_main(lambda: load_checkpoint(run.run_dir, identity, defaults))
        learner.load_state_dict(state)
        history = [EpochResult(**row) for row in state["history"]]
    else:
        call_on_main(lambda: save_progress(run.run_dir, identity, learner, history))
    for epoch in range(len(history), run.recipe.epochs):
        history.append(train_epoch(learner, dataset, epoch, on_step if is_main else None))
        call_on_main(lambda: save_progress(run.run_dir, identity, learner, history))
        if is_main:
            on_epoch(history[-1])
    return TrainingOutcome(learner.product.eval(), tuple(history))


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
    generator = torch.Generator().manual_seed(run.seed * 100_003 + epoch + 1)
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


def describe_run(run: TrainingRun, dataset: Dataset, pieces: int) -> dict[str, Any]:
    """Returns what a checkpoint must agree on before training may go on from it.

    Args:
        run: With its precision chosen.
        dataset: What it is trained on.
        pieces: Processes × ``run.accumulate``: only the product matters to the steps, so a run of
            two processes may go on in one with ``accumulate=2``.
    """
    return {
        "key": run.key,
        "recipe": asdict(run.recipe),
        "seed": run.seed,
        "classes": list(dataset.classes),
        "train_images": len(dataset.train),
        "precision": run.precision,
        "pieces": pieces,
        "ema": run.ema,
        "frozen": list(run.frozen),
        "source": run.source,
        "preprocessing": [
            run.preprocessing.input_size,
            run.preprocessing.crop_fraction,
            run.preprocessing.interpolation,
        ],
        "validation_sha256": dataset.validation.digest(),
    }


def save_progress(
    run_dir: Path, identity: dict[str, Any], learner: Learner, history: list[EpochResult]
) -> None:
    """Writes the checkpoint and the curves so far.

    Raises:
        CheckpointError: The checkpoint cannot be written; the previous one is untouched.
        TrainingError: The curves cannot be written.
    """
    rows = {"history": [asdict(result) for result in history]}
    save_checkpoint(run_dir, identity | learner.state_dict() | rows)
    write_metrics(run_dir, history)


def write_metrics(run_dir: Path, history: list[EpochResult]) -> None:
    """Writes the curves so far to ``metrics.csv``, a header and one line an epoch.

    Raises:
        TrainingError: The disk is full or the file cannot be written.
    """
    path = run_dir / METRICS_NAME
    names = list(EpochResult.__dataclass_fields__)
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=names)
            writer.writeheader()
            writer.writerows(asdict(result) for result in history)
    except OSError as error:
        remedy = "Free some space or clear the path, and go on with --resume."
        raise explain_unwritable(path, error, remedy) from error
