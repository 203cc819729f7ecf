"""BatchNorm statistics of a network under ablation, re-estimated on photos.

Weakened skips change what every later BatchNorm receives. Its stored mean and variance no longer
fit, and that alone can ruin the answer. If statistics re-estimated under the same ablation bring it
back, only the statistics had shifted; if they do not, more than that is lost.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from itertools import chain

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

from resnet_demo.models.load import LoadedModel, load_network
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.preprocess import Preprocessing, make_views


def load_private_network(model: LoadedModel) -> ResNet:
    """Reads a model's weights again, into a network of the caller's own with its BatchNorm layers
    (the shared one has them folded): eval mode, frozen, channels_last, on the model's device.

    Raises:
        WeightsError: The file is gone or has changed.
    """
    with torch.inference_mode(False):
        network = load_network(model.spec, model.file, model.card).requires_grad_(False)
        network.to(model.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def reestimate_statistics(
    network: ResNet, batch: Tensor, gates: Gates | None = None, *, batch_size: int = 64
) -> None:
    """Replaces the running mean and variance of every BatchNorm by those of a batch, in place.

    Each layer sees the batch as the layers before it pass it on, normalised by the batch and under
    the gates.

    Args:
        network: The caller's own, not folded.
        batch: (N, 3, S, S), normalised, on the network's device.
        gates: Under which the statistics are taken.
        batch_size: Most inputs in one forward pass; the statistics of a larger batch are the means
            of those of its pieces.
    """
    pieces = torch.chunk(batch, -(-len(batch) // batch_size))
    # update_bn puts the wrapper's mode back afterwards, and with it that of the network.
    update_bn(pieces, _GatedNetwork(network, gates).train(network.training))


class _GatedNetwork(nn.Module):
    """A network under fixed gates, called with a batch only, as ``update_bn`` calls."""

    def __init__(self, network: ResNet, gates: Gates | None) -> None:
        super().__init__()
        self.network = network
        self.gates = gates

    def forward(self, batch: Tensor) -> Tensor:
        logits: Tensor = self.network(batch, self.gates)
        return logits


def open_view(network: ResNet) -> ResNet:
    """Returns a private module tree over the same tensors, for work that sets hooks.

    What is hooked on it, its mode and its modules are the caller's own; its tensors are shared and
    must not be written to.
    """
    tensors = chain(network.parameters(), network.buffers())
    return copy.deepcopy(network, {id(tensor): tensor for tensor in tensors})


def make_statistics(images: Iterable[ValidatedImage], preprocessing: Preprocessing) -> Tensor:
    """Returns the inputs that BatchNorm statistics are taken on, (V·N, 3, S, S): several views of
    each photo.
    """
    return torch.cat([make_views(image.rgb, preprocessing, "average") for image in images])
