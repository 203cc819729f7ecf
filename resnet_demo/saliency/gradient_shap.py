"""GradientSHAP: Lundberg and Lee 2017, arXiv:1705.07874 (expected gradients)."""

from __future__ import annotations

from captum.attr import GradientShap
from torch import Tensor

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.randomness import average_draws


def attribute(task: Task) -> Attribution:
    """Returns the mean of (x - baseline) · ∂f/∂x at random points between them, with noise."""
    shap = GradientShap(task.score)

    def draw(count: int, deviation: float) -> Tensor:
        values: Tensor = shap.attribute(
            task.batch, task.baseline, n_samples=count, stdevs=deviation
        )
        return values

    return Attribution(average_draws(task, draw))


METHOD = Method(
    key="gradient-shap",
    title="GradientSHAP",
    paper="Lundberg and Lee 2017, arXiv:1705.07874",
    meaning="What a pixel adds to the score, averaged over random points on the way to the photo.",
    cost="one forward and one backward pass for each point",
    baseline="chosen: mean colour, black or blurred",
    attribute=attribute,
    count_inputs=lambda task: task.options.samples,
    seeded=True,
)
