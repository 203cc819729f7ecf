"""Re-estimated BatchNorm statistics, against means and variances computed layer by layer."""

import pytest
import torch
from torch import nn

from resnet_demo.errors import WeightsMismatchError
from resnet_demo.models.private import load_private_network, reestimate_statistics
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates
from tests.conftest import snapshot_network

MODEL = "resnet20.cifar10"


@pytest.fixture
def model(settings):
    return ModelStore(settings).get(MODEL)


@pytest.fixture
def batch():
    return torch.randn(6, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def norms_of(network):
    return {name: m for name, m in network.named_modules() if isinstance(m, nn.BatchNorm2d)}


def statistics_of(network):
    return {
        name: (norm.running_mean.clone(), norm.running_var.clone())
        for name, norm in norms_of(network).items()
    }


def test_a_private_network_answers_as_the_shared_one_and_shares_nothing(model, batch):
    before = snapshot_network(model.network)
    network = load_private_network(model)
    assert not any(m.training for m in network.modules())
    assert not any(p.requires_grad for p in network.parameters())
    assert len(norms_of(network)) == 19
    with torch.no_grad():
        expected = model.network(batch)
        torch.testing.assert_close(network(batch), expected, rtol=1e-4, atol=1e-4)
        reestimate_statistics(network, batch)
        assert not torch.allclose(network(batch), expected, atol=1e-2)
    assert snapshot_network(model.network) == before
    assert load_private_network(model) is not network


def test_a_file_that_changed_since_it_was_loaded_is_refused(model):
    model.file.path.write_bytes(b"something else")
    with pytest.raises(WeightsMismatchError, match="SHA-256"):
        load_private_network(model)


@pytest.mark.parametrize("gates", [None, Gates(torch.linspace(0, 1, 9), torch.full((9,), 0.75))])
def test_every_layer_gets_the_statistics_of_what_it_receives(model, batch, gates):
    network = load_private_network(model)
    reestimate_statistics(network, batch, gates)
    found = statistics_of(network)
    expected = {}

    def note(name):
        def hook(_norm, inputs):
            expected[name] = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3))

        return hook

    other = load_private_network(model).train()  # normalises by the batch
    for name, norm in norms_of(other).items():
        norm.register_forward_pre_hook(note(name))
    with torch.no_grad():
        other(batch, gates)
    assert found.keys() == expected.keys()
    for name, pair in expected.items():
        torch.testing.assert_close(found[name], pair, rtol=1e-4, atol=1e-5)


def test_the_statistics_are_those_under_the_gates(model, batch):
    open_network, gated = load_private_network(model), load_private_network(model)
    reestimate_statistics(open_network, batch)
    reestimate_statistics(gated, batch, Gates(torch.tensor([1.0] * 4 + [0.0] + [1.0] * 4)))
    whole, without = statistics_of(open_network), statistics_of(gated)
    same = [name for name in whole if torch.equal(whole[name][0], without[name][0])]
    # Nothing changes up to the addition of the fifth block, everything after it does.
    assert same == list(whole)[: 1 + 2 * 5]


def test_what_was_stored_before_does_not_matter(model, batch):
    network = load_private_network(model)
    reestimate_statistics(network, batch + 3)
    reestimate_statistics(network, batch)
    again = statistics_of(network)
    fresh = load_private_network(model)
    reestimate_statistics(fresh, batch)
    for name, pair in statistics_of(fresh).items():
        assert all(map(torch.equal, pair, again[name]))


@pytest.mark.parametrize("training", [False, True])
def test_mode_momentum_and_weights_stay(model, batch, training):
    network = load_private_network(model).train(training)
    network.layer2[0].bn1.momentum = 0.3
    weights = [parameter.clone() for parameter in network.parameters()]
    reestimate_statistics(network, batch, Gates(torch.zeros(9)))
    assert {m.training for m in network.modules()} == {training}
    assert {norm.momentum for norm in norms_of(network).values()} == {0.1, 0.3}
    assert network.layer2[0].bn1.momentum == 0.3
    assert all(map(torch.equal, weights, network.parameters()))
