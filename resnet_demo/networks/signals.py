"""Signals inside a network: how large the responses are, and the gradients that come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from resnet_demo.networks.blocks import list_norms
from resnet_demo.networks.resnet import Gates, ResNet


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
    layers, blocks = _list_places(network)
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


@dataclass(frozen=True)
class PhotoSignals:
    """What one photo does inside a network in use.

    Attributes:
        signals: Responses and gradients of the photo. The loss is the cross-entropy of the class
            that is followed.
        similarity: Cosine similarity of each block's input and output; None where a block changes
            the shape. Near 1 the block passes on what it received.
    """

    signals: Signals
    similarity: tuple[float | None, ...]


def measure_photo_signals(
    network: ResNet, batch: Tensor, label: int, gates: Gates | None = None
) -> PhotoSignals:
    """Measures one photo's signals with one forward and one backward pass.

    Args:
        network: In eval mode; hooks come and go, so it must be the caller's own, for instance an
            ``open_view`` of a shared one. Its BatchNorm layers may be folded.
        batch: (1, 3, S, S), the photo's single view, normalised, on the network's device.
        label: Index of the class whose loss sends the gradients.
        gates: Skip and branch strengths.
    """
    layers, blocks = _list_places(network)
    sources = ["maxpool", *blocks[:-1]]  # whose output is the input of each block
    # Frozen parameters need no gradient, so the input has to ask for one.
    batch = batch.detach().clone().requires_grad_()
    with torch.enable_grad(), _recording(network, [*layers, "maxpool", *blocks]) as outputs:
        target = torch.tensor([label], device=batch.device)
        loss = F.cross_entropy(network(batch, gates), target)
        gradients = torch.autograd.grad(loss, [outputs[name] for name in blocks])
    return PhotoSignals(
        Signals(
            tuple(layers),
            tuple(outputs[name].detach().std().item() for name in layers),
            tuple(blocks),
            tuple(gradient.norm().item() for gradient in gradients),
        ),
        tuple(
            _compare_direction(outputs[source].detach(), outputs[block].detach())
            for source, block in zip(sources, blocks, strict=True)
        ),
    )


def _compare_direction(before: Tensor, after: Tensor) -> float | None:
    if before.shape != after.shape:
        return None
    return F.cosine_similarity(before.flatten(), after.flatten(), dim=0).item()


def _list_places(network: ResNet) -> tuple[list[str], list[str]]:
    """Lists module paths of the responses, and block ids.

    A response is what the normalisation after a convolution of the stem or of a branch gives. A
    projection's belongs to the shortcut.
    """
    layers = [norm for _, norm in list_norms(network)]
    for name, block in network.named_blocks():
        layers += [f"{name}.{norm}" for _, norm in list_norms(block)]
    return layers, [name for name, _ in network.named_blocks()]


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
