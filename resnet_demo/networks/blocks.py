"""The blocks that networks are made of: a branch, a shortcut, and their gated sum."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch.nn.functional as F
from torch import Tensor, nn

from resnet_demo.networks.architecture import Architecture


class PadShortcut(nn.Module):
    """Option A shortcut: every second pixel, zeros for the channels that a block adds."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.extra_channels = out_channels - in_channels

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, C_in, H, W) to (N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)."""
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra_channels))


class Block(nn.Module, ABC):
    """What the two kinds of block share: the sum of a gated branch and a gated shortcut."""

    expansion: int
    relu: nn.ReLU

    def __init__(
        self, in_channels: int, width: int, stride: int, architecture: Architecture
    ) -> None:
        super().__init__()
        self.residual = architecture.residual
        self.make_branch(in_channels, width, stride)
        self.relu = nn.ReLU(inplace=False)
        self.downsample: nn.Module | None = None
        out_channels = width * self.expansion
        if self.residual and (stride != 1 or in_channels != out_channels):
            self.downsample = _make_shortcut(
                in_channels, out_channels, stride, architecture.shortcut
            )

    @abstractmethod
    def make_branch(self, in_channels: int, width: int, stride: int) -> None:
        """Creates the layers of F."""

    @abstractmethod
    def compute_branch(self, x: Tensor) -> Tensor:
        """Computes F(x), before the addition and the last ReLU."""

    def forward(
        self, x: Tensor, skip: Tensor | None = None, branch: Tensor | None = None
    ) -> Tensor:
        """Computes the gated sum and its ReLU; a plain block has no shortcut term."""
        out = self.compute_branch(x)
        if branch is not None:
            out = out * branch
        if self.residual:
            shortcut: Tensor = x if self.downsample is None else self.downsample(x)
            out = out + (shortcut if skip is None else shortcut * skip)
        activated: Tensor = self.relu(out)
        return activated


class BasicBlock(Block):
    """Two 3×3 convolutions; the first one strides."""

    expansion = 1

    def make_branch(self, in_channels: int, width: int, stride: int) -> None:
        """Creates conv1, bn1, conv2, bn2."""
        self.conv1 = _conv3x3(in_channels, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu1 = nn.ReLU(inplace=False)
        self.conv2 = _conv3x3(width, width)
        self.bn2 = nn.BatchNorm2d(width)

    def compute_branch(self, x: Tensor) -> Tensor:
        """Maps (N, C_in, H, W) to (N, width, H/stride, W/stride)."""
        out = self.relu1(self.bn1(self.conv1(x)))
        branch: Tensor = self.bn2(self.conv2(out))
        return branch


class Bottleneck(Block):
    """1×1, 3×3, 1×1 convolutions; the 3×3 strides (v1.5, as torchvision and timm do)."""

    expansion = 4

    def make_branch(self, in_channels: int, width: int, stride: int) -> None:
        """Creates conv1 … conv3 and bn1 … bn3."""
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu1 = nn.ReLU(inplace=False)
        self.conv2 = _conv3x3(width, width, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu2 = nn.ReLU(inplace=False)
        self.conv3 = nn.Conv2d(width, width * self.expansion, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(width * self.expansion)

    def compute_branch(self, x: Tensor) -> Tensor:
        """Maps (N, C_in, H, W) to (N, 4·width, H/stride, W/stride)."""
        out = self.relu1(self.bn1(self.conv1(x)))
        out = self.relu2(self.bn2(self.conv2(out)))
        branch: Tensor = self.bn3(self.conv3(out))
        return branch


BLOCKS: dict[str, type[Block]] = {"basic": BasicBlock, "bottleneck": Bottleneck}


def _conv3x3(in_channels: int, out_channels: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)


def _make_shortcut(in_channels: int, out_channels: int, stride: int, option: str) -> nn.Module:
    if option == "A":
        return PadShortcut(in_channels, out_channels, stride)
    # The names 0 and 1 inside the Sequential are those of torchvision's state dicts.
    projection = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)
    return nn.Sequential(projection, nn.BatchNorm2d(out_channels))
