"""The blocks that networks are made of: a branch, a shortcut, and their gated sum.

A kind of block or of shortcut is one class here and one row in ``BLOCKS`` or ``SHORTCUTS``. The
class lists its convolutions; what it costs and how its BatchNorm folds follow from the list.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import ClassVar, NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import fuse_conv_bn_eval

from resnet_demo.networks.architecture import Architecture


class Costs(NamedTuple):
    """What a part of a network costs.

    Attributes:
        parameters: Number of parameters, those of BatchNorm included.
        macs: Multiply-accumulates of one forward pass of one input, as papers count them:
            convolutions and linear layers only.
    """

    parameters: int
    macs: int


@dataclass(frozen=True)
class Convolution:
    """A square convolution without bias, padded to keep the size, and the BatchNorm after it."""

    in_channels: int
    out_channels: int
    kernel: int
    stride: int = 1

    def make(self) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
        """Creates both layers."""
        conv = nn.Conv2d(
            self.in_channels,
            self.out_channels,
            self.kernel,
            stride=self.stride,
            padding=self.kernel // 2,
            bias=False,
        )
        return conv, nn.BatchNorm2d(self.out_channels)

    def shrink(self, side: int) -> int:
        """Returns the side of its output, in pixels, for the side of its input."""
        return ceil(side / self.stride)

    def count_costs(self, side: int) -> Costs:
        """Counts what both layers cost for an input of ``side`` × ``side`` pixels."""
        weights = self.in_channels * self.out_channels * self.kernel**2
        return Costs(weights + 2 * self.out_channels, weights * self.shrink(side) ** 2)


def count_chain(convolutions: tuple[Convolution, ...], side: int) -> Costs:
    """Counts what convolutions cost, each of which receives the output of the one before it."""
    parameters = macs = 0
    for convolution in convolutions:
        costs = convolution.count_costs(side)
        parameters, macs = parameters + costs.parameters, macs + costs.macs
        side = convolution.shrink(side)
    return Costs(parameters, macs)


def list_norms(module: nn.Module) -> list[tuple[str, str]]:
    """Lists the names of each convolution that is a module's own and of the BatchNorm after it, or
    of what stands in its place once it is folded.
    """
    return [
        (conv_name, norm_name)
        for (conv_name, conv), (norm_name, norm) in pairwise(module.named_children())
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d | nn.Identity)
    ]


def fold_norms(module: nn.Module) -> None:
    """Folds each BatchNorm that is a module's own into the convolution before it, in place.

    The module must be in eval mode. Its output stays the same up to rounding.
    """
    for conv_name, norm_name in list_norms(module):
        conv, norm = module.get_submodule(conv_name), module.get_submodule(norm_name)
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            setattr(module, conv_name, fuse_conv_bn_eval(conv, norm))
            setattr(module, norm_name, nn.Identity().eval())


class Shortcut(nn.Module):
    """What a skip does where a block changes the shape: (N, C_in, H, W) to
    (N, C_out, ⌈H/stride⌉, ⌈W/stride⌉).

    A kind takes (in_channels, out_channels, stride) and defines ``forward``.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()

    @classmethod
    def list_convolutions(
        cls, in_channels: int, out_channels: int, stride: int
    ) -> tuple[Convolution, ...]:
        """Lists its convolutions in forward order; none where it has no parameters."""
        return ()


class PadShortcut(Shortcut):
    """Option A: every second pixel, zeros for the channels that a block adds."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__(in_channels, out_channels, stride)
        self.stride = stride
        self.extra_channels = out_channels - in_channels

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, C_in, H, W) to (N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)."""
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra_channels))


