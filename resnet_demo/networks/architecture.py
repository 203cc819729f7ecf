"""The shapes of the networks in He et al. 2015 (arXiv:1512.03385), without building them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Literal, get_args

from resnet_demo.errors import UnsupportedDepthError

Part = Literal["skip", "branch"]
PARTS: tuple[Part, ...] = get_args(Part)

CIFAR_DEPTHS = (20, 32, 44, 56, 110)
# He et al. table 1: which block, and how many in each of the four stages.
IMAGENET_STAGES: dict[int, tuple[Literal["basic", "bottleneck"], tuple[int, ...]]] = {
    18: ("basic", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
}


# How many times wider a block's output is than its 3×3 layers.
EXPANSIONS = {"basic": 1, "bottleneck": 4}


@dataclass(frozen=True)
class Architecture:
    """Everything that decides the shape of a network.

    Attributes:
        block: ``basic`` (two 3×3 convolutions) or ``bottleneck`` (1×1, 3×3, 1×1 with fourfold
            output width).
        blocks: Number of blocks in each stage.
        widths: Base width (channels) of each stage.
        stem: ``cifar`` (3×3, stride 1) or ``imagenet`` (7×7, stride 2, then 3×3 max-pool, stride
            2).
        shortcut: What a skip does where the shape changes: ``A`` strides and pads with zero
            channels (no parameters), ``B`` projects with a 1×1 convolution and BatchNorm.
        residual: False builds the plain twin: the same layers and no shortcut anywhere.
        num_classes: Width of the last linear layer.
    """

    block: Literal["basic", "bottleneck"]
    blocks: tuple[int, ...]
    widths: tuple[int, ...]
    stem: Literal["cifar", "imagenet"]
    shortcut: Literal["A", "B"]
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


def block_ids(architecture: Architecture) -> tuple[str, ...]:
    """Lists the block ids of an architecture in forward order, without building it."""
    return tuple(
        f"layer{i + 1}.{j}" for i, count in enumerate(architecture.blocks) for j in range(count)
    )


def changes_shape(architecture: Architecture) -> tuple[bool, ...]:
    """Says of every block whether its output has another shape than its input."""
    expansion = EXPANSIONS[architecture.block]
    channels, answers = architecture.widths[0], []
    for stage, (count, width) in enumerate(
        zip(architecture.blocks, architecture.widths, strict=True)
    ):
        for position in range(count):
            strided = stage > 0 and position == 0
            answers.append(strided or channels != width * expansion)
            channels = width * expansion
    return tuple(answers)


def make_plain_twin(architecture: Architecture) -> Architecture:
    """Returns the same architecture without shortcuts."""
    return replace(architecture, residual=False)


def count_costs(architecture: Architecture, size: int) -> tuple[int, int]:
    """Counts what a network costs, without building it.

    Args:
        architecture: The network.
        size: Side of its input in pixels.

    Returns:
        The number of parameters, and the multiply-accumulates of one forward pass: convolutions
        and the linear layer, as papers count them.
    """
    parameters = macs = 0

    def add_conv(channels_in: int, channels_out: int, kernel: int, side: int) -> None:
        """Adds a convolution that gives ``side`` × ``side`` pixels, and its BatchNorm."""
        nonlocal parameters, macs
        weights = channels_in * channels_out * kernel**2
        parameters += weights + 2 * channels_out
        macs += weights * side**2

    is_large = architecture.stem == "imagenet"
    channels, side = architecture.widths[0], ceil(size / 2) if is_large else size
    add_conv(3, channels, 7 if is_large else 3, side)
    side = ceil(side / 2) if is_large else side
    changing = iter(changes_shape(architecture))
    for stage, (count, width) in enumerate(
        zip(architecture.blocks, architecture.widths, strict=True)
    ):
        for position in range(count):
            before, stride = side, 2 if stage > 0 and position == 0 else 1
            side = ceil(side / stride)
            if architecture.block == "basic":
                out = width
                add_conv(channels, width, 3, side)
                add_conv(width, out, 3, side)
            else:
                out = width * EXPANSIONS[architecture.block]
                add_conv(channels, width, 1, before)
                add_conv(width, width, 3, side)
                add_conv(width, out, 1, side)
            changed = next(changing)
            if architecture.residual and architecture.shortcut == "B" and changed:
                add_conv(channels, out, 1, side)
            channels = out
    linear = channels * architecture.num_classes
    return parameters + linear + architecture.num_classes, macs + linear
