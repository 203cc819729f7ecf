"""Which lesions there are, and their answers against whole passes with gates."""

import pytest
import torch

from resnet_demo.errors import RangeError
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.lesions import (
    answer_lesions,
    draw_removal,
    draw_removals,
    list_single_lesions,
)
from resnet_demo.networks.resnet import Gates, ResNet
from tests.networks.test_resnet import randomize

TINY = Architecture("basic", (2, 2), (4, 8), "cifar", "A", num_classes=3)


@pytest.fixture
def network():
    network = randomize(ResNet(TINY, generator=torch.Generator().manual_seed(4)))
    return network.requires_grad_(False)


@pytest.fixture
def batch():
    return torch.randn(5, 3, 16, 16, generator=torch.Generator().manual_seed(5))


def test_single_lesions_are_the_whole_network_then_skips_then_branches():
    lesions = list_single_lesions(2)
    assert lesions.skip.tolist() == [[1, 1], [0, 1], [1, 0], [1, 1], [1, 1]]
    assert lesions.branch.tolist() == [[1, 1], [1, 1], [1, 1], [0, 1], [1, 0]]


def test_a_removal_takes_as_many_blocks_as_it_says():
    generator = torch.Generator().manual_seed(0)
    removals = [draw_removal(9, count, generator) for count in range(10)]
    assert [int((removal == 0).sum()) for removal in removals] == list(range(10))
    assert all(set(removal.tolist()) <= {0, 1} for removal in removals)


def test_removals_are_nested_and_follow_their_seed():
    removals = draw_removals(9, 3, seed=1)
    assert removals.shape == (27, 9)
    by_size = removals.view(9, 3, 9)
    assert (by_size == 0).sum(dim=2).tolist() == [[size] * 3 for size in range(1, 10)]
    assert (by_size[1:] <= by_size[:-1]).all()  # what is removed stays removed
    assert len({tuple(row) for row in by_size[4].tolist()}) == 3
    assert torch.equal(removals, draw_removals(9, 3, seed=1))
    assert not torch.equal(removals, draw_removals(9, 3, seed=2))
    assert draw_removals(9, 0, seed=1).shape == (0, 9)
    with pytest.raises(RangeError, match="seed cannot be -1"):
        draw_removals(9, 1, seed=-1)


@pytest.mark.parametrize("parts", ["both", "skip", "branch"])
def test_answers_are_those_of_whole_passes_with_gates(network, batch, parts):
    removals = torch.cat([torch.ones(1, 4), draw_removals(4, 3, seed=0), torch.full((1, 4), 0.5)])
    lesions = {
        "both": list_single_lesions(4),
        "skip": Gates(removals),
        "branch": Gates(None, removals),
    }[parts]
    rows = len(removals) if lesions.skip is None else len(lesions.skip)
    answers = dict(answer_lesions(network, batch, lesions))
    assert sorted(answers) == list(range(rows))
    for row, logits in answers.items():
        gates = Gates(*(None if part is None else part[row] for part in lesions))
        torch.testing.assert_close(logits, network(batch, gates))
    torch.testing.assert_close(answers[0], network(batch))
    assert len({tuple(logits.flatten().tolist()) for logits in answers.values()}) > 4


def test_blocks_before_a_lesion_are_computed_once(network, batch):
    calls = []
    for name, block in network.named_blocks():
        block.register_forward_hook(lambda *_, name=name: calls.append(name))
    list(answer_lesions(network, batch, list_single_lesions(4)))
    # Once for what lies behind, and under each lesion of this block or of one before it.
    assert [calls.count(name) for name, _ in network.named_blocks()] == [3, 5, 7, 9]
