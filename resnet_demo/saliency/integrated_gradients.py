"""Integrated Gradients: Sundararajan, Taly and Yan 2017, arXiv:1703.01365.

The path is cut into pieces. Integrated Gradients of a piece must sum to the change of f over it,
which two forward passes tell; where the sum is off, the piece is halved. Kinks of a ReLU network
sit in few places, so the sum is right with fewer gradients than even steps need. The map itself is
about as exact as one of as many even steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from captum.attr import IntegratedGradients
from torch import Tensor

from resnet_demo.saliency.method import Attribution, Method, Task

FIRST_PIECES = 2
STEPS_A_PIECE = 3  # Gauss-Legendre points; more cost more where f is straight


@dataclass(frozen=True)
class _Piece:
    """Part of the path from ``start`` to ``stop``, in [0, 1], with f at both ends."""

    start: float
    stop: float
    f_start: float
    f_stop: float


@dataclass(frozen=True)
class _Part:
    """A piece, its attributions (3, S, S) and how far their sum is off."""

    piece: _Piece
    values: Tensor
    error: float


def attribute(task: Task) -> Attribution:
    """Returns (x - baseline) times the mean gradient on the line between them.

    Pieces are halved, the worst first, until the values sum to f(x) - f(baseline) within the
    tolerance or the steps are used up.
    """
    edges = torch.linspace(0, 1, FIRST_PIECES + 1).tolist()
    heights = _evaluate(task, edges)
    ends = zip(edges, edges[1:], heights, heights[1:], strict=False)
    parts = _integrate(task, [_Piece(*end) for end in ends])
    steps = STEPS_A_PIECE * len(parts)
    allowed = task.options.tolerance * abs(heights[-1] - heights[0])
    most = max(1, task.batch_size // (2 * STEPS_A_PIECE))
    while abs(sum(part.error for part in parts)) > allowed:
        left = (task.options.max_steps - steps) // (2 * STEPS_A_PIECE)
        if left < 1:
            break
        worst = sorted(parts, key=lambda part: -abs(part.error))
        share = allowed / len(parts)
        off = [part for part in worst if abs(part.error) > share] or worst[:1]
        off = off[: min(left, most)]
        parts = [part for part in parts if part not in off]
        halves = _halve(task, [part.piece for part in off])
        parts += _integrate(task, halves)
        steps += STEPS_A_PIECE * len(halves)
    return Attribution(torch.stack([part.values for part in parts]).sum(dim=0)[None], steps)


def _points(task: Task, places: list[float]) -> Tensor:
    """Returns the inputs at some places of the path, (P, 3, S, S)."""
    share = torch.tensor(places, device=task.batch.device).view(-1, 1, 1, 1)
    return task.baseline + share * (task.batch.detach() - task.baseline)


def _evaluate(task: Task, places: list[float]) -> list[float]:
    heights: list[float] = []
    with torch.no_grad():
        for points in torch.split(_points(task, places), task.batch_size):
            heights += task.score(points).tolist()
    return heights


def _halve(task: Task, pieces: list[_Piece]) -> list[_Piece]:
    middles = [(piece.start + piece.stop) / 2 for piece in pieces]
    halves = []
    for piece, middle, height in zip(pieces, middles, _evaluate(task, middles), strict=True):
        halves.append(_Piece(piece.start, middle, piece.f_start, height))
        halves.append(_Piece(middle, piece.stop, height, piece.f_stop))
    return halves


def _integrate(task: Task, pieces: list[_Piece]) -> list[_Part]:
    values = IntegratedGradients(task.score).attribute(
        _points(task, [piece.stop for piece in pieces]).requires_grad_(),
        _points(task, [piece.start for piece in pieces]),
        n_steps=STEPS_A_PIECE, method="gausslegendre",
        internal_batch_size=max(task.batch_size, len(pieces)),
    ).detach()  # fmt: skip
    sums = values.double().sum(dim=(1, 2, 3)).tolist()
    return [
        _Part(piece, row, total - (piece.f_stop - piece.f_start))
        for piece, row, total in zip(pieces, values, sums, strict=True)
    ]


METHOD = Method(
    key="integrated-gradients",
    title="Integrated Gradients",
    paper="Sundararajan et al. 2017, arXiv:1703.01365",
    meaning="What a pixel adds to the score on the way from the baseline to the photo.",
    cost="6 gradients, and more until the sum is right",
    baseline="chosen: mean colour, black or blurred",
    attribute=attribute,
    count_inputs=lambda _task: FIRST_PIECES * (STEPS_A_PIECE + 1) + 1,
    complete=True,
)
