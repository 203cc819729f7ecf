"""How much gradient comes back along paths of each length (Veit et al. 2016, arXiv:1605.06431,
figure 6).

The gradient of a residual network of n blocks is a sum over 2ⁿ paths; a path's length is the number
of branches it goes through. To sample one of length k, the forward pass is left whole and the
backward pass goes through the branches of k random blocks only, and through the skips only of the
others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from resnet_demo.errors import NonFiniteSignalsError, OptionError
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.blocks import Block
from resnet_demo.networks.lesions import draw_removals
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.networks.seeds import MAX_DRAWS


@dataclass(frozen=True)
class PathStudy:
    """Gradients along paths, for one network and one photo.

    Attributes:
        model: The network.
        reference: Index of the class whose loss sends the gradient: the network's own answer.
        paths: Number of paths of each length, 0 to all blocks: binomial coefficients.
        norms: By length, the L2 norm of the gradient at the input of the first block, mean over the
            draws.
        draws: Paths drawn for each length.
        seed: Of the draws.
    """

    model: LoadedModel
    reference: int
    paths: tuple[int, ...]
    norms: tuple[float, ...]
    draws: int
    seed: int

    @property
    def shares(self) -> tuple[float, ...]:
        """By length, norm times number of paths, as a fraction of the sum over all lengths; all 0
        if no path carries any.
        """
        products = [norm * count for norm, count in zip(self.norms, self.paths, strict=True)]
        total = sum(products)
        return tuple(product / total if total else 0.0 for product in products)


def study_paths(
    model: LoadedModel,
    batch: Tensor,
    *,
    gates: Gates | None = None,
    draws: int = 20,
    seed: int = 0,
    batch_size: int = 16,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> PathStudy:
    """Samples paths of every length.

    Args:
        model: A residual network.
        batch: (1, 3, S, S), the photo's single view, normalised.
        gates: Skip and branch strengths, each (B,), of an ablated network.
        draws: Paths of each length, from 1.
        seed: The same seed draws the same paths.
        batch_size: Most paths in one pass, which keeps activations for the way back.
        on_progress: Called with (passes done, passes in all) before each pass; what it raises ends
            the work.

    Raises:
        OptionError: ``draws`` or ``seed`` is out of range, or the network is plain: a single path.
        NonFiniteSignalsError: A gradient is NaN or infinite.
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise OptionError("draws", draws, f"a whole number from 1 to {MAX_DRAWS}")
    if not model.spec.residual:
        raise OptionError("model", model.spec.key, "a residual network; a plain one is one path")
    masks = _draw_masks(model, draws, seed)
    network = model.network
    gates = None if gates is None else gates.to(model.device)
    with torch.no_grad():
        x = network.compute_stem(batch.to(model.device, memory_format=torch.channels_last))
        reference = int(network(batch.to(model.device), gates).argmax())
    norms = []
    passes = -(-len(masks) // batch_size)
    for done, piece in enumerate(torch.split(masks.to(model.device), batch_size)):
        on_progress(done, passes)
        norms.append(_measure_gradients(network, x, piece, reference, gates).cpu())
        if not norms[-1].isfinite().all():
            raise NonFiniteSignalsError(model.spec.key)
    blocks = masks.shape[1]
    return PathStudy(
        model,
        reference,
        tuple(math.comb(blocks, length) for length in range(blocks + 1)),
        tuple(torch.cat(norms).view(blocks + 1, draws).mean(dim=1).tolist()),
        draws,
        seed,
    )


def _draw_masks(model: LoadedModel, draws: int, seed: int) -> Tensor:
    """Returns one row a path, (lengths · draws, B): 1 where the path goes through the branch."""
    blocks = sum(model.spec.architecture.blocks)
    removals = [torch.ones(draws, blocks), draw_removals(blocks, draws, seed)]
    return torch.cat(removals).flip(0)  # the shortest first


def _measure_gradients(
    network: ResNet, x: Tensor, masks: Tensor, label: int, gates: Gates | None = None
) -> Tensor:
    """Returns the norms (N,) of the gradient at the first block's input (1, C, H, W) along the
    paths of masks (N, B).
    """
    with torch.enable_grad():
        first = x.detach().expand(len(masks), -1, -1, -1).contiguous().requires_grad_()
        out = first
        for index, (_, block) in enumerate(network.named_blocks()):
            strengths = (None, None) if gates is None else gates.at_block(index)
            out = _follow_path(block, out, masks[:, index].view(-1, 1, 1, 1), *strengths)
        labels = torch.full((len(masks),), label, device=x.device)
        loss = F.cross_entropy(network.compute_head(out), labels, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, first)
    norms: Tensor = gradient.flatten(1).norm(dim=1)
    return norms


def _follow_path(
    block: Block,
    x: Tensor,
    through_branch: Tensor,
    skip: Tensor | None = None,
    strength: Tensor | None = None,
) -> Tensor:
    """Computes a block as it is, under its gates; backwards, only its branch or only its skip."""
    branch = _scale_gradient(block.compute_branch(x), through_branch)
    shortcut = _scale_gradient(block.compute_shortcut(x), 1 - through_branch)
    return block.combine(branch, shortcut, skip, strength)


def _scale_gradient(x: Tensor, factor: Tensor) -> Tensor:
    """Returns x, whose gradient is multiplied by a factor: x - x is exactly 0."""
    return x.detach() + factor * (x - x.detach())
