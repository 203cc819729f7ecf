"""Measuring a network on labelled images: accuracies, a table a class, and calibration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchmetrics.functional.classification import (
    multiclass_accuracy,
    multiclass_calibration_error,
    multiclass_confusion_matrix,
    multiclass_f1_score,
    multiclass_precision,
    multiclass_recall,
)

from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.training.data import normalize

EVALUATION_BATCH = 500
LARGE_EVALUATION_BATCH = 32  # for inputs of ImageNet's size
CALIBRATION_BINS = 15  # as Guo et al. 2017
# Below this many images a fitted temperature says more about chance than about the network.
MIN_TEMPERATURE_IMAGES = 200
DECIMALS = 6


class Pictures(Protocol):
    """Labelled pictures, in memory or read when they are needed."""

    def __len__(self) -> int:
        """Number of pictures."""

    def batches(self, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yields every picture once: uint8 (≤ batch_size, 3, S, S) and labels (≤ batch_size,)."""


@dataclass(frozen=True)
class Measurement:
    """Mean cross-entropy in nats, and the fractions of images answered right."""

    loss: float
    accuracy: float
    top5_accuracy: float
    images: int

    @property
    def error(self) -> float:
        """Fraction of images whose top-1 answer is wrong."""
        return 1 - self.accuracy


@dataclass(frozen=True)
class ClassScores:
    """Precision, recall and F1 of a class, or their average; ``support`` counts its images."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Evaluation:
    """Everything measured on one part of a data set.

    Attributes:
        measurement: Accuracies and loss.
        per_class: In the order of the logits.
        macro: Mean over the classes that occur.
        weighted: Mean over the classes, weighted by support.
        confusion: Row: true class; column: answer; counts.
        calibration_error: Expected calibration error (15 bins, top answer) of the plain softmax.
        temperature: What the logits were divided by for ``calibration_error_scaled``.
        calibration_error_scaled: The same error with that temperature.
    """

    measurement: Measurement
    per_class: tuple[ClassScores, ...]
    macro: ClassScores
    weighted: ClassScores
    confusion: tuple[tuple[int, ...], ...]
    calibration_error: float
    temperature: float
    calibration_error_scaled: float

    def document(self) -> dict[str, Any]:
        """Returns the numbers as a JSON document, as cards hold them and ``evaluate`` prints them;
        fractions are rounded to six decimals.
        """
        document = asdict(self)
        basic = document.pop("measurement")
        rounded: dict[str, Any] = _round({**basic, "error": self.measurement.error, **document})
        return rounded


@torch.no_grad()  # not inference_mode: the temperature is fitted to these logits by gradients
def collect_logits(
    network: nn.Module,
    pictures: Pictures,
    preprocessing: Preprocessing,
    device: torch.device,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Tensor, Tensor]:
    """Classifies every image once, unaugmented, in eval mode (the network's own mode is put back
    afterwards).

    Args:
        network: Maps (N, 3, S, S) to logits (N, K).
        pictures: Of the side the preprocessing expects.
        preprocessing: How to normalise them.
        device: Where the network is.
        on_progress: Called with (images done, images in all) after each batch.

    Returns:
        Logits (N, K), float32, and labels (N,), both on the CPU.
    """
    was_training = network.training
    network.eval()
    batch_size = EVALUATION_BATCH if preprocessing.input_size <= 64 else LARGE_EVALUATION_BATCH
    logits, labels, done = [], [], 0
    for images, answers in pictures.batches(batch_size):
        logits.append(network(normalize(images.to(device), preprocessing)).float().cpu())
        labels.append(answers)
        done += len(answers)
        on_progress(done, len(pictures))
    network.train(was_training)
    return torch.cat(logits), torch.cat(labels)


def measure(
    network: nn.Module,
    pictures: Pictures,
    preprocessing: Preprocessing,
    device: torch.device,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Measurement:
    """Measures loss and accuracies; the arguments are those of :func:`collect_logits`."""
    return measure_logits(*collect_logits(network, pictures, preprocessing, device, on_progress))


def measure_logits(logits: Tensor, labels: Tensor) -> Measurement:
    """Measures loss and accuracies of logits (N, K) against labels (N,)."""
    count = logits.shape[1]

    def accuracy(top: int) -> float:
        return multiclass_accuracy(
            logits, labels, count, average="micro", top_k=min(top, count)
        ).item()

    return Measurement(
        F.cross_entropy(logits, labels).item(), accuracy(1), accuracy(5), len(labels)
    )


def evaluate_logits(
    logits: Tensor, labels: Tensor, classes: tuple[str, ...], temperature: float = 1.0
) -> Evaluation:
    """Computes every metric of an :class:`Evaluation`, with torchmetrics.

    Args:
        logits: (N, K).
        labels: (N,), int64.
        classes: K labels.
        temperature: Above 0; what the logits are divided by for the scaled calibration error.
    """
    count = len(classes)
    confusion = multiclass_confusion_matrix(logits, labels, count)
    support = confusion.sum(dim=1)

    metrics = (multiclass_precision, multiclass_recall, multiclass_f1_score)
    scores = [metric(logits, labels, count, average="none") for metric in metrics]

    def average(name: str, weights: Tensor) -> ClassScores:
        # torchmetrics' own macro average counts a class that has no image as 0 once it is answered.
        means = [((values * weights).sum() / weights.sum()).item() for values in scores]
        return ClassScores(f"{name} average", means[0], means[1], means[2], len(labels))

    def calibration_error(divisor: float) -> float:
        probabilities = (logits / divisor).softmax(dim=1)
        return multiclass_calibration_error(
            probabilities, labels, count, n_bins=CALIBRATION_BINS, norm="l1"
        ).item()

    columns = [values.tolist() for values in (*scores, support)]
    return Evaluation(
        measurement=measure_logits(logits, labels),
        per_class=tuple(ClassScores(*row) for row in zip(classes, *columns, strict=True)),
        macro=average("macro", (support > 0).float()),
        weighted=average("weighted", support.float()),
        confusion=tuple(map(tuple, confusion.tolist())),
        calibration_error=calibration_error(1.0),
        temperature=temperature,
        calibration_error_scaled=calibration_error(temperature),
    )


def fit_temperature(logits: Tensor, labels: Tensor) -> float | None:
    """Finds the temperature with the smallest cross-entropy (Guo et al. 2017, arXiv:1706.04599).

    Dividing the logits by it changes no ranking, only how sure the percentages are.

    Args:
        logits: (N, K), of images that the network was not trained on.
        labels: (N,).

    Returns:
        The temperature, or None for fewer than 200 images or when none is best: every answer is
        right, or they are no better than chance.
    """
    if len(labels) < MIN_TEMPERATURE_IMAGES or (logits.argmax(dim=1) == labels).all():
        return None
    scaled = logits.double()
    log_temperature = torch.zeros((), dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([log_temperature], max_iter=100, line_search_fn="strong_wolfe")

    def compute_loss() -> Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(scaled / log_temperature.exp(), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(compute_loss)  # type: ignore[no-untyped-call]
    temperature = log_temperature.exp().item()
    return round(temperature, DECIMALS) if 0.05 < temperature < 20 else None


def _round(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {name: _round(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_round(item) for item in value]
    return value
