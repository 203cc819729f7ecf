"""A training run as data: what is trained and how, a row an epoch, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from resnet_demo.errors import RangeError
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.training.recipe import Recipe

# Every seed has so many numbers of its own, one an epoch. torch's generator on the CPU reads 32
# bits of a number, so that above the largest seed here the numbers would begin again.
EPOCHS_PER_SEED = 100_003
MAX_RUN_SEED = 2**32 // EPOCHS_PER_SEED - 1


@dataclass(frozen=True)
class TrainingRun:
    """What is trained, on what, how and where. The recipe's batch is cut into processes ×
    ``accumulate`` pieces (:class:`resnet_demo.training.learner.Learner` says what follows).

    Attributes:
        key: Model key, for instance ``resnet20.cifar10``.
        architecture: The network to build.
        preprocessing: Normalisation and full input size.
        recipe: How to train.
        seed: Decides the initial weights, the order of the images, the crops and the flips; 0 to
            ``MAX_RUN_SEED`` for a new run.
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


def check_run_seed(seed: int) -> None:
    """Checks that no other seed draws the same order, crops and flips in any epoch.

    Raises:
        RangeError: The seed is negative or too large.
    """
    if not 0 <= seed <= MAX_RUN_SEED:
        raise RangeError("--seed", seed, 0, MAX_RUN_SEED)


def seed_epoch(seed: int, epoch: int) -> int:
    """Returns the seed of what an epoch, counted from 0, draws. Checkpoints depend on it."""
    return seed * EPOCHS_PER_SEED + epoch + 1


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
class TrainingOutcome:
    """What a run made.

    Attributes:
        run: As it was trained in the end: its precision chosen, and its recipe with the epochs that
            were added to it.
        network: Eval mode, on the run's device.
        history: Its curves.
    """

    run: TrainingRun
    network: ResNet
    history: tuple[EpochResult, ...]
