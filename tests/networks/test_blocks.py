"""A kind of block or of shortcut is one class and one row; the rest follows from them."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from resnet_demo.networks.architecture import Architecture, block_ids
from resnet_demo.networks.blocks import BLOCKS, SHORTCUTS, Block, Convolution, Shortcut
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.layout import count_costs, list_places
from resnet_demo.networks.plan import make_preset
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.networks.signals import measure_signals
from tests.networks.test_resnet import randomize


class WideBlock(Block):
    """One 5×5 convolution that doubles the width."""

    expansion = 2

    @classmethod
    def list_convolutions(cls, in_channels, width, stride):
        return (Convolution(in_channels, 2 * width, 5, stride),)

    def make_branch(self, in_channels, width, stride):
        (convolution,) = self.list_convolutions(in_channels, width, stride)
        self.wide, self.norm = convolution.make()

    def compute_branch(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.wide(x))


class NamedProjection(Shortcut):
    """A projection whose layers have names of their own."""

    def __init__(self, in_channels, out_channels, stride):
        super().__init__(in_channels, out_channels, stride)
        self.stride = stride
        (projection,) = self.list_convolutions(in_channels, out_channels, stride)
        self.project, self.norm = projection.make()

    @classmethod
    def list_convolutions(cls, in_channels, out_channels, stride):
        return (Convolution(in_channels, out_channels, 1, stride),)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.project(x))


@pytest.fixture
def architecture(monkeypatch) -> Architecture:
    monkeypatch.setitem(BLOCKS, "wide", WideBlock)
    monkeypatch.setitem(SHORTCUTS, "D", NamedProjection)
    return Architecture("wide", (2, 1), (4, 8), "cifar", "D", num_classes=3)


@pytest.fixture
def network(architecture) -> ResNet:
    return randomize(ResNet(architecture, generator=torch.Generator().manual_seed(1)))


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("size", [16, 17])
def test_the_costs_of_new_kinds_are_those_that_torch_counts(architecture, residual, size):
    architecture = Architecture(**(vars(architecture) | {"residual": residual}))
    with torch.device("meta"):
        network = ResNet(architecture).eval()
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            network(torch.empty(1, 3, size, size))
    parameters = sum(value.numel() for value in network.parameters())
    assert count_costs(architecture, size) == (parameters, counter.get_total_flops() // 2)


def test_new_kinds_are_named_placed_and_measured(network):
    architecture = network.architecture
    assert block_ids(architecture) == tuple(name for name, _ in network.named_blocks())
    assert [place.changes_shape for place in list_places(architecture)] == [True, False, True]
    assert [place.in_channels for place in list_places(architecture)] == [4, 8, 8]
    signals = measure_signals(network, torch.randn(4, 3, 16, 16), torch.tensor([0, 1, 2, 0]))
    norms = ("layer1.0.norm", "layer1.1.norm", "layer2.0.norm")
    assert signals.layers == ("bn1", *norms)


@torch.no_grad()
def test_new_kinds_are_folded(network):
    batch = torch.randn(2, 3, 16, 16)
    expected = network(batch)
    network.fold_batchnorm()
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())
    torch.testing.assert_close(network(batch), expected, rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_a_plan_weakens_new_kinds(network):
    spec = ModelSpec("resnet5.toy", "own", 5, "toy", network.architecture, "file")
    batch = torch.randn(2, 3, 16, 16)
    gates = make_preset(spec, "last-off").make_gates()
    x = network.layer1(network.compute_stem(batch))
    block = network.layer2[0]
    expected = network.compute_head(F.relu(block.norm(block.wide(x))))
    torch.testing.assert_close(network(batch, gates), expected, rtol=1e-5, atol=1e-5)
    kept = network.compute_head(F.relu(block.norm(block.wide(x)) + block.downsample(x)))
    torch.testing.assert_close(network(batch, Gates()), kept, rtol=1e-5, atol=1e-5)
    assert not torch.allclose(kept, expected, atol=1e-3)
