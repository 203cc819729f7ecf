"""How much gradient comes back along paths of each length (Veit et al. 2016, arXiv:1605.06431,
figure 6).

The gradient of a residual network of n blocks is a sum over 2ⁿ paths; a path's length is the number
of branches it goes through. To sample one of length k, the forward pass is left whole and the
backward pass goes through the branches of k random blocks only, and through the skips only of the
others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from resnet_demo.errors import NonFiniteSignalsError, PlainNetworkError, RangeError
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.signals.options import SignalsOptions
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.blocks import Block
from resnet_demo.networks.lesions import draw_removals
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.networks.seeds import MAX_DRAWS
from resnet_demo.photos.preprocess import preprocess

PATHS_A_PASS = 16  # so that progress is shown, and a cancel heard, often enough


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


def compute_paths(request: Request, options: SignalsOptions) -> PathStudy:
    """Samples the gradient along paths of every length through the first network of a request.

    Args:
        request: Its first photo and its first column, a residual network.
        options: How many paths of each length, from 1, and their seed.

    Raises:
        InputError: The file cannot be read.
        PlainNetworkError: The network is plain: a single path.
        RangeError: There is no path to draw.
        WeightsError: The model cannot be loaded, or a gradient is NaN or infinite.
        RequestTimeoutError: The time is over.
    """
    if not options.paths:
        raise RangeError("paths", options.paths, 1, MAX_DRAWS)
    check_residual(request)
    column = request.columns[0]
    image = request.open_photo()
    model = request.load_model(column)
    batch = preprocess(image.rgb, model.preprocessing).to(model.device)
    gates = column.make_gates()
    gates = None if gates is None else gates.to(model.device)
    with torch.no_grad():
        x = model.network.compute_stem(batch.contiguous(memory_format=torch.channels_last))
        reference = int(model.network(batch, gates).argmax())
    blocks = len(block_ids(column.spec.architecture))
    masks = draw_masks(blocks, options.paths, options.seed)
    most = request.settings.explain_pixels // (batch.shape[-1] * batch.shape[-2])
    pieces = torch.split(masks, max(1, min(most, PATHS_A_PASS)))
    norms = []
    for done, piece in enumerate(pieces):
        request.report("passes", done, len(pieces))
        piece = piece.to(model.device)
        norms.append(_measure_gradients(model.network, x, piece, reference, gates).cpu())
        if not norms[-1].isfinite().all():
            raise NonFiniteSignalsError(column.spec.key)
    return PathStudy(
        model,
        reference,
        tuple(math.comb(blocks, length) for length in range(blocks + 1)),
        tuple(torch.cat(norms).view(blocks + 1, options.paths).mean(dim=1).tolist()),
        options.paths,
        options.seed,
    )


def check_residual(request: Request) -> None:
    """Checks that the first network of a request has paths.

    Raises:
        PlainNetworkError: The network is plain: a single path.
    """
    spec = request.columns[0].spec
    if not spec.residual:
        raise PlainNetworkError(spec.key)


def draw_masks(blocks: int, draws: int, seed: int) -> Tensor:
    """Returns one row a path, ((blocks + 1) · draws, blocks), the shortest first: 1 where the path
    goes through the branch.
    """
    # A path is a random lesion, and the longest one removes nothing.
    return torch.cat([torch.ones(draws, blocks), draw_removals(blocks, draws, seed)]).flip(0)


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
