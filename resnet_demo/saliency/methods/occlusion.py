"""Occlusion: Zeiler and Fergus 2013, arXiv:1311.2901."""

from __future__ import annotations

import math

import torch
from captum.attr import Occlusion

from resnet_demo.errors import StrideError
from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns how much the score falls when a square around a pixel shows the baseline."""
    window, stride = choose_window(task)
    with torch.inference_mode():
        values = Occlusion(task.score).attribute(
            task.batch,
            (3, window, window),
            strides=(3, stride, stride),
            baselines=task.baseline,
            perturbations_per_eval=task.batch_size,
        )
    used = {"window": window, "stride": stride}
    return Attribution(values.mean(dim=1, keepdim=True), used)


def choose_window(task: Task) -> tuple[int, int]:
    """Returns side and step of the square in pixels: as asked for, or an eighth and a sixteenth of
    the input's side.

    Raises:
        StrideError: The step is larger than the square.
    """
    side = task.batch.shape[-1]
    window = min(task.options.window or max(side // 8, 2), side)
    stride = task.options.stride or max(window // 2, 1)
    if stride > window:
        raise StrideError(stride, window)
    return window, stride


def count_inputs(task: Task) -> int:
    """Returns how many squares there are, and the photo as it is."""
    window, stride = choose_window(task)
    places = math.ceil((task.batch.shape[-1] - window) / stride) + 1
    return places**2 + 1


METHOD = Method(
    key="occlusion",
    title="Occlusion",
    paper="Zeiler and Fergus 2013, arXiv:1311.2901",
    baseline="chosen",
    attribute=attribute,
    measures="difference",
    options=("window", "stride"),
    count_inputs=count_inputs,
    needs_gradient=False,
)
