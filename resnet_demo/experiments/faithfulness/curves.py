"""Deletion and insertion curves: Petsiuk, Das and Saenko 2018, arXiv:1806.07421."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.experiments.faithfulness.subject import CheckedSubject
from resnet_demo.models.engine import compute_logits
from resnet_demo.saliency.maps import make_baseline
from resnet_demo.saliency.options import Baseline

CURVE_STEPS = 32
FILLS: tuple[Baseline, ...] = ("mean", "blurred")
MOVED_MAPS = 10


@dataclass(frozen=True)
class Curve:
    """The target's probability while pixels are taken away and while they are put back, those with
    the highest values first.

    Attributes:
        fill: What replaces a missing pixel.
        deletion: After 0, 1 … ``CURVE_STEPS`` equal parts of the pixels are gone.
        insertion: After as many are put into a picture that shows the fill alone.
    """

    fill: Baseline
    deletion: tuple[float, ...]
    insertion: tuple[float, ...]

    @property
    def deletion_area(self) -> float:
        """Area under the deletion curve, 0 to 1; a faithful map makes it small."""
        return _area(self.deletion)

    @property
    def insertion_area(self) -> float:
        """Area under the insertion curve, 0 to 1; a faithful map makes it large."""
        return _area(self.insertion)

    @property
    def gain(self) -> float:
        """Insertion less deletion area, -1 to 1. The opposite order gives the opposite, since
        inserting in one order is deleting in the other; a random order gives 0 on average.
        """
        return self.insertion_area - self.deletion_area

    @property
    def reach(self) -> float:
        """How far the probability moves, 0 to 1; a gain cannot be larger."""
        values = self.deletion + self.insertion
        return max(values) - min(values)


def rank_pixels(heat: Tensor, seed: int) -> Tensor:
    """Returns the indices of all pixels, the highest value first; equal values in random order, or
    those further up would be favoured.
    """
    flat = heat.flatten()
    shuffled = torch.randperm(len(flat), generator=torch.Generator().manual_seed(seed))
    return shuffled[flat[shuffled].argsort(descending=True, stable=True)]


def move_maps(heat: Tensor, seed: int) -> tuple[Tensor, ...]:
    """Returns ``MOVED_MAPS`` copies of a map (S, S), shifted around the edges and mirrored at
    random: as smooth as the map, but knowing nothing of where things are.

    Copies by the same seed are moved alike, whatever the map. A map that knows nothing is better
    than all of them, and than all of them read backwards, whose gains have the opposite sign, once
    in 2 · ``MOVED_MAPS`` + 1 times.
    """
    generator = torch.Generator().manual_seed(seed)
    moved = []
    for _ in range(MOVED_MAPS):
        down, right = torch.randint(0, len(heat), (2,), generator=generator).tolist()
        upside, sideways = torch.randint(0, 2, (2,), generator=generator).tolist()
        mirrored = heat.flip([axis for axis, turn in enumerate((upside, sideways)) if turn])
        moved.append(mirrored.roll((down, right), (0, 1)))
    return tuple(moved)


def count_curve_inputs() -> int:
    """Returns how many inputs go forward for the curves of a map and its moved copies."""
    return (1 + MOVED_MAPS) * len(FILLS) * 2 * (CURVE_STEPS + 1)


def draw_curves(subject: CheckedSubject, order: Tensor, fill: Baseline) -> Curve:
    """Takes pixels away and puts them back.

    Args:
        subject: Network, photo and class.
        order: Indices of all pixels, (S·S,), the first to go first.
        fill: What replaces a missing pixel.
    """
    batch = subject.batch
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order))
    counts = torch.linspace(0, len(order), CURVE_STEPS + 1).round().long()
    # (steps, 1, S, S): whether a pixel is among the first of the order.
    first = (rank < counts[:, None]).view(-1, 1, *batch.shape[-2:])
    filled = make_baseline(batch, fill, subject.model.preprocessing)
    deletion = _compute_probabilities(subject, torch.where(first, filled, batch))
    insertion = _compute_probabilities(subject, torch.where(first, batch, filled))
    return Curve(fill, deletion, insertion)


def _compute_probabilities(subject: CheckedSubject, batch: Tensor) -> tuple[float, ...]:
    """Returns the target's probability in each picture of a batch (N, 3, S, S)."""
    model = subject.model
    found: list[float] = []
    for piece in torch.split(batch, subject.batch_size):
        logits = compute_logits(model, piece, gates=subject.gates)
        found += (logits / model.temperature).softmax(dim=1)[:, subject.classes[0]].tolist()
        subject.budget.spend(len(piece))
    return tuple(found)


def _area(values: tuple[float, ...]) -> float:
    return torch.trapezoid(torch.tensor(values, dtype=torch.float64)).item() / (len(values) - 1)
