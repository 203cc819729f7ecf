"""From photos to labels: decoding, forward passes, averaging over views, top-k."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.errors import NonFiniteLogitsError, RangeError
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.resnet import Gates

PACED = (1, 8)  # inputs in a pass: from 8 on, one more costs the same on a CPU
TIMED_S = 0.5  # after which a network is timed no further
SLOW_S = 0.03  # an input alone; from here on, timing 8 together would take about TIMED_S
TIMING = threading.Lock()  # networks that are timed side by side seem slower than they are


@dataclass(frozen=True)
class ClassScore:
    """One class in a ranking; ``index`` counts the logits, ``probability`` is their softmax at the
    temperature of the model's card.
    """

    label: str
    index: int
    probability: float
    logit: float


def compute_logits(
    model: LoadedModel,
    batch: Tensor,
    *,
    gates: Gates | None = None,
    batch_size: int = 64,
    on_piece: Callable[[], None] = lambda: None,
) -> Tensor:
    """Runs the network over a batch of any length in pieces, and checks its answers.

    Takes the arguments of :func:`run_network`.

    Returns:
        Logits, (N, K), float32 on the CPU.

    Raises:
        NonFiniteLogitsError: The network answered NaN or infinity.
    """
    logits = run_network(model, batch, gates=gates, batch_size=batch_size, on_piece=on_piece)
    check_logits(model, logits)
    return logits


def check_logits(model: LoadedModel, logits: Tensor) -> None:
    """Checks that an answer of a network is made of numbers.

    Raises:
        NonFiniteLogitsError: It holds NaN or infinity.
    """
    broken = int((~logits.isfinite()).sum())
    if broken:
        raise NonFiniteLogitsError(model.spec.key, broken)


def run_network(
    model: LoadedModel,
    batch: Tensor,
    *,
    gates: Gates | None = None,
    batch_size: int = 64,
    on_piece: Callable[[], None] = lambda: None,
) -> Tensor:
    """Runs the network over a batch of any length in pieces.

    It computes in float32 on every device, as cards and maps do, so that all can be compared.

    Args:
        model: The model.
        batch: (N, 3, S, S) on the CPU, normalised by the model's preprocessing.
        gates: Skip and branch strengths, each (B,) for B blocks or (N, B) for a row a sample; None
            for the network as trained.
        batch_size: Most samples in one forward pass.
        on_piece: Called before each forward pass; what it raises ends the work.

    Returns:
        Logits, (N, K), float32 on the CPU; they may hold NaN or infinity.
    """
    if gates is not None:
        gates = gates.to(model.device)
    pieces = []
    with torch.inference_mode():
        for start in range(0, len(batch), batch_size):
            on_piece()
            started, stop = time.perf_counter(), start + batch_size
            placed = batch[start:stop].to(model.device, memory_format=torch.channels_last)
            strengths = None if gates is None else gates.at_samples(start, stop)
            pieces.append(model.network(placed, strengths).cpu())
            model.pace.note(len(placed), time.perf_counter() - started)
    return torch.cat(pieces)


def measure_pace(model: LoadedModel, batch_size: int) -> None:
    """Sees to it that ``model.pace`` knows what an input alone and, for batches, several together
    take, from which follows what any batch takes. A page that is new has seen single photos only.

    Of a slow network an input alone is timed: several take about as many times as long.

    Args:
        model: The model.
        batch_size: Most inputs in one forward pass.
    """
    side, pace = model.preprocessing.input_size, model.pace
    with TIMING:
        stop = time.perf_counter() + TIMED_S
        for inputs in PACED:
            while inputs <= batch_size and not pace.is_known(inputs):
                is_slow = inputs > 1 and pace.estimate(1, 1) > SLOW_S
                if is_slow or time.perf_counter() > stop:
                    return
                run_network(model, torch.zeros(inputs, 3, side, side))


def average_views(logits: Tensor, views: int) -> Tensor:
    """Averages the logits of the views of each photo, as He et al. 2015 average the scores of their
    crops.

    Args:
        logits: (N·V, K), the views of a photo next to each other.
        views: V, the number of views of each photo.

    Returns:
        (N, K).
    """
    averaged: Tensor = logits.view(-1, views, logits.shape[1]).mean(dim=1)
    return averaged


def rank_classes(
    logits: Tensor, labels: Sequence[str], top: int, temperature: float = 1.0
) -> tuple[ClassScore, ...]:
    """Ranks the classes of one photo.

    Args:
        logits: (K,).
        labels: K labels.
        top: How many classes to return; more than K returns all.
        temperature: Above 0; probabilities are the softmax of the logits divided by it.

    Returns:
        The classes with the largest logits, the largest first.

    Raises:
        OptionError: ``top`` is below 1.
    """
    if top < 1:
        raise RangeError("top", top, 1, len(labels))
    probabilities = (logits / temperature).softmax(dim=0)
    values, indices = logits.topk(min(top, len(labels)))
    return tuple(
        ClassScore(labels[index], index, float(probabilities[index]), logit)
        for index, logit in zip(indices.tolist(), values.tolist(), strict=True)
    )
