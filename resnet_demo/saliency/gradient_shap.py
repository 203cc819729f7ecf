"""GradientSHAP: Lundberg and Lee 2017, arXiv:1705.07874 (expected gradients)."""

from __future__ import annotations

import torch
from captum.attr import GradientShap

from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.randomness import seeded


def attribute(task: Task) -> Attribution:
    """Returns the mean of (x - baseline) · ∂f/∂x at random points between them, with noise."""
    shap = GradientShap(task.score)
    deviation = task.options.noise * (task.batch.max() - task.batch.min()).item()
    total, done = torch.zeros_like(task.batch), 0
    while done < task.options.samples:
        count = min(task.batch_size, task.options.samples - done)
        with seeded(task.options.seed + done):
            mean = shap.attribute(task.batch, task.baseline, n_samples=count, stdevs=deviation)
        total, done = total + count * mean, done + count
    return Attribution(total / done)


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
