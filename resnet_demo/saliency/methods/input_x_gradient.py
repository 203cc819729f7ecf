"""Input×Gradient: Shrikumar et al. 2016, arXiv:1605.01713."""

from __future__ import annotations

from captum.attr import InputXGradient

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns x · ∂f/∂x, x normalised."""
    return Attribution(InputXGradient(task.score).attribute(task.batch))


METHOD = Method(
    key="input-x-gradient",
    title="Input × Gradient",
    paper="Shrikumar et al. 2016, arXiv:1605.01713",
    baseline="fixed",
    attribute=attribute,
)
