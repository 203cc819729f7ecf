"""Saliency: Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034."""

from __future__ import annotations

from captum.attr import Saliency

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns |∂f/∂x|."""
    return Attribution(Saliency(task.score).attribute(task.batch))


METHOD = Method(
    key="saliency",
    title="Saliency",
    paper="Simonyan et al. 2013, arXiv:1312.6034",
    attribute=attribute,
    measures="slope",
    signed=False,
    reduction="max",
)
