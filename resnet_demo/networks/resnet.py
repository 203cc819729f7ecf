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

import torch
from torch import Tensor, fx, nn

from resnet_demo.errors import (
    GateDeviceError,
    GateShapeError,
    GateTypeError,
    GateValueError,
    NotGatesError,
    NotStrengthsError,
    PlainGateError,
)
from resnet_demo.networks.architecture import PARTS, STAGES, STEMS, Architecture, Part
from resnet_demo.networks.blocks import BLOCKS, Block, fold_norms
from resnet_demo.networks.draws import make_generator
from resnet_demo.networks.gates import Gates as Gates
from resnet_demo.networks.gates import check_shape, count_not_finite, select_block
from resnet_demo.networks.layout import count_channels, describe_stem, list_places


class Stage(nn.Sequential):
    """The blocks that share a width, called one after the other.

    Args:
        first: Index of its first block among all blocks of the network.
    """

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first

    def forward(self, x: Tensor, gates: Gates | None = None) -> Tensor:
        """Maps (N, C_in, H, W) to (N, C_out, ⌈H/stride⌉, ⌈W/stride⌉).

        Args:
            x: The output of the stage or stem before it.
            gates: Strengths of every block of the network.
        """
        for position, block in enumerate(self):
            if gates is None:
                x = block(x)
            else:
                index = self.first + position
                x = block(x, select_block(gates.skip, index), select_block(gates.branch, index))
        return x


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
        stem = STEMS[architecture.stem]
        self.conv1, self.bn1 = describe_stem(architecture).make()
        self.relu = nn.ReLU(inplace=False)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1) if stem.pooled else nn.Identity()
        stages = _make_stages(architecture)
        self.stage_names = tuple(stages)
        blocks = sum(architecture.blocks)
        # How many skips and branches take a strength.
        self.gated_blocks = (blocks if architecture.residual else 0, blocks)
        # A network of fewer stages has None in the place of the others.
        self.layer1, self.layer2, self.layer3, self.layer4 = map(stages.get, STAGES)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(count_channels(architecture, -1), architecture.num_classes)
        self.reset_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draws new weights: He et al. 2015 (arXiv:1502.01852), fan-out, for convolutions;
        BatchNorm at identity.

        The linear layer keeps torch's own scheme, uniform in ±1/√fan_in, for weights and bias.
        On the meta device, where tensors have no numbers, nothing is drawn.
        """
        if self.fc.weight.is_meta:  # torch would import its compiler first, which takes seconds
            return
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
                give the same bits. What ``torch.fx`` traces is the network as trained, whose
                ``gates`` change nothing; ``torch.export`` and TorchScript keep them.

        Returns:
            Logits, (N, num_classes).

        Raises:
            GateError: The gates do not fit the network or the batch. A TorchScript raises
                ``torch.jit.Error`` where their shapes do not fit, and checks nothing else.
        """
        if torch.jit.is_scripting():  # type: ignore[attr-defined]
            if gates is not None:
                check_shape(gates.skip, self.gated_blocks[0], batch.shape[0])
                check_shape(gates.branch, self.gated_blocks[1], batch.shape[0])
        else:
            # torch.fx traces with a stand-in for every argument: what it traces has no gates.
            if isinstance(gates, fx.Proxy):
                gates = None
            if gates is not None:
                self.check_gates(gates, batch.shape[0])
        return self.compute_head(self.compute_stages(self.compute_stem(batch), gates))

    def compute_stem(self, batch: Tensor) -> Tensor:
        """Maps a batch (N, 3, H, W) to the input of the first block."""
        x: Tensor = self.maxpool(self.relu(self.bn1(self.conv1(batch))))
        return x

    def compute_stages(self, x: Tensor, gates: Gates | None = None) -> Tensor:
        """Maps the input of the first block to the output of the last one, (N, C, H, W)."""
        # Written out, since TorchScript cannot walk over modules that it finds by name.
        if self.layer1 is not None:
            x = self.layer1(x) if gates is None else self.layer1(x, gates)
        if self.layer2 is not None:
            x = self.layer2(x) if gates is None else self.layer2(x, gates)
        if self.layer3 is not None:
            x = self.layer3(x) if gates is None else self.layer3(x, gates)
        if self.layer4 is not None:
            x = self.layer4(x) if gates is None else self.layer4(x, gates)
        return x

    def compute_head(self, x: Tensor) -> Tensor:
        """Maps the output of the last block to logits, (N, num_classes)."""
        logits: Tensor = self.fc(self.avgpool(x).flatten(1))
        return logits

    def fold_batchnorm(self) -> None:
        """Folds every BatchNorm into the convolution before it, in place; the network must be in
        eval mode.

        The logits stay the same up to rounding, and a forward pass saves one operation a
        convolution.
        """
        fold_norms(self)
        for _, block in self.named_blocks():
            block.fold_batchnorm()

    def check_gates(self, gates: Gates, batch_size: int) -> None:
        """Checks types, shapes, devices and values against the network and the batch.

        Raises:
            GateError: One of them is wrong, or a plain network is given skip strengths.
        """
        if not isinstance(gates, Gates):
            raise NotGatesError(type(gates).__name__)
        if gates.skip is not None and not self.architecture.residual:
            raise PlainGateError
        for part, strengths in zip(PARTS, gates, strict=True):
            if strengths is not None:
                self._check_strengths(part, strengths, batch_size)

    def _check_strengths(self, part: Part, strengths: Tensor, batch_size: int) -> None:
        if not isinstance(strengths, Tensor):
            raise NotStrengthsError(part, type(strengths).__name__)
        weight, blocks = self.conv1.weight, self.gated_blocks[PARTS.index(part)]
        if strengths.dtype != weight.dtype:
            raise GateTypeError(part, strengths.dtype, weight.dtype)
        # Never both shapes for one tensor: torch.export would keep what it compared.
        if strengths.shape != ((blocks,) if strengths.dim() == 1 else (batch_size, blocks)):
            raise GateShapeError(part, tuple(strengths.shape), blocks, batch_size)
        if strengths.device != weight.device:
            raise GateDeviceError(part, strengths.device, weight.device)
        broken = count_not_finite(strengths)
        if broken:
            raise GateValueError(part, broken)


def _make_stages(architecture: Architecture) -> dict[str, Stage]:
    kind = BLOCKS[architecture.block]
    stages: dict[str, Stage] = {}
    for index, place in enumerate(list_places(architecture)):
        block = kind(place.in_channels, place.width, place.stride, architecture)
        stages.setdefault(place.stage, Stage(index)).append(block)
    return stages


def draw_network(architecture: Architecture, seed: int) -> ResNet:
    """Returns a network whose weights depend on the seed alone.

    Layers draw weights of their own from torch's global generator before those here replace them;
    on the meta device they do not, so that no other thread's numbers change.
    """
    with torch.device("meta"):
        network = ResNet(architecture)
    # `to_empty` would import torch's compiler first, which takes about a second.
    tensors = network.state_dict().items()
    empty = {name: torch.empty(tensor.shape, dtype=tensor.dtype) for name, tensor in tensors}
    network.load_state_dict(empty, assign=True)
    network.reset_parameters(make_generator(seed))
    return network
