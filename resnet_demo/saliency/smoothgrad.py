"""SmoothGrad: Smilkov et al. 2017, arXiv:1706.03825."""

from __future__ import annotations

import torch
from captum.attr import NoiseTunnel, Saliency

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.randomness import seeded


def attribute(task: Task) -> Attribution:
    """Returns the mean of |∂f/∂x| over noisy copies of the photo."""
    tunnel = NoiseTunnel(Saliency(task.score))
    deviation = task.options.noise * (task.batch.max() - task.batch.min()).item()
    total, done = torch.zeros_like(task.batch), 0
    while done < task.options.samples:
        count = min(task.batch_size, task.options.samples - done)
        with seeded(task.options.seed + done):
            mean = tunnel.attribute(
                task.batch, nt_type="smoothgrad", nt_samples=count, stdevs=deviation
            )
        total, done = total + count * mean, done + count
    return Attribution(total / done)


METHOD = Method(
    key="smoothgrad",
    title="SmoothGrad",
    paper="Smilkov et al. 2017, arXiv:1706.03825",
    meaning="Saliency, averaged over copies of the photo with noise added.",
    cost="one forward and one backward pass for each copy",
    attribute=attribute,
    count_inputs=lambda task: task.options.samples,
    seeded=True,
    signed=False,
    reduction="max",
)
