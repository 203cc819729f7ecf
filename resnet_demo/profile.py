"""Signals inside a network: how large the responses are, and the gradients that come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from resnet_demo.resnet import ResNet


@dataclass(frozen=True)
class Signals:
    """What a batch of labelled inputs does inside a network.

    Attributes:
        layers: Module path of the BatchNorm after each k×k convolution, in forward order:
            ``bn1``, ``layer1.0.bn1`` …
        response_std: Standard deviation of each layer's response: the output of its BatchNorm,
            before the addition and the ReLU (He et al. 2015, figure 7), over images, channels and
            pixels.
        blocks: Block ids in forward order.
        gradient_norm: Mean over the images of the L2 norm of the gradient of the batch's summed
            cross-entropy with respect to an image's part of the output of each block. An image's
            own loss makes nearly all of it: the others' come in through BatchNorm's statistics.
    """

    layers: tuple[str, ...]
    response_std: tuple[float, ...]
    blocks: tuple[str, ...]
    gradient_norm: tuple[float, ...]


def measure_signals(network: ResNet, batch: Tensor, labels: Tensor) -> Signals:
    """Measures responses and gradients with one forward and one backward pass.

    BatchNorm uses the statistics of this batch, as in training: at initialisation there are no
    others worth using. The network is changed (its running statistics move, hooks come and go), so
    it must be the caller's own.

    Args:
        network: With its BatchNorm layers, not folded.
        batch: (N, 3, S, S), normalised, on the network's device; a few hundred images.
        labels: (N,).
    """
    layers = [name for name, module in network.named_modules() if _is_response(name, module)]
    blocks = [name for name, _ in network.named_blocks()]
    was_training = network.training
    network.train()
    with _recording(network, [*layers, *blocks]) as outputs:
        # The sum, not the mean, so that norms do not shrink with the size of the batch.
        loss = F.cross_entropy(network(batch), labels, reduction="sum")
        gradients = torch.autograd.grad(loss, [outputs[name] for name in blocks])
    network.train(was_training)
    return Signals(
        tuple(layers),
        tuple(outputs[name].detach().std().item() for name in layers),
        tuple(blocks),
        tuple(gradient.flatten(1).norm(dim=1).mean().item() for gradient in gradients),
    )


def _is_response(name: str, module: nn.Module) -> bool:
    # A projection's BatchNorm belongs to the shortcut.
    return isinstance(module, nn.BatchNorm2d) and "downsample" not in name


@contextmanager
def _recording(network: nn.Module, names: list[str]) -> Iterator[dict[str, Tensor]]:
    """Keeps the outputs of modules while the context lasts."""
    outputs: dict[str, Tensor] = {}
    handles = [
        network.get_submodule(name).register_forward_hook(
            lambda _module, _inputs, output, name=name: outputs.__setitem__(name, output)
        )
        for name in names
    ]
    try:
        yield outputs
    finally:
        for handle in handles:
            handle.remove()
