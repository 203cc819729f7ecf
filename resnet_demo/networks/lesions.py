"""Lesions: a network without the skips or branches of some blocks, one block at a time and in
random sets (Veit et al. 2016, arXiv:1605.06431).

A lesion is a row of gates. Of a photo many lesions are answered in one batch, a row a sample; of a
data set one lesion is answered for a batch of images, by ``answer_lesions``.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from resnet_demo.networks.draws import make_generator
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.networks.seeds import combine_seeds


def list_single_lesions(blocks: int) -> Gates:
    """Lists the whole network and every lesion of one block.

    Returns:
        Gates of 1 + 2·B rows, each (B,): the whole network, then each block without its skip, then
        each block without its branch.
    """
    whole, untouched = torch.ones(1, blocks), torch.ones(blocks, blocks)
    removed = 1 - torch.eye(blocks)
    return Gates(torch.cat([whole, removed, untouched]), torch.cat([whole, untouched, removed]))


def draw_removal(blocks: int, count: int, generator: torch.Generator) -> Tensor:
    """Draws which blocks lose their skip or branch.

    Args:
        blocks: Number of blocks, B.
        count: How many of them lose it.
        generator: Source of the draw.

    Returns:
        Strengths (B,): 0 at ``count`` random blocks, 1 elsewhere.
    """
    strengths = torch.ones(blocks)
    strengths[torch.randperm(blocks, generator=generator)[:count]] = 0
    return strengths


def draw_removals(blocks: int, draws: int, seed: int) -> Tensor:
    """Draws random sets of every size.

    The sets of one draw are nested: each size adds one block to the set of the size before.

    Args:
        blocks: Number of blocks, B.
        draws: Sets of each size, D.
        seed: The same seed draws the same sets.

    Returns:
        Strengths (B·D, B): D rows that remove one block, D rows that remove two, and so on.

    Raises:
        RangeError: The seed is negative or too large.
    """
    seeds = [combine_seeds(seed, draw) for draw in range(draws)]
    rows = [
        draw_removal(blocks, count, make_generator(draw_seed))
        for count in range(1, blocks + 1)
        for draw_seed in seeds
    ]
    return torch.stack(rows) if rows else torch.ones(0, blocks)


def answer_lesions(network: ResNet, batch: Tensor, lesions: Gates) -> Iterator[tuple[int, Tensor]]:
    """Answers a batch under every lesion.

    The blocks before the first one that a lesion weakens are computed once for all lesions: half
    the work where each weakens one block.

    Args:
        network: A residual network.
        batch: (N, 3, S, S), normalised, on the network's device.
        lesions: A row of strengths a lesion, (R, B), for skips, branches or both, on the network's
            device.

    Yields:
        The index of a row and its logits, (N, K); the later a lesion begins, the later its row.
    """
    blocks = [block for _, block in network.named_blocks()]
    parts = [strengths for strengths in (lesions.skip, lesions.branch) if strengths is not None]
    weakened = torch.stack([strengths != 1 for strengths in parts]).any(dim=0).tolist()
    first_weakened = [row.index(True) if True in row else len(blocks) for row in weakened]
    x = network.compute_stem(batch)
    for start in range(len(blocks) + 1):
        for row in (row for row, first in enumerate(first_weakened) if first == start):
            gates, out = lesions.at_samples(row, row + 1), x
            for index in range(start, len(blocks)):
                strengths = gates.at_block(index) if weakened[row][index] else ()
                out = blocks[index](out, *strengths)
            yield row, network.compute_head(out)
        if start < len(blocks):
            x = blocks[start](x)
