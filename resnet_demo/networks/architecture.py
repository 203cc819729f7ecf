"""The shapes of the networks in He et al. 2015 (arXiv:1512.03385), without building them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from resnet_demo.errors import UnsupportedDepthError

Part = Literal["skip", "branch"]
PARTS: tuple[Part, ...] = get_args(Part)

CIFAR_DEPTHS = (20, 32, 44, 56, 110)
# He et al. table 1: which block, and how many in each of the four stages.
IMAGENET_STAGES: dict[int, tuple[str, tuple[int, ...]]] = {
    18: ("basic", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
}


@dataclass(frozen=True)
class Stem:
    """What comes before the first block.

    Attributes:
        kernel: Side of its convolution.
        stride: Of its convolution.
        pooled: Whether a 3×3 max-pool of stride 2 follows.
        counted_size: Side of the pictures, in pixels, that costs are counted for: what CIFAR-10's
            pictures have, and what papers count ImageNet's networks at.
    """

    kernel: int
    stride: int
    pooled: bool
    counted_size: int


STEMS = {
    "cifar": Stem(3, 1, pooled=False, counted_size=32),
    "imagenet": Stem(7, 2, pooled=True, counted_size=224),
}


@dataclass(frozen=True)
class Architecture:
    """Everything that decides the shape of a network.

    Attributes:
        block: A row of ``BLOCKS``: ``basic`` (two 3×3 convolutions) or ``bottleneck`` (1×1, 3×3,
            1×1 with fourfold output width).
        blocks: Number of blocks in each stage, of which there are at most four.
        widths: Base width (channels) of each stage.
        stem: A row of ``STEMS``: ``cifar`` (3×3, stride 1) or ``imagenet`` (7×7, stride 2, then
            3×3 max-pool, stride 2).
        shortcut: A row of ``SHORTCUTS``, what a skip does where the shape changes: ``A`` strides
            and pads with zero channels (no parameters), ``B`` projects with a 1×1 convolution and
            BatchNorm.
        residual: False builds the plain twin: the same layers and no shortcut anywhere.
        num_classes: Width of the last linear layer.
    """

    block: str
    blocks: tuple[int, ...]
    widths: tuple[int, ...]
    stem: str
    shortcut: str
    residual: bool = True
    num_classes: int = 1000


def cifar_architecture(depth: int, *, residual: bool = True, num_classes: int = 10) -> Architecture:
    """Describes the CIFAR network of a depth (20, 32, 44, 56 or 110), option A shortcuts.

    Raises:
        UnsupportedDepthError: There is no such depth in the family.
    """
    if depth not in CIFAR_DEPTHS:
        raise UnsupportedDepthError(depth, "CIFAR", CIFAR_DEPTHS)
    # Depth counts the stem, the last linear layer and two convolutions a block in three equal
    # stages: 6n + 2.
    blocks = ((depth - 2) // 6,) * 3
    return Architecture("basic", blocks, (16, 32, 64), "cifar", "A", residual, num_classes)


def imagenet_architecture(
    depth: int, *, residual: bool = True, num_classes: int = 1000
) -> Architecture:
    """Describes the ImageNet network of a depth (18, 34, 50, 101 or 152), option B shortcuts.

    Raises:
        UnsupportedDepthError: There is no such depth in the family.
    """
    if depth not in IMAGENET_STAGES:
        raise UnsupportedDepthError(depth, "ImageNet", tuple(IMAGENET_STAGES))
    block, blocks = IMAGENET_STAGES[depth]
    return Architecture(block, blocks, (64, 128, 256, 512), "imagenet", "B", residual, num_classes)


STAGES = ("layer1", "layer2", "layer3", "layer4")


def block_ids(architecture: Architecture) -> tuple[str, ...]:
    """Lists the block ids of an architecture in forward order, without building it."""
    return tuple(
        f"{stage}.{position}"
        for stage, count in zip(STAGES, architecture.blocks, strict=False)
        for position in range(count)
    )


def make_plain_twin(architecture: Architecture) -> Architecture:
    """Returns the same architecture without shortcuts."""
    return replace(architecture, residual=False)