class ProjectionShortcut(nn.Sequential, Shortcut):
    """Option B: a 1×1 convolution and BatchNorm, named 0 and 1 as in torchvision's state dicts."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        nn.Module.__init__(self)
        (projection,) = self.list_convolutions(in_channels, out_channels, stride)
        self.extend(projection.make())

    @classmethod
    def list_convolutions(
        cls, in_channels: int, out_channels: int, stride: int
    ) -> tuple[Convolution, ...]:
        """Lists the projection."""
        return (Convolution(in_channels, out_channels, 1, stride),)


SHORTCUTS: dict[str, type[Shortcut]] = {"A": PadShortcut, "B": ProjectionShortcut}


class Block(nn.Module, ABC):
    """What the kinds of block share: the sum of a gated branch and a gated shortcut.

    Args:
        in_channels: Channels of its input.
        width: Channels of its 3×3 convolutions; its output has ``expansion`` times as many.
        stride: What height and width are divided by.
        architecture: Says whether there is a shortcut, and which.
    """

    expansion: ClassVar[int]

    def __init__(
        self, in_channels: int, width: int, stride: int, architecture: Architecture
    ) -> None:
        super().__init__()
        self.residual = architecture.residual
        self.make_branch(in_channels, width, stride)
        self.relu = nn.ReLU(inplace=False)
        self.downsample: nn.Module | None = None
        if self.residual and self.changes_shape(in_channels, width, stride):
            shortcut = SHORTCUTS[architecture.shortcut]
            self.downsample = shortcut(in_channels, width * self.expansion, stride)

    @classmethod
    @abstractmethod
    def list_convolutions(
        cls, in_channels: int, width: int, stride: int
    ) -> tuple[Convolution, ...]:
        """Lists the convolutions of F in forward order."""

    @abstractmethod
    def make_branch(self, in_channels: int, width: int, stride: int) -> None:
        """Creates the layers of F: each convolution and, right after it, its BatchNorm."""

    @abstractmethod
    def compute_branch(self, x: Tensor) -> Tensor:
        """Computes F(x), before the addition and the last ReLU."""

    @classmethod
    def changes_shape(cls, in_channels: int, width: int, stride: int) -> bool:
        """Says whether the output of such a block has another shape than its input."""
        return stride != 1 or in_channels != width * cls.expansion

    @classmethod
    def count_costs(
        cls, in_channels: int, width: int, stride: int, architecture: Architecture, side: int
    ) -> Costs:
        """Counts what such a block costs for an input of ``side`` × ``side`` pixels, without
        building it.
        """
        branch = count_chain(cls.list_convolutions(in_channels, width, stride), side)
        if not architecture.residual or not cls.changes_shape(in_channels, width, stride):
            return branch
        kind = SHORTCUTS[architecture.shortcut]
        convolutions = kind.list_convolutions(in_channels, width * cls.expansion, stride)
        shortcut = count_chain(convolutions, side)
        return Costs(branch.parameters + shortcut.parameters, branch.macs + shortcut.macs)

    def fold_batchnorm(self) -> None:
        """Folds every BatchNorm of branch and shortcut into the convolution before it, in place;
        the block must be in eval mode.
        """
        for module in list(self.modules()):
            fold_norms(module)

    def forward(
        self, x: Tensor, skip: Tensor | None = None, branch: Tensor | None = None
    ) -> Tensor:
        """Computes the gated sum and its ReLU; a plain block has no shortcut term."""
        shortcut = self.compute_shortcut(x) if self.residual else None
        return self.combine(self.compute_branch(x), shortcut, skip, branch)

    def compute_shortcut(self, x: Tensor) -> Tensor:
        """Computes what the skip of a residual block adds to F(x)."""
        shortcut: Tensor = x if self.downsample is None else self.downsample(x)
        return shortcut

    def combine(
        self,
        branch: Tensor,
        shortcut: Tensor | None,
        skip_strength: Tensor | None = None,
        branch_strength: Tensor | None = None,
    ) -> Tensor:
        """Computes the block's output from its two parts.

        Args:
            branch: F(x), (N, C, H, W).
            shortcut: The same shape; None in a plain block.
            skip_strength: What the shortcut is multiplied by, of shape () or (N, 1, 1, 1); None
                leaves it as it is.
            branch_strength: The same for the branch.
        """
        out = _scale(branch, branch_strength)
        if shortcut is not None:
            out = out + _scale(shortcut, skip_strength)
        activated: Tensor = self.relu(out)
        return activated


def _scale(x: Tensor, strength: Tensor | None) -> Tensor:
    # Strengths take the type of what they multiply. Without that a row a sample would turn what
    # autocast keeps in bfloat16 into float32, and strengths of 1 would change the answer.
    return x if strength is None else x * strength.to(x.dtype)


class BasicBlock(Block):
    """Two 3×3 convolutions; the first one strides."""

    expansion = 1

    @classmethod
    def list_convolutions(
        cls, in_channels: int, width: int, stride: int
    ) -> tuple[Convolution, Convolution]:
        """Lists both convolutions."""
        return Convolution(in_channels, width, 3, stride), Convolution(width, width, 3)

    def make_branch(self, in_channels: int, width: int, stride: int) -> None:
        """Creates conv1, bn1, conv2, bn2."""
        first, second = self.list_convolutions(in_channels, width, stride)
        self.conv1, self.bn1 = first.make()
        self.relu1 = nn.ReLU(inplace=False)
        self.conv2, self.bn2 = second.make()

    def compute_branch(self, x: Tensor) -> Tensor:
        """Maps (N, C_in, H, W) to (N, width, H/stride, W/stride)."""
        out = self.relu1(self.bn1(self.conv1(x)))
        branch: Tensor = self.bn2(self.conv2(out))
        return branch


class Bottleneck(Block):
    """1×1, 3×3, 1×1 convolutions; the 3×3 strides (v1.5, as torchvision and timm do)."""

    expansion = 4

    @classmethod
    def list_convolutions(
        cls, in_channels: int, width: int, stride: int
    ) -> tuple[Convolution, Convolution, Convolution]:
        """Lists the three convolutions."""
        return (
            Convolution(in_channels, width, 1),
            Convolution(width, width, 3, stride),
            Convolution(width, width * cls.expansion, 1),
        )

    def make_branch(self, in_channels: int, width: int, stride: int) -> None:
        """Creates conv1 … conv3 and bn1 … bn3."""
        first, second, third = self.list_convolutions(in_channels, width, stride)
        self.conv1, self.bn1 = first.make()
        self.relu1 = nn.ReLU(inplace=False)
        self.conv2, self.bn2 = second.make()
        self.relu2 = nn.ReLU(inplace=False)
        self.conv3, self.bn3 = third.make()

    def compute_branch(self, x: Tensor) -> Tensor:
        """Maps (N, C_in, H, W) to (N, 4·width, H/stride, W/stride)."""
        out = self.relu1(self.bn1(self.conv1(x)))
        out = self.relu2(self.bn2(self.conv2(out)))
        branch: Tensor = self.bn3(self.conv3(out))
        return branch


BLOCKS: dict[str, type[Block]] = {"basic": BasicBlock, "bottleneck": Bottleneck}
