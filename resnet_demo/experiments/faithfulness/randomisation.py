"""Model randomisation: Adebayo et al. 2018, arXiv:1810.03292."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from resnet_demo.models.private import open_view
from resnet_demo.networks.resnet import ResNet, draw_network

RANDOM_NETWORKS = 3


def list_parts(network: ResNet) -> tuple[str, ...]:
    """Returns the classifier, the stages from the last to the first, and the stem's convolution."""
    stages = [name for name, _ in network.named_children() if name.startswith("layer")]
    return ("fc", *reversed(stages), "conv1")


def randomize_from_top(network: ResNet, seed: int) -> Iterator[tuple[str, ResNet]]:
    """Yields networks with more and more parts as they were before any training, by He
    initialisation; they share their tensors with each other and with the given one, which is left
    alone.

    Args:
        network: Frozen, BatchNorm folded.
        seed: Of the fresh weights.

    Yields:
        Name of the part that is re-initialised with all parts behind it, and the network.
    """
    fresh = draw_network(network.architecture, seed).eval()
    fresh.fold_batchnorm()
    fresh.to(memory_format=torch.channels_last)
    state = network.state_dict()
    for part in list_parts(network):
        for name, value in fresh.state_dict().items():
            if name.split(".")[0] == part:
                state[name] = value.to(state[name].device)
        view = open_view(network)
        view.load_state_dict(state, assign=True)
        yield part, view.requires_grad_(False)


def correlate(first: Tensor, second: Tensor) -> float | None:
    """Returns Spearman's rank correlation of two maps; None where one is the same everywhere."""
    from torchmetrics.functional import (
        spearman_corrcoef,
    )  # it takes seconds, and only this needs it

    if first.min() == first.max() or second.min() == second.max():
        return None
    return float(spearman_corrcoef(first.flatten(), second.flatten()))
