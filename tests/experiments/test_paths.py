"""Gradients along paths: single ones against a network rewired by hand, all of them against the
gradient itself.
"""

import copy
import math
import time

import pytest
import torch
import torch.nn.functional as F

from resnet_demo.columns import parse_columns
from resnet_demo.errors import (
    NonFiniteSignalsError,
    PlainNetworkError,
    RangeError,
    RequestTimeoutError,
)
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.signals.options import SignalsOptions
from resnet_demo.experiments.signals.paths import (
    PathStudy,
    _follow_path,
    _measure_gradients,
    compute_paths,
)
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.plan import draw_plan
from resnet_demo.networks.resnet import ResNet
from resnet_demo.networks.seeds import combine_seeds
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.progress import Cancelled, Deadline, Step
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
    image = open_file(make_pictures(1)[0], store.settings)
    return preprocess(image.rgb, model.preprocessing)


@pytest.fixture
def trace(store):
    """Asks for the paths of one picture through the network of a plan."""

    def ask(paths, seed=0, column=RESIDUAL, **request):
        columns = parse_columns([column], store.settings)
        asked = Request(store, tuple(make_pictures(1)), columns, **request)
        return compute_paths(asked, SignalsOptions(paths=paths, seed=seed))

    return ask


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


def test_norms_are_those_of_a_network_rewired_by_hand(trace, model, view):
    before = snapshot_network(model.network)
    study = trace(2, seed=3)
    network = copy.deepcopy(model.network)
    assert study.reference == int(compute_logits(model, view)[0].argmax())
    with torch.no_grad():
        x = network.compute_stem(view)
    for length in (0, 4, 9):
        removed, expected = 9 - length, []
        for draw in range(2):
            branch = (1.0,) * 9
            if removed:
                branch = draw_plan(model.spec, "branch", removed, combine_seeds(3, draw)).branch
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


def test_numbers_of_paths_are_binomial_and_shares_sum_to_1(trace, model):
    study = trace(1)
    assert study.paths == (1, 9, 36, 84, 126, 126, 84, 36, 9, 1)
    assert sum(study.paths) == 2**9
    assert math.fsum(study.shares) == pytest.approx(1)
    ratio = study.shares[2] / study.shares[1]
    assert ratio == pytest.approx(36 * study.norms[2] / (9 * study.norms[1]))
    silent = PathStudy(model, 0, (1, 1), (0.0, 0.0), 1, 0)
    assert silent.shares == (0, 0)


@pytest.mark.slow
def test_the_same_seed_draws_the_same_paths(trace):
    first = trace(2, seed=1)
    assert trace(2, seed=1) == first
    other = trace(2, seed=2)
    assert other.norms[3] != first.norms[3]
    # There is one path of no branch and one of all, whatever the seed.
    for length in (0, 9):
        assert other.norms[length] == pytest.approx(first.norms[length], rel=1e-4)


def test_a_plain_network_is_refused(trace):
    with pytest.raises(PlainNetworkError, match=r"plain20\.cifar10 is a plain network"):
        trace(1, column=PLAIN)


def test_without_paths_there_is_nothing_to_trace(trace):
    with pytest.raises(RangeError, match=r"paths cannot be 0\. It takes a number from 1 to 100"):
        trace(0)


def test_gradients_that_are_no_numbers_are_an_error(trace, monkeypatch):
    monkeypatch.setattr(
        "resnet_demo.experiments.signals.paths._measure_gradients",
        lambda _network, _x, masks, _label, _gates: torch.full((len(masks),), math.nan),
    )
    with pytest.raises(NonFiniteSignalsError, match=r"resnet20\.cifar10"):
        trace(1)


def test_progress_counts_passes_and_can_end_the_work(trace):
    steps = []
    trace(4, progress=steps.append)
    passes = [Step("passes", done, 3) for done in range(3)]
    assert steps == passes  # 10 lengths of 4 in pieces of 16
    steps.clear()

    def cancel(step):
        steps.append(step)
        if step.done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        trace(4, progress=cancel)
    assert steps == passes[:2]


def test_paths_end_when_their_time_is_over(trace):
    late = Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    with pytest.raises(RequestTimeoutError, match="not done after 5 s"):
        trace(100, deadline=late)


def test_a_plan_weakens_the_paths_too(trace):
    whole = trace(1)
    cut = trace(1, column=f"{RESIDUAL}:branch[*]=0")
    assert cut.norms[0] > 0  # past every branch
    assert cut.norms[1:] == (0.0,) * 9
    assert cut.norms != whole.norms
