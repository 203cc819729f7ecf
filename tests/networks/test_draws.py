"""Seeds are what they say: other seeds and draws give other numbers, over the whole range."""

import pytest
import torch

from resnet_demo.networks.draws import make_generator
from resnet_demo.networks.lesions import draw_removals
from resnet_demo.networks.seeds import MAX_DRAWS, MAX_SEED, combine_seeds


def draw(seed: int) -> list[int]:
    return torch.randperm(54, generator=make_generator(seed)).tolist()


def test_torch_itself_reads_the_lowest_32_bits_only():
    first, second = (torch.Generator().manual_seed(5 + high * 2**32) for high in (0, 1))
    assert torch.equal(torch.rand(9, generator=first), torch.rand(9, generator=second))


@pytest.mark.parametrize("seed", [0, 8, 399, 2**32 - 1])
def test_seeds_that_torch_reads_whole_give_its_own_numbers(seed):
    expected = torch.randperm(54, generator=torch.Generator().manual_seed(seed)).tolist()
    assert draw(seed) == expected


def test_seeds_that_agree_in_their_lowest_bits_give_other_numbers():
    last = combine_seeds(MAX_SEED, MAX_DRAWS - 1)
    seeds = [8 + high * 2**32 for high in range(last // 2**32)] + [last]
    assert len({tuple(draw(seed)) for seed in seeds}) == len(seeds)


def test_a_large_seed_does_not_repeat_the_lesions_of_a_small_one():
    # 42949673 · 100 is 4 more than 2^32: read by 32 bits it begins where draw 4 of seed 0 does.
    large, small = draw_removals(54, 4, 42_949_673), draw_removals(54, 8, 0)
    half = slice(26 * 4, 27 * 4), slice(26 * 8, 27 * 8)
    rows = [*large[half[0]].tolist(), *small[half[1]].tolist()]
    assert len({tuple(row) for row in rows}) == 12


def test_the_lesions_of_a_small_seed_stay_what_they_were():
    assert draw_removals(9, 2, 3)[4:6].tolist() == [
        [1, 1, 0, 1, 1, 0, 1, 1, 0],
        [1, 0, 1, 1, 0, 1, 1, 0, 1],
    ]
