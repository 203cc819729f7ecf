"""Guided Grad-CAM: Selvaraju et al. 2016, arXiv:1610.02391."""

from __future__ import annotations

from captum.attr import GuidedGradCam

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns Guided Backprop times Grad-CAM."""
    layer = task.score.network.get_submodule(task.layer)
    guided = GuidedGradCam(task.score, layer)
    return Attribution(guided.attribute(task.batch, interpolate_mode="bilinear"))


METHOD = Method(
    key="guided-grad-cam",
    title="Guided Grad-CAM",
    paper="Selvaraju et al. 2016, arXiv:1610.02391",
    attribute=attribute,
    count_inputs=lambda _task: 2,
    local=True,
    private=True,
    layered=True,
)
