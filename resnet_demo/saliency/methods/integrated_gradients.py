"""Integrated Gradients: Sundararajan, Taly and Yan 2017, arXiv:1703.01365.

The integral is a trapezoid sum whose steps are put where they are missed. Each round halves the
gaps in which the gradient turns most or whose sum is most off the change of f, which the forward
passes tell for nothing, and keeps all gradients. A sum that is right may be luck, since errors of
both signs cancel; so the map must also have come to rest. Networks that are linear on the path need
9 gradients, trained ones tens to hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from captum.attr import Saliency
from torch import Tensor

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.rounding import find_rounding

FIRST_STEPS = 6
USUAL_STEPS = 43  # median of trained networks
GROWTH = 0.5  # steps of a round, as a fraction of those before it
MAP_TOLERANCE = 0.05  # largest change of a map by its last round, L1 over its own L1
# All gradients are kept: those of so many full batches, 240 of 224 × 224 by default (145 MB).
KEPT_BATCHES = 48


@dataclass(frozen=True)
class _Step:
    """A place of the path.

    Attributes:
        place: In [0, 1], from the baseline to the photo.
        height: f there.
        values: What each pixel adds there, (x - baseline) · ∂f/∂x, (3, S, S).
        slope: Their sum, the change of f along the path.
    """

    place: float
    height: float
    values: Tensor
    slope: float


def attribute(task: Task) -> Attribution:
    """Returns (x - baseline) times the mean gradient on the line between them.

    Steps are added until the values sum to f(x) - f(baseline) within the tolerance and the last
    round has hardly changed them, or until the steps are used up.
    """
    most = min(task.options.max_steps, KEPT_BATCHES * task.batch_size)
    first = min(FIRST_STEPS, most)
    with torch.no_grad():
        low, high = task.score(torch.cat([task.baseline, task.batch.detach()])).tolist()
    allowed = max(task.options.tolerance * abs(high - low), find_rounding(task))
    steps = _take_steps(task, [(index + 0.5) / first for index in range(first)])
    before: Tensor | None = None
    while True:
        # Outside the first and the last step the gradient is taken to be theirs: at the ends
        # themselves it may be that of a kink, as with a baseline of 0 and no biases.
        start = _Step(0.0, low, steps[0].values, steps[0].slope)
        path = [start, *steps, _Step(1.0, high, steps[-1].values, steps[-1].slope)]
        values = torch.zeros_like(start.values)
        for one, two in pairwise(path):
            values += (two.place - one.place) / 2 * (one.values + two.values)
        off = abs(values.cpu().double().sum().item() - (high - low))  # MPS has no doubles
        calm = before is not None and (values - before).abs().sum() <= (
            MAP_TOLERANCE * values.abs().sum()
        )
        left = most - len(steps)
        if left < 1 or (calm and off <= allowed):
            return Attribution(values[None], {"max_steps": most}, len(steps))
        before = values
        places = _choose_places(path, min(round(GROWTH * len(steps)), left))
        task.expect(len(steps) + len(places) + 2)
        steps = sorted(steps + _take_steps(task, places), key=lambda step: step.place)


def _take_steps(task: Task, places: list[float]) -> list[_Step]:
    """Asks Captum for the gradients, and keeps f of the same forward passes."""
    difference = task.batch.detach() - task.baseline
    steps = []
    for some in torch.split(torch.tensor(places, device=difference.device), task.batch_size):
        points = (task.baseline + some.view(-1, 1, 1, 1) * difference).requires_grad_()
        heights: list[float] = []

        def score(points: Tensor, heights: list[float] = heights) -> Tensor:
            found: Tensor = task.score(points)
            heights += found.tolist()
            return found

        values = Saliency(score).attribute(points, abs=False) * difference
        slopes = values.cpu().double().sum(dim=(1, 2, 3))
        rows = (some.tolist(), heights, values, slopes.tolist())
        steps += [_Step(*row) for row in zip(*rows, strict=True)]
    return steps


def _choose_places(path: list[_Step], count: int) -> list[float]:
    """Returns the middles of the gaps that need a step most."""
    gaps = list(pairwise(path))
    widths = torch.tensor([two.place - one.place for one, two in gaps], dtype=torch.float64)
    turns = torch.stack([(two.values - one.values).abs().sum() for one, two in gaps])
    turns = turns.cpu() * widths
    # Nothing is known beyond the outer steps; there it turns as fast as beside them.
    turns[0] = turns[1] * widths[0] / widths[1]
    turns[-1] = turns[-2] * widths[-1] / widths[-2]
    slopes = torch.tensor([(one.slope + two.slope) / 2 for one, two in gaps], dtype=torch.float64)
    changes = torch.tensor([two.height - one.height for one, two in gaps], dtype=torch.float64)
    errors = (widths * slopes - changes).abs()
    # Of both its share, as they have no unit in common; of nothing, nothing.
    needs = sum(part / part.sum().clamp_min(1e-30) for part in (turns, errors))
    worst = torch.as_tensor(needs).topk(min(count, len(gaps))).indices.tolist()
    return sorted((gaps[index][0].place + gaps[index][1].place) / 2 for index in worst)


METHOD = Method(
    key="integrated-gradients",
    title="Integrated Gradients",
    paper="Sundararajan et al. 2017, arXiv:1703.01365",
    baseline="chosen",
    attribute=attribute,
    options=("tolerance", "max_steps"),
    count_inputs=lambda task: min(task.options.max_steps, USUAL_STEPS) + 2,
    complete=True,
)
