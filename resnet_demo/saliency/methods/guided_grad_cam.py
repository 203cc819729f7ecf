"""Guided Grad-CAM: Selvaraju et al. 2016, arXiv:1610.02391."""

from __future__ import annotations

from captum.attr import GuidedBackprop

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.methods import grad_cam
from resnet_demo.saliency.rounding import clear_rounding


def attribute(task: Task) -> Attribution:
    """Returns Guided Backprop times Grad-CAM.

    Captum multiplies them in one call; the two are asked for one by one because rounding is told
    by each of them alone: their product is measured in no unit of the score.
    """
    guided = GuidedBackprop(task.score).attribute(task.batch)
    regions = grad_cam.attribute(task).values
    regions = clear_rounding(regions[0], grad_cam.METHOD, task)
    return Attribution(guided * regions, unit=regions.max().item())


METHOD = Method(
    key="guided-grad-cam",
    title="Guided Grad-CAM",
    paper="Selvaraju et al. 2016, arXiv:1610.02391",
    attribute=attribute,
    count_inputs=lambda _task: 2,
    measures="slope",
    private=True,
    layered=True,
)
