"""Responses and gradients inside a network, against what autograd and numpy say."""

import copy

import pytest
import torch
import torch.nn.functional as F

from resnet_demo.networks.architecture import (
    Architecture,
    cifar_architecture,
    imagenet_architecture,
)
from resnet_demo.networks.resnet import ResNet
from resnet_demo.networks.signals import measure_signals

TINY = Architecture("basic", (1, 1), (4, 8), "cifar", "A", num_classes=3)


@pytest.fixture
def network():
    return ResNet(TINY, generator=torch.Generator().manual_seed(1))


def test_responses_and_gradients_are_those_of_a_pass_by_hand(network):
    batch = torch.randn(6, 3, 16, 16, generator=torch.Generator().manual_seed(2))
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    signals = measure_signals(copy.deepcopy(network), batch, labels)
    network.train()
    x = network.bn1(network.conv1(batch))
    responses, outputs = [x], []
    x = network.relu(x)
    for _, block in network.named_blocks():
        first = block.bn1(block.conv1(x))
        second = block.bn2(block.conv2(F.relu(first)))
        shortcut = x if block.downsample is None else block.downsample(x)
        x = F.relu(second + shortcut)
        x.retain_grad()
        responses += [first, second]
        outputs.append(x)
    loss = F.cross_entropy(network.compute_head(x), labels, reduction="none")
    loss.sum().backward()
    assert signals.layers == ("bn1", "layer1.0.bn1", "layer1.0.bn2", "layer2.0.bn1", "layer2.0.bn2")
    assert signals.blocks == ("layer1.0", "layer2.0")
    assert signals.response_std == pytest.approx([r.std().item() for r in responses], rel=1e-5)
    norms = [output.grad.flatten(1).norm(dim=1).mean().item() for output in outputs]
    assert signals.gradient_norm == pytest.approx(norms, rel=1e-5)


@pytest.mark.parametrize(
    ("architecture", "layers"),
    [
        (cifar_architecture(20), 19),
        (cifar_architecture(20, residual=False), 19),
        # Projections belong to shortcuts: 1 + 16 blocks of three.
        (imagenet_architecture(50, num_classes=4), 49),
    ],
)
def test_every_layer_but_projections_and_the_last_is_measured(architecture, layers):
    network = ResNet(architecture, generator=torch.Generator().manual_seed(0))
    signals = measure_signals(network, torch.randn(4, 3, 64, 64), torch.tensor([0, 1, 2, 3]))
    assert len(signals.layers) == len(signals.response_std) == layers
    assert len(signals.blocks) == len(signals.gradient_norm) == sum(architecture.blocks)
    assert min(signals.gradient_norm) > 0
    assert not any(module._forward_hooks for module in network.modules())


def test_hooks_go_also_when_the_pass_fails(network):
    with pytest.raises(IndexError):
        measure_signals(network, torch.randn(2, 3, 16, 16), torch.tensor([0, 99]))
    assert not any(module._forward_hooks for module in network.modules())
