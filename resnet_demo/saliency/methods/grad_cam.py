"""Grad-CAM: Selvaraju et al. 2016, arXiv:1610.02391."""

from __future__ import annotations

import torch
from captum.attr import LayerAttribution, LayerGradCam

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.score import Tail


def attribute(task: Task) -> Attribution:
    """Returns the block's channels, weighted by their mean gradients, summed, positive parts only.

    Only what comes behind the block needs a gradient, so the rest is computed without one.
    """
    tail = Tail(task.score, task.layer)
    with torch.no_grad():
        activations = tail.compute_entry(task.batch)
    coarse = LayerGradCam(tail, tail.entry).attribute(activations, relu_attributions=True)
    size = tuple(task.batch.shape[-2:])
    return Attribution(LayerAttribution.interpolate(coarse, size, "bilinear"))


METHOD = Method(
    key="grad-cam",
    title="Grad-CAM",
    paper="Selvaraju et al. 2016, arXiv:1610.02391",
    attribute=attribute,
    signed=False,
    layered=True,
)
