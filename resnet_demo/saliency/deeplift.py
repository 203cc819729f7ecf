"""DeepLIFT (rescale rule): Shrikumar et al. 2017, arXiv:1704.02685."""

from __future__ import annotations

from captum.attr import DeepLift

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns contributions by differences from the baseline, which go through every ReLU whole."""
    return Attribution(DeepLift(task.score).attribute(task.batch, task.baseline))


METHOD = Method(
    key="deeplift",
    title="DeepLIFT",
    paper="Shrikumar et al. 2017, arXiv:1704.02685",
    meaning="What a pixel's difference from the baseline adds to the score.",
    cost="one forward and one backward pass of photo and baseline",
    baseline="chosen: mean colour, black or blurred",
    attribute=attribute,
    count_inputs=lambda _task: 2,
    private=True,
    complete=True,
)
