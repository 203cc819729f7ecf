"""The profile of a network, against passes with gates."""

import copy
import json

import pytest
import torch

from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.training import profile as profiles
from resnet_demo.training.evaluate import collect_logits
from resnet_demo.training.profile import RANDOM_DRAWS, measure_lesions, measure_profile
from tests.training.conftest import CPU, assert_same_network

pytestmark = pytest.mark.slow

DEEP = Architecture("basic", (2, 2), (4, 8), "cifar", "A", num_classes=3)


class Gated(torch.nn.Module):
    """A network under gates, the slow and plain way."""

    def __init__(self, network, **gates):
        super().__init__()
        self.network, self.gates = network, Gates(**gates)

    def forward(self, batch):
        return self.network(batch, self.gates)


@pytest.fixture
def network():
    network = ResNet(DEEP, generator=torch.Generator().manual_seed(3))
    for module in network.modules():  # statistics that folding has to take in
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.5, 0.5, generator=torch.Generator().manual_seed(1))
            module.running_var.uniform_(0.5, 2, generator=torch.Generator().manual_seed(2))
    return network.eval()


def accuracy_under(network, dataset, **gates):
    logits, labels = collect_logits(
        Gated(network, **gates), dataset.test, CIFAR10_PREPROCESSING, CPU
    )
    return (logits.argmax(1) == labels).float().mean().item()


def test_single_lesions_are_those_that_gates_give(network, dataset):
    before = copy.deepcopy(network)
    lesions = measure_lesions(network, dataset.test, CIFAR10_PREPROCESSING)
    assert lesions.accuracy == pytest.approx(accuracy_under(network, dataset), abs=1e-6)
    for kind, found in (("skip", lesions.skip_removed), ("branch", lesions.branch_removed)):
        expected = [
            accuracy_under(network, dataset, **{kind: 1 - torch.eye(4)[block]})
            for block in range(4)
        ]
        assert found == pytest.approx(expected, abs=1e-6)
        assert len({*found, lesions.accuracy}) > 1  # some lesion matters, or nothing is tested
    assert_same_network(before, network)


def test_deep_networks_are_measured_on_fewer_images_from_all_over_the_test_part(
    network, dataset, monkeypatch
):
    monkeypatch.setattr(profiles, "LESION_IMAGES_TIMES_BLOCKS", 4 * 3)
    lesions = measure_lesions(network, dataset.test, CIFAR10_PREPROCESSING)
    last = len(dataset.test) - 1
    chosen = dataset.test.select(torch.tensor([0, last // 2, last]))
    assert lesions.images == 3
    expected = measure_lesions(network, chosen, CIFAR10_PREPROCESSING)
    assert lesions.skip_removed == expected.skip_removed
    assert lesions.branch_removed == expected.branch_removed


def test_random_lesions_come_in_ten_draws_for_each_count(network, dataset):
    steps = []
    lesions = measure_lesions(
        network,
        dataset.test,
        CIFAR10_PREPROCESSING,
        lambda done, total: steps.append((done, total)),
    )
    assert [len(row) for row in lesions.random_branches_removed] == [RANDOM_DRAWS] * 4
    # With every block gone there is only one way to draw.
    everything = accuracy_under(network, dataset, branch=torch.zeros(4))
    assert lesions.random_branches_removed[-1] == pytest.approx([everything] * 10, abs=1e-6)
    assert lesions == measure_lesions(network, dataset.test, CIFAR10_PREPROCESSING)
    assert steps[-1][0] == steps[-1][1]


def test_a_profile_starts_from_the_weights_that_training_started_from(network, dataset):
    profile = measure_profile(network, 3, dataset, CIFAR10_PREPROCESSING)
    fresh = ResNet(DEEP, generator=torch.Generator().manual_seed(3))
    again = measure_profile(fresh.eval(), 3, dataset, CIFAR10_PREPROCESSING)
    assert again.initial == again.trained == profile.initial
    document = json.loads(json.dumps(profile.document()))
    assert document["blocks"] == ["layer1.0", "layer1.1", "layer2.0", "layer2.1"]
    assert document["signal_images"] == 12
    assert len(document["lesions"]["skip_removed"]) == 4


def test_a_plain_network_has_signals_and_no_lesions(dataset):
    plain = Architecture("basic", (1, 1), (4, 8), "cifar", "A", residual=False, num_classes=3)
    profile = measure_profile(ResNet(plain).eval(), 0, dataset, CIFAR10_PREPROCESSING)
    assert profile.lesions is None
    assert len(profile.trained.gradient_norm) == 2
