"""The degradation experiment: error against depth, from the cards of the networks that are here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from resnet_demo.models.card import ModelCard
from resnet_demo.models.zoo import ModelRow
from resnet_demo.networks.families import name_twin

# He et al. 2015 (arXiv:1512.03385), CIFAR-10 test error in per cent. Residual: table 6. Plain: read
# off figure 6, so good to about half a per cent; plain-110 is only said to be above 60.
PAPER_TEST_ERROR: dict[bool, dict[int, float]] = {
    True: {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43},
    False: {20: 9.5, 32: 10.0, 44: 11.7, 56: 13.2},
}

# In percentage points. He et al. give a standard deviation of 0.16 over five runs of one network.
NOTABLE_CHANGE = 0.5


@dataclass(frozen=True)
class DepthPoint:
    """Errors of one trained network, in per cent; training error is measured without augmentation
    once training is over.
    """

    key: str
    depth: int
    residual: bool
    train_error: float
    validation_error: float
    test_error: float


@dataclass(frozen=True)
class Degradation:
    """What the trained networks show: errors of the shallowest and the deepest of one kind, one
    network each, so that small differences mean nothing.
    """

    shallow: DepthPoint
    deep: DepthPoint

    @property
    def way(self) -> Literal["worse", "same", "better"]:
        """How the deeper network fits its own training data, beyond half a percentage point."""
        change = self.deep.train_error - self.shallow.train_error
        if abs(change) < NOTABLE_CHANGE:
            return "same"
        return "worse" if change > 0 else "better"


def list_points(rows: Iterable[ModelRow]) -> tuple[DepthPoint, ...]:
    """Lists the CIFAR-10 networks with a full card, residual first, by depth."""
    points = [
        DepthPoint(
            row.spec.key,
            row.spec.depth,
            row.spec.residual,
            *(100 * row.card.metrics[part]["error"] for part in ("train", "validation", "test")),
        )
        for row in rows
        if row.card is not None and _is_complete(row)
    ]
    return tuple(sorted(points, key=lambda point: (not point.residual, point.depth)))


def _is_complete(row: ModelRow) -> bool:
    parts = ("train", "validation", "test")
    return (
        not row.spec.is_own
        and row.spec.has_twin
        and row.card is not None
        and all("error" in (row.card.metrics.get(part) or {}) for part in parts)
        and {"train", "validation"} <= row.card.curves.keys()
    )


def list_pairs(rows: Iterable[ModelRow]) -> dict[int, tuple[ModelCard, ModelCard]]:
    """Lists the depths whose residual network and plain twin are both here, with their cards."""
    complete = {row.spec.key: row for row in rows if _is_complete(row)}
    pairs = {}
    for row in complete.values():
        twin = complete.get(name_twin(row.spec))
        if (
            row.spec.residual
            and row.card is not None
            and twin is not None
            and twin.card is not None
        ):
            pairs[row.spec.depth] = (row.card, twin.card)
    return dict(sorted(pairs.items()))


def compare_ends(points: Iterable[DepthPoint], *, residual: bool) -> Degradation | None:
    """Puts the shallowest and the deepest network of a kind side by side; None if there is one."""
    kind = [point for point in points if point.residual == residual]
    return Degradation(kind[0], kind[-1]) if len(kind) > 1 else None
