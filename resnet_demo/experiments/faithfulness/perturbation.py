"""Infidelity and max-sensitivity, computed by Captum: Yeh et al. 2019, arXiv:1901.09392."""

from __future__ import annotations

import torch
from captum.metrics import infidelity, sensitivity_max
from torch import Tensor

from resnet_demo.experiments.faithfulness.subject import CheckedSubject
from resnet_demo.saliency.maps import make_baseline
from resnet_demo.saliency.rounding import ROUNDING

SQUARES = 64
# Of the input's side: from what a CIFAR network resolves to what can hide an object.
SMALLEST_SQUARE, LARGEST_SQUARE = 1 / 8, 1 / 2
# Captum's default: far less than what changes what is seen.
PERTURB_RADIUS = 0.02
PERTURBED_PHOTOS = 10


def measure_variation(subject: CheckedSubject) -> float | None:
    """Returns the mean square change of the score when squares are hidden: the infidelity of a map
    of zeros. None if the score does not change.
    """
    score = subject.make_score(subject.budget)
    with torch.inference_mode():
        score(subject.batch.to(subject.model.device))
    zeros = torch.zeros_like(subject.batch[0])
    variation = _compute_infidelity(subject, zeros, local=False, normalize=False)
    return None if variation <= (ROUNDING * score.largest_logit) ** 2 else variation


def measure_infidelity(subject: CheckedSubject, values: Tensor, variation: float) -> float:
    """Hides squares of random size and place and compares what a map promises with what happens.

    Gradients promise their product with the change; contributions, and magnitudes of gradients,
    their sum over the square. Either is scaled to promise as well as it can, by a factor that may
    be negative.

    Args:
        subject: Network, photo, class and method.
        values: The map, (3, S, S) or (1, S, S).
        variation: Of ``measure_variation``.

    Returns:
        The mean squared error over that of a map of zeros, 0 to 1.
    """
    local = subject.method.measures == "slope" and subject.method.signed
    found = _compute_infidelity(subject, values, local=local, normalize=True)
    return min(1.0, max(0.0, found / variation))


def _compute_infidelity(
    subject: CheckedSubject, values: Tensor, *, local: bool, normalize: bool
) -> float:
    batch = subject.batch.to(subject.model.device)
    filled = make_baseline(batch, subject.options.baseline, subject.model.preprocessing)
    generator = torch.Generator().manual_seed(subject.options.seed)

    def hide(inputs: Tensor) -> tuple[Tensor, Tensor]:
        hidden = draw_squares(len(inputs), inputs.shape[-1], generator).to(inputs)
        change = hidden * (inputs - filled)
        return change if local else hidden.expand_as(inputs), inputs - change

    with torch.inference_mode():
        found = infidelity(
            subject.make_score(subject.budget),
            hide,
            batch,
            values[None].expand_as(batch).to(batch),
            n_perturb_samples=SQUARES,
            normalize=normalize,
            max_examples_per_batch=min(subject.batch_size, SQUARES),
        )
    return float(found.item())


def draw_squares(count: int, side: int, generator: torch.Generator) -> Tensor:
    """Returns masks (count, 1, side, side) that are 1 in one square and 0 elsewhere."""
    smallest, largest = (max(1, round(side * s)) for s in (SMALLEST_SQUARE, LARGEST_SQUARE))
    masks = torch.zeros(count, 1, side, side)
    for mask in masks:
        length = int(torch.randint(smallest, largest + 1, (), generator=generator))
        top, left = torch.randint(0, side - length + 1, (2,), generator=generator).tolist()
        mask[:, top : top + length, left : left + length] = 1
    return masks


def measure_sensitivity(subject: CheckedSubject, values: Tensor) -> float:
    """Returns the largest change of a map, relative to its L2 norm, over slightly changed photos.

    Args:
        subject: Network, photo and class.
        values: The map of the photo as it is, (3, S, S) or (1, S, S).

    Raises:
        SaliencyError: A map is NaN or infinite, or its time is over.
        RequestTimeoutError: The time of the request is over.
    """
    generator = torch.Generator().manual_seed(subject.options.seed)

    def perturb(inputs: Tensor, radius: float) -> Tensor:
        noise = torch.rand(inputs.shape, generator=generator) * 2 - 1
        return inputs + radius * noise.to(inputs)

    def explain(given: Tensor | tuple[Tensor]) -> tuple[Tensor]:
        if not isinstance(given, Tensor):  # so Captum gives the photo as it is
            return (values[None].contiguous(),)
        # A bare tensor it would take apart, and divide by the norm of one channel.
        return (subject.explain(subject.model, given).values[None].contiguous(),)

    found = sensitivity_max(
        explain, subject.batch, perturb, PERTURB_RADIUS, PERTURBED_PHOTOS, max_examples_per_batch=1
    )
    return float(found.item())
