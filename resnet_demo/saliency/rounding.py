"""When a map is nothing but rounding.

A network computes in float32: scores that differ by less than ``ROUNDING`` of the largest logit
are the same score. A map whose values together promise a smaller change than that says nothing,
whether they are noise or what is left of a gradient that died on its way down; it is 0 everywhere.
Values are measured in scores, so a map is small beside the logits of its own network, never beside
other maps: a weak map is drawn as long as the score can show what it promises.
"""

from __future__ import annotations

import torch
from torch import Tensor

from resnet_demo.saliency.method import Method, Task

# Eight times the distance of float32 numbers around 1, as a logit is a sum of many.
ROUNDING = 1e-6


def find_rounding(task: Task) -> float:
    """Returns what two scores of a task may differ by without being different."""
    return ROUNDING * task.score.largest_logit


def clear_rounding(
    values: Tensor,
    method: Method,
    task: Task,
    *,
    unit: float = 1.0,
    change: float | None = None,
) -> Tensor:
    """Returns a map, or zeros where it is nothing but rounding.

    Args:
        values: (C, S, S), as attributed.
        method: Says what a value measures.
        task: What the map explains; its network has been asked.
        unit: Of the values, as in ``Attribution``.
        change: f(x) - f(baseline), for a map that promises to sum to it.
    """
    rounding = find_rounding(task)
    if method.measures == "difference":  # each value is told by scores of its own
        return torch.where(values.abs() <= rounding, 0.0, values)
    batch = task.batch.detach()
    if method.baseline == "chosen" and not _differs(batch, task.baseline):
        return torch.zeros_like(values)
    # On the CPU, as MPS has no doubles.
    promised = values.abs().cpu().double().sum().item() / unit if unit else 0.0
    if method.measures == "slope":
        promised *= (batch.max() - batch.min()).item()
    if change is not None:
        promised = min(promised, abs(change))
    return torch.zeros_like(values) if promised <= rounding else values


def _differs(batch: Tensor, baseline: Tensor) -> bool:
    """Returns whether a photo is more than rounding away from its baseline."""
    largest = torch.maximum(batch.abs().max(), baseline.abs().max())
    return bool((batch - baseline).abs().max() > ROUNDING * largest)
