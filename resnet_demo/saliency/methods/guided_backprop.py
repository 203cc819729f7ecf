"""Guided Backpropagation: Springenberg et al. 2014, arXiv:1412.6806."""

from __future__ import annotations

from captum.attr import GuidedBackprop

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns the gradient with negative parts cut off at every ReLU, forwards and backwards."""
    return Attribution(GuidedBackprop(task.score).attribute(task.batch))


METHOD = Method(
    key="guided-backprop",
    title="Guided Backprop",
    paper="Springenberg et al. 2014, arXiv:1412.6806",
    attribute=attribute,
    measures="slope",
    private=True,
)
