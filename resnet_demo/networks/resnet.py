"""The ResNets of He et al. 2015 (arXiv:1512.03385), residual and plain, with a strength on every
skip and branch.

One class covers both families of the paper:

- CIFAR-10 (section 4.2): 3×3 stem, three stages 16-32-64 wide, depth 6n+2, parameter-free shortcuts
  (option A);
- ImageNet (section 4.1): 7×7 stem and max-pool, four stages 64-128-256-512 wide, projections where
  the shape changes (option B), the stride of a bottleneck in its 3×3 convolution ("v1.5").

Parameter names are those of torchvision and timm, so their state dicts load unchanged. Every
activation is a module of its own and no operation is in place: shared or in-place ReLUs break
DeepLIFT, Guided Backprop and LRP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from resnet_demo.errors import GateError
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.blocks import BLOCKS, Block, _conv3x3


@dataclass(frozen=True)
class Gates:
    """Strengths of the skips and branches of every block, in block order.

    A block computes ``relu(branch * F(x) + skip * shortcut(x))``. The projection of a down-sampling
    block counts as its shortcut.

    Attributes:
        skip: (B,) for the whole batch or (N, B) for one row a sample; None leaves every skip at 1.
        branch: The same for the residual branches.
    """

    skip: Tensor | None = None
    branch: Tensor | None = None

    def to(self, device: torch.device) -> Gates:
        """Returns the same strengths on a device."""
        return Gates(*(None if s is None else s.to(device) for s in (self.skip, self.branch)))

    def at_samples(self, start: int, stop: int) -> Gates:
        """Returns the strengths of some samples; those of a whole batch stay as they are."""
        return Gates(
            *(s if s is None or s.dim() == 1 else s[start:stop] for s in (self.skip, self.branch))
        )

    def at_block(self, index: int) -> tuple[Tensor | None, Tensor | None]:
        """Returns one block's (skip, branch), shaped to multiply an (N, C, H, W) tensor."""
        return _select_block(self.skip, index), _select_block(self.branch, index)


def _select_block(strengths: Tensor | None, index: int) -> Tensor | None:
    if strengths is None:
        return None
    # (B,) → scalar, (N, B) → (N, 1, 1, 1)
    return strengths[index] if strengths.dim() == 1 else strengths[:, index].view(-1, 1, 1, 1)


class ResNet(nn.Module):
    """A residual network or its plain twin, He-initialised.

    Args:
        architecture: What to build.
        generator: Source of the initial weights; None draws from torch's global generator.
    """

    def __init__(
        self, architecture: Architecture, *, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.architecture = architecture
        block = BLOCKS[architecture.block]
        channels = architecture.widths[0]
        if architecture.stem == "cifar":
            self.conv1 = _conv3x3(3, channels)
        else:
            self.conv1 = nn.Conv2d(3, channels, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=False)
        self.maxpool = (
            nn.MaxPool2d(3, stride=2, padding=1)
            if architecture.stem == "imagenet"
            else nn.Identity()
        )
        self.stage_names = tuple(f"layer{i + 1}" for i in range(len(architecture.blocks)))
        stages = zip(self.stage_names, architecture.blocks, architecture.widths, strict=True)
        for index, (name, count, width) in enumerate(stages):
            stage = nn.Sequential()
            for position in range(count):
                stride = 2 if index > 0 and position == 0 else 1
                stage.append(block(channels, width, stride, architecture))
                channels = width * block.expansion
            self.add_module(name, stage)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, architecture.num_classes)
        self.reset_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draws new weights: He et al. 2015 (arXiv:1502.01852), fan-out, for convolutions;
        BatchNorm at identity.

        The linear layer keeps torch's own scheme, uniform in ±1/√fan_in, for weights and bias.
        """
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(
                    module.weight, mode="fan_out", nonlinearity="relu", generator=generator
                )
            elif isinstance(module, nn.BatchNorm2d):
                module.reset_parameters()
            elif isinstance(module, nn.Linear):
                bound = module.in_features**-0.5
                nn.init.uniform_(module.weight, -bound, bound, generator=generator)
                nn.init.uniform_(module.bias, -bound, bound, generator=generator)

    def named_blocks(self) -> Iterator[tuple[str, Block]]:
        """Yields (block id, block) in forward order; an id is a module path, ``layer3.8``."""
        for stage in self.stage_names:
            for position, block in self.get_submodule(stage).named_children():
                if isinstance(block, Block):
                    yield f"{stage}.{position}", block

    def forward(self, batch: Tensor, gates: Gates | None = None) -> Tensor:
        """Classifies a batch.

        Args:
            batch: (N, 3, H, W), normalised as the weights expect.
            gates: Skip and branch strengths; None is the network as trained, and gates of exactly 1
                give the same bits.

        Returns:
            Logits, (N, num_classes).

        Raises:
            GateError: The gates do not fit the network or the batch.
        """
        if gates is not None:
            self.check_gates(gates, len(batch))
        x = self.compute_stem(batch)
        for index, (_, block) in enumerate(self.named_blocks()):
            x = block(x) if gates is None else block(x, *gates.at_block(index))
        return self.compute_head(x)

    def compute_stem(self, batch: Tensor) -> Tensor:
        """Maps a batch (N, 3, H, W) to the input of the first block."""
        x: Tensor = self.maxpool(self.relu(self.bn1(self.conv1(batch))))
        return x

    def compute_head(self, x: Tensor) -> Tensor:
        """Maps the output of the last block to logits, (N, num_classes)."""
        logits: Tensor = self.fc(self.avgpool(x).flatten(1))
        return logits

    def check_gates(self, gates: Gates, batch_size: int) -> None:
        """Checks shapes against the network and the batch.

        Raises:
            GateError: A shape is wrong, or a plain network is given skip strengths.
        """
        count = sum(self.architecture.blocks)
        if gates.skip is not None and not self.architecture.residual:
            raise GateError("a plain network has no skip connections to scale")
        for name, strengths in (("skip", gates.skip), ("branch", gates.branch)):
            if strengths is not None and strengths.dtype != self.conv1.weight.dtype:
                raise GateError(
                    f"{name} is {strengths.dtype}, the network {self.conv1.weight.dtype}"
                )
            if strengths is not None and strengths.shape not in {(count,), (batch_size, count)}:
                raise GateError(
                    f"{name} has shape {tuple(strengths.shape)}; this network takes ({count},) "
                    f"or, for this batch, ({batch_size}, {count})"
                )


def draw_network(architecture: Architecture, seed: int) -> ResNet:
    """Returns a network whose weights depend on the seed alone.

    Layers draw weights of their own from torch's global generator before those here replace them;
    on the meta device they do not, so that no other thread's numbers change.
    """
    with torch.device("meta"):
        network = ResNet(architecture)
    network.to_empty(device="cpu")
    network.reset_parameters(torch.Generator().manual_seed(seed))
    return network
