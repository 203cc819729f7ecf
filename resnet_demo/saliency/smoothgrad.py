"""SmoothGrad: Smilkov et al. 2017, arXiv:1706.03825."""

from __future__ import annotations

from captum.attr import NoiseTunnel, Saliency
from torch import Tensor

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.randomness import average_draws


def attribute(task: Task) -> Attribution:
    """Returns the mean of |∂f/∂x| over noisy copies of the photo."""
    tunnel = NoiseTunnel(Saliency(task.score))

    def draw(count: int, deviation: float) -> Tensor:
        values: Tensor = tunnel.attribute(
            task.batch, nt_type="smoothgrad", nt_samples=count, stdevs=deviation
        )
        return values

    return Attribution(average_draws(task, draw))


METHOD = Method(
    key="smoothgrad",
    title="SmoothGrad",
    paper="Smilkov et al. 2017, arXiv:1706.03825",
    meaning="Saliency, averaged over copies of the photo with noise added.",
    cost="one forward and one backward pass for each copy",
    attribute=attribute,
    count_inputs=lambda task: task.options.samples,
    seeded=True,
    local=True,
    signed=False,
    reduction="max",
)
