"""SmoothGrad: Smilkov et al. 2017, arXiv:1706.03825."""

from __future__ import annotations

from captum.attr import NoiseTunnel, Saliency
from torch import Tensor

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.randomness import average_draws


def attribute(task: Task) -> Attribution:
    """Returns the size of the mean of ∂f/∂x over noisy copies of the photo.

    Signs that differ from copy to copy cancel: the mean of sizes would keep them.
    """
    tunnel = NoiseTunnel(Saliency(task.score))
    deviation = task.options.noise * (task.batch.max() - task.batch.min()).item()

    def draw(count: int) -> Tensor:
        values: Tensor = tunnel.attribute(
            task.batch, nt_type="smoothgrad", nt_samples=count, stdevs=deviation, abs=False
        )
        return values

    return Attribution(average_draws(task, draw).abs())


METHOD = Method(
    key="smoothgrad",
    title="SmoothGrad",
    paper="Smilkov et al. 2017, arXiv:1706.03825",
    attribute=attribute,
    options=("samples", "noise", "seed"),
    count_inputs=lambda task: task.options.samples,
    measures="slope",
    signed=False,
    reduction="max",
)
