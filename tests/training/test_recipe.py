"""Recipes, their optimisers and schedules, and how a batch is cut into pieces."""

from dataclasses import replace

import pytest
import torch

from resnet_demo.errors import OptionError
from resnet_demo.training.recipe import (
    RECIPES,
    choose_batch_size,
    find_recipe,
    make_optimizer,
    make_scheduler,
)


def test_recipes_follow_their_sources():
    paper = RECIPES["paper"]
    parameters = torch.nn.Linear(2, 2)
    optimizer = make_optimizer(parameters, paper)
    scheduler = make_scheduler(optimizer, paper, steps_per_epoch=10)
    rates = []
    for _ in range(paper.epochs * 10):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    assert [rates.count(rate) for rate in (0.1, 0.010000000000000002, 0.0010000000000000002)] == [
        910,
        455,
        455,
    ]
    assert [group["weight_decay"] for group in optimizer.param_groups] == [1e-4, 1e-4]
    groups = make_optimizer(parameters, RECIPES["one-cycle"]).param_groups
    assert [(g["weight_decay"], g["params"][0].ndim) for g in groups] == [(5e-4, 2), (0.0, 1)]


@pytest.mark.parametrize(
    "options",
    [
        {"name": "none"},
        {"name": "paper", "epochs": 0},
        {"name": "paper", "learning_rate": -1.0},
        {"name": "paper", "learning_rate": float("nan")},
    ],
)
def test_unknown_recipes_and_numbers_are_refused(options):
    with pytest.raises(OptionError):
        find_recipe(**options)


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine", "steps"])
@pytest.mark.parametrize("total", [1, 2, 3, 4, 5, 8])
def test_the_shortest_runs_have_a_schedule_too(schedule, total):
    recipe = replace(find_recipe("one-cycle", epochs=total), schedule=schedule)
    optimizer = make_optimizer(torch.nn.Linear(2, 2), recipe)
    scheduler = make_scheduler(optimizer, recipe, steps_per_epoch=1)
    for _ in range(total):
        assert 0 < scheduler.get_last_lr()[0] <= recipe.learning_rate
        optimizer.step()
        scheduler.step()


@pytest.mark.parametrize(
    ("images", "accumulate", "processes", "size"),
    [(1000, 1, 1, 128), (1000, 2, 2, 128), (107, 1, 1, 107), (107, 2, 1, 106), (107, 4, 2, 104)],
)
def test_batches_are_cut_into_equal_pieces(images, accumulate, processes, size):
    assert choose_batch_size(RECIPES["paper"], images, accumulate, processes) == size


@pytest.mark.parametrize(
    ("images", "accumulate", "processes", "words"),
    [
        (1000, 3, 1, r"batch of 128 .*processes: 1;.*: 1, 2, 4, 8, 16, 32, 64, 128\."),
        (1000, 3, 2, r"processes: 2;.*: 1, 2, 4, 8, 16, 32, 64\."),
        (1000, 1, 3, r"processes: 3;.*: none\."),
        (6, 8, 1, r"pictures to train on: 6\).*: 1, 2, 4\."),
    ],
)
def test_pieces_that_are_not_equal_are_refused(images, accumulate, processes, words):
    with pytest.raises(OptionError, match=words):
        choose_batch_size(RECIPES["paper"], images, accumulate, processes)
