"""What networks cost, against what torch counts on the networks themselves."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from resnet_demo.networks.architecture import cifar_architecture, imagenet_architecture
from resnet_demo.networks.layout import count_costs
from resnet_demo.networks.resnet import ResNet

NETWORKS = (
    cifar_architecture(20),
    cifar_architecture(44, residual=False, num_classes=7),
    imagenet_architecture(18),
    imagenet_architecture(34, residual=False),
    imagenet_architecture(50, num_classes=3),
)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", NETWORKS, ids=str)
def test_costs_are_those_that_torch_counts(architecture):
    with torch.device("meta"):
        network = ResNet(architecture).eval()
    parameters = sum(value.numel() for value in network.parameters())
    for size in (32, 33, 96):
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            network(torch.empty(1, 3, size, size, device="meta"))
        assert count_costs(architecture, size) == (parameters, counter.get_total_flops() // 2)


def test_costs_of_the_paper():
    costs = {depth: count_costs(cifar_architecture(depth), 32) for depth in (20, 32, 44, 56, 110)}
    assert {depth: round(macs / 1e6, 1) for depth, (_, macs) in costs.items()} == {
        20: 40.6,
        32: 68.9,
        44: 97.2,
        56: 125.5,
        110: 252.9,
    }
    assert costs[110][0] == 1_727_962
    # He et al. table 1 give 3.8e9 for the v1 placement of strides; v1.5 costs a little more.
    assert round(count_costs(imagenet_architecture(50), 224)[1] / 1e9, 1) == 4.1
