"""GradientSHAP: Lundberg and Lee 2017, arXiv:1705.07874, by expected gradients, Erion et al. 2019,
arXiv:1906.10670.
"""

from __future__ import annotations

from captum.attr import GradientShap
from torch import Tensor

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.randomness import average_draws


def attribute(task: Task) -> Attribution:
    """Returns the mean of (x - baseline) · ∂f/∂x at random points between them.

    Without the noise that Captum can add: with SmoothGrad's the values of trained networks sum to
    something far from f(x) - f(baseline).
    """
    shap = GradientShap(task.score)

    def draw(count: int) -> Tensor:
        values: Tensor = shap.attribute(task.batch, task.baseline, n_samples=count)
        return values

    return Attribution(average_draws(task, draw))


METHOD = Method(
    key="gradient-shap",
    title="GradientSHAP",
    paper="Lundberg and Lee 2017, arXiv:1705.07874",
    baseline="chosen",
    attribute=attribute,
    options=("samples", "seed"),
    count_inputs=lambda task: task.options.samples,
)
