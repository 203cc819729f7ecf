"""Gradients along paths: single ones against a network rewired by hand, all of them against the
gradient itself.
"""

import copy
import math

import pytest
import torch
import torch.nn.functional as F

from resnet_demo.errors import NonFiniteSignalsError, OptionError
from resnet_demo.experiments import service, studies
from resnet_demo.experiments.signals.paths import (
    MAX_DRAWS,
    PathStudy,
    _follow_path,
    _measure_gradients,
    study_paths,
)
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.plan import draw_plan, make_plan
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import preprocess
from tests.conftest import snapshot_network
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures
from tests.networks.test_resnet import randomize

TINY = {
    "basic-A": Architecture("basic", (2, 2), (4, 8), "cifar", "A", num_classes=3),
    "basic-B": Architecture("basic", (2, 2), (4, 8), "imagenet", "B", num_classes=3),
    "bottleneck-B": Architecture("bottleneck", (2, 2), (4, 8), "imagenet", "B", num_classes=3),
}


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def model(store):
    return store.get(RESIDUAL)


@pytest.fixture
def view(store, model):
    image = service.open_file(make_pictures(1)[0], store.settings)
    return preprocess(image.rgb, model.preprocessing)


def norm_along(network, x, label, through_branch):
    """One path in a network of plain torch: the other term of every block is a constant."""
    first = x.detach().requires_grad_()
    out = first
    for (_, block), branch_carries in zip(network.named_blocks(), through_branch, strict=True):
        branch = block.compute_branch(out)
        shortcut = out if block.downsample is None else block.downsample(out)
        kept = (branch, shortcut.detach()) if branch_carries else (branch.detach(), shortcut)
        out = F.relu(sum(kept))
    F.cross_entropy(network.compute_head(out), torch.tensor([label])).backward()
    return first.grad.norm().item()


def test_norms_are_those_of_a_network_rewired_by_hand(model, view):
    before = snapshot_network(model.network)
    study = study_paths(model, view, draws=2, seed=3)
    network = copy.deepcopy(model.network)
    assert study.reference == int(compute_logits(model, view)[0].argmax())
    with torch.no_grad():
        x = network.compute_stem(view)
    for length in (0, 4, 9):
        removed, expected = 9 - length, []
        for draw in range(2):
            branch = (1.0,) * 9
            if removed:
                branch = draw_plan(model.spec, "branch", removed, 3 * MAX_DRAWS + draw).branch
            assert sum(branch) == length
            expected.append(norm_along(network, x, study.reference, map(bool, branch)))
        assert study.norms[length] == pytest.approx(sum(expected) / 2, rel=1e-4)
    assert len(set(study.norms)) == 10
    assert snapshot_network(model.network) == before


@pytest.mark.parametrize("name", TINY)
def test_all_paths_together_are_the_gradient(name):
    generator = torch.Generator().manual_seed(2)
    network = randomize(ResNet(TINY[name], generator=generator)).requires_grad_(False).double()
    batch = torch.randn(1, 3, 32, 32, dtype=torch.double, generator=generator)
    x = network.compute_stem(batch).requires_grad_()
    out = x
    for _, block in network.named_blocks():
        out = block(out)
    logits = network.compute_head(out)
    (expected,) = torch.autograd.grad(F.cross_entropy(logits, torch.tensor([1])), x)
    masks = torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=torch.double)] * 4)
    assert masks.unique(dim=0).shape == (2**4, 4)
    first = x.detach().expand(16, -1, -1, -1).contiguous().requires_grad_()
    out = first
    for index, (_, block) in enumerate(network.named_blocks()):
        out = _follow_path(block, out, masks[:, index].view(-1, 1, 1, 1))
    answers = network.compute_head(out)
    torch.testing.assert_close(answers, logits.expand(16, -1))  # forwards nothing is changed
    loss = F.cross_entropy(answers, torch.full((16,), 1), reduction="sum")
    (gradients,) = torch.autograd.grad(loss, first)
    torch.testing.assert_close(gradients.sum(dim=0, keepdim=True), expected)
    assert expected.norm() > 1e-3
    norms = gradients.flatten(1).norm(dim=1)
    torch.testing.assert_close(_measure_gradients(network, x, masks, 1), norms)
    assert (norms > 0).sum() > 8


def test_numbers_of_paths_are_binomial_and_shares_sum_to_1(model, view):
    study = study_paths(model, view, draws=1)
    assert study.paths == (1, 9, 36, 84, 126, 126, 84, 36, 9, 1)
    assert sum(study.paths) == 2**9
    assert math.fsum(study.shares) == pytest.approx(1)
    ratio = study.shares[2] / study.shares[1]
    assert ratio == pytest.approx(36 * study.norms[2] / (9 * study.norms[1]))
    silent = PathStudy(model, 0, (1, 1), (0.0, 0.0), 1, 0)
    assert silent.shares == (0, 0)


def test_the_same_seed_draws_the_same_paths(model, view):
    first = study_paths(model, view, draws=2, seed=1)
    assert study_paths(model, view, draws=2, seed=1) == first
    other = study_paths(model, view, draws=2, seed=2)
    assert other.norms[3] != first.norms[3]
    # There is one path of no branch and one of all, whatever the seed.
    for length in (0, 9):
        assert other.norms[length] == pytest.approx(first.norms[length], rel=1e-4)


def test_a_plain_network_is_refused(store):
    with pytest.raises(OptionError, match="a plain one is one path"):
        studies.paths(store, make_pictures(1)[0], column=PLAIN)


@pytest.mark.parametrize("draws", [-1, 0, 101])
def test_draws_have_limits(model, view, draws):
    with pytest.raises(OptionError, match="1 to 100"):
        study_paths(model, view, draws=draws)


def test_gradients_that_are_no_numbers_are_an_error(model, view, monkeypatch):
    monkeypatch.setattr(
        "resnet_demo.experiments.signals.paths._measure_gradients",
        lambda _network, _x, masks, _label, _gates: torch.full((len(masks),), math.nan),
    )
    with pytest.raises(NonFiniteSignalsError, match=r"resnet20\.cifar10"):
        study_paths(model, view, draws=1)


def test_progress_counts_passes(model, view):
    steps = []
    study_paths(model, view, draws=4, on_progress=lambda *step: steps.append(step))
    assert steps == [(0, 3), (1, 3), (2, 3)]  # 10 lengths of 4 in pieces of 16


def test_a_plan_weakens_the_paths_too(model, view):
    whole = study_paths(model, view, draws=1)
    plan = make_plan(model.spec).set_strength("branch", ["*"], 0)
    cut = study_paths(model, view, draws=1, gates=plan.make_gates())
    assert cut.norms[0] > 0  # past every branch
    assert cut.norms[1:] == (0.0,) * 9
    assert cut.norms != whole.norms
