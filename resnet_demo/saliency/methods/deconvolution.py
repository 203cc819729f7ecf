"""Deconvolution: Zeiler and Fergus 2013, arXiv:1311.2901."""

from __future__ import annotations

from captum.attr import Deconvolution

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns the gradient with negative parts cut off at every ReLU, backwards only."""
    return Attribution(Deconvolution(task.score).attribute(task.batch))


METHOD = Method(
    key="deconvolution",
    title="Deconvolution",
    paper="Zeiler and Fergus 2013, arXiv:1311.2901",
    attribute=attribute,
    measures="slope",
    private=True,
)
