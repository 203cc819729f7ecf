"""Weights re-initialised from the top, on a view that shares the rest."""

import pytest
import torch

from resnet_demo.experiments.faithfulness.check import SEEDS_APART, seed_network
from resnet_demo.experiments.faithfulness.randomisation import (
    RANDOM_NETWORKS,
    correlate,
    list_parts,
    randomize_from_top,
)
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import ResNet, draw_network
from resnet_demo.networks.seeds import MAX_SEED
from tests.conftest import assert_frozen, snapshot_network
from tests.experiments.study_requests import RESIDUAL


@pytest.fixture
def network(store):
    """A network that must be left alone."""
    network = store.get(RESIDUAL).network
    before = snapshot_network(network)
    yield network
    assert snapshot_network(network) == before
    assert_frozen(network)


def test_parts_go_from_the_top_to_the_stem(network):
    assert list_parts(network) == ("fc", "layer3", "layer2", "layer1", "conv1")


def test_chosen_parts_are_new_and_the_others_shared(network):
    parts = list_parts(network)
    old = dict(network.named_parameters())
    drawn = list(randomize_from_top(network, seed=3))
    assert [part for part, _ in drawn] == list(parts)
    for count, (_, changed) in enumerate(drawn, start=1):
        assert_frozen(changed)
        for name, value in changed.named_parameters():
            is_new = name.split(".")[0] in parts[:count]
            if value.dim() > 1:  # biases start at 0 like those of the untrained network
                assert torch.equal(value, old[name]) != is_new, name
            if not is_new:
                assert value.data_ptr() == old[name].data_ptr()


def test_all_parts_together_are_an_untrained_network(network):
    batch = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    fresh = ResNet(network.architecture, generator=torch.Generator().manual_seed(5)).eval()
    fresh.fold_batchnorm()
    with torch.inference_mode():
        _, changed = list(randomize_from_top(network, seed=5))[-1]
        assert torch.allclose(changed(batch), fresh(batch), atol=1e-5)


def test_correlation_is_of_ranks():
    first = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert correlate(first, first.exp()) == pytest.approx(1, abs=1e-5)
    assert correlate(first, -(first**3)) == pytest.approx(-1, abs=1e-5)
    # By hand: ranks 1 2 3 4 and 2 1 4 3, so 1 - 6 · 4 / (4 · 15).
    assert correlate(first, torch.tensor([[2.0, 1.0], [9.0, 8.0]])) == pytest.approx(0.6, abs=1e-5)
    assert correlate(first, torch.ones(2, 2)) is None
    assert correlate(torch.zeros(2, 2), first) is None


def test_no_two_seeds_share_a_network_that_is_drawn_anew():
    edges = (0, 1, 7, SEEDS_APART - 1, SEEDS_APART, SEEDS_APART + 1, MAX_SEED - 1, MAX_SEED)
    seeds = [seed_network(seed, draw) for seed in edges for draw in range(RANDOM_NETWORKS)]
    assert seeds[3:6] == [1, 1 + SEEDS_APART, 1 + 2 * SEEDS_APART]
    architecture = Architecture("basic", (1,), (2,), "cifar", "A", num_classes=2)
    weights = {
        tuple(draw_network(architecture, seed).fc.weight.flatten().tolist()) for seed in seeds
    }
    assert len(weights) == len(seeds)
