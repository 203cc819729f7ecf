"""The loop: it learns, repeats itself to the bit, resumes, and stops where it must."""

import copy
import csv
import os
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from resnet_demo.errors import (
    CheckpointOptionError,
    DivergedError,
    OptionError,
    RangeError,
    UnwritableMetricsError,
)
from resnet_demo.models.weights import WeightsFile, read_card, read_tensors
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.training import checkpoint, loop
from resnet_demo.training.card import publish_network
from resnet_demo.training.data import iterate_augmented, normalize
from resnet_demo.training.evaluate import measure
from resnet_demo.training.learner import Learner
from resnet_demo.training.loop import train, write_metrics
from resnet_demo.training.recipe import make_optimizer, make_scheduler
from resnet_demo.training.resume import IDENTITY_DEFAULTS, IDENTITY_UNKNOWN
from resnet_demo.training.run import MAX_RUN_SEED, seed_epoch
from tests.training.conftest import RECIPE, TINY, StopHereError, assert_same_network

pytestmark = pytest.mark.slow


def test_training_learns_and_writes_metrics_and_a_card(run, dataset, tmp_path):
    outcome = train(replace(run, recipe=replace(RECIPE, epochs=6)), dataset)
    assert outcome.history[-1].validation_error < 0.2
    assert [result.size for result in outcome.history] == [24, 24, 24, 32, 32, 32]
    with (run.run_dir / "metrics.csv").open() as file:
        assert [int(row["epoch"]) for row in csv.DictReader(file)] == [1, 2, 3, 4, 5, 6]
    written = publish_network(tmp_path / "out", outcome, dataset, command="train")
    file = WeightsFile(
        *(
            (tmp_path / "out" / "resnet8.test").with_suffix(".test" + s)
            for s in (".safetensors", ".json")
        ),
        "local",
    )
    card = read_card(file)
    assert card.metrics["test"]["accuracy"] == written.metrics["test"]["accuracy"] > 0.8
    assert card.metrics["train"]["error"] < 0.2
    assert len(card.curves["validation"]["error"]) == 6
    assert_same_network(outcome.network, make_network_from(read_tensors(file, card)))


def make_network_from(tensors):
    network = ResNet(TINY)
    network.load_state_dict(tensors)
    return network


def test_same_seed_gives_the_same_bits_and_another_seed_others(run, whole, dataset, tmp_path):
    assert_same_network(whole.network, train(run, dataset).network)
    other = train(replace(run, run_dir=tmp_path / "other", seed=4), dataset).network
    assert not torch.equal(whole.network.fc.weight, other.fc.weight)


@pytest.mark.parametrize("seed", [-1, 42_948, 2**31])
def test_a_seed_whose_epochs_would_be_those_of_another_is_refused(run, dataset, seed):
    with pytest.raises(RangeError, match="number from 0 to 42947"):
        train(replace(run, seed=seed), dataset)
    assert not run.run_dir.exists()


def test_no_two_seeds_share_an_epoch():
    assert seed_epoch(3, 4) == 300_014  # as in every checkpoint that was ever written
    last = 100_002
    assert seed_epoch(7, last - 1) < seed_epoch(8, 0)
    assert seed_epoch(MAX_RUN_SEED, last) < 2**32 <= seed_epoch(MAX_RUN_SEED + 1, last)


def test_a_run_that_began_with_a_larger_seed_goes_on_with_the_same_bits(
    run, dataset, tmp_path, monkeypatch
):
    run = replace(run, seed=2**31)
    with monkeypatch.context() as patch:
        patch.setattr(loop, "check_run_seed", lambda _seed: None)
        expected = train(replace(run, run_dir=tmp_path / "whole"), dataset)
        with pytest.raises(StopHereError):
            train(run, dataset, on_step=crash_in_second_epoch)
    assert_same_network(train(run, dataset, resume=True).network, expected.network)


def crash_in_second_epoch(done, total):
    if done == total // 3 + 2:
        raise StopHereError


def test_resuming_after_a_crash_gives_the_same_bits(run, whole, dataset):
    with pytest.raises(StopHereError):
        train(run, dataset, on_step=crash_in_second_epoch)
    resumed = train(run, dataset, resume=True)
    assert_same_network(whole.network, resumed.network)
    assert [r.train_loss for r in whole.history] == [r.train_loss for r in resumed.history]


@pytest.mark.parametrize("change", ["seed", "recipe", "key", "source"])
def test_resuming_another_run_is_refused(finished, dataset, change):
    changed = {"seed": 9, "recipe": replace(RECIPE, batch_size=8), "key": "plain8.test"}
    changed["source"] = "resnet20.cifar10"
    with pytest.raises(CheckpointOptionError, match=f"made with {change}"):
        train(replace(finished, **{change: changed[change]}), dataset, resume=True)


def test_a_diverging_loss_is_an_error_with_its_place(run, dataset):
    recipe = replace(RECIPE, schedule="cosine", learning_rate=1e30)
    with pytest.raises(DivergedError, match="epoch 1, step"):
        train(replace(run, recipe=recipe), dataset)
    assert checkpoint.read_checkpoint(run.run_dir)["history"] == []


def test_an_older_checkpoint_counts_as_made_with_the_defaults(finished, whole, dataset):
    path = finished.run_dir / "checkpoint.pt"
    state = torch.load(path, weights_only=True)
    newer = {*IDENTITY_DEFAULTS, *IDENTITY_UNKNOWN}
    kept = {name: state[name] for name in state.keys() - newer}
    assert len(kept) == len(state) - len(newer)
    torch.save(kept, path)
    assert_same_network(whole.network, train(finished, dataset, resume=True).network)
    with pytest.raises(CheckpointOptionError, match=r"precision = 'fp32', not 'bf16'.*--run-dir"):
        train(replace(finished, precision="bf16"), dataset, resume=True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"precision": "fp8"}, "--precision cannot be 'fp8'.*auto or, on cpu, one of fp32, bf16"),
        ({"precision": "fp16"}, "fp16.*on cpu, one of fp32, bf16"),
        ({"accumulate": 0}, "--accumulate cannot be 0.*from 1"),
        ({"accumulate": 3}, "batch of 16 into equal pieces.*processes: 1;.*: 1, 2, 4, 8, 16"),
        ({"ema": 1.0}, "--ema cannot be 1.0.*between 0 and 1"),
        ({"ema": float("nan")}, "--ema"),
        ({"frozen": ("layer9",)}, "layer9.*conv1, bn1, relu.*layer2"),
        ({"frozen": ("conv1", "bn1", "layer1", "layer2", "fc")}, "leaves no parameters to train"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_anything_is_written(
    run, dataset, options, words
):
    with pytest.raises(OptionError, match=words):
        train(replace(run, **options), dataset)
    assert not run.run_dir.exists()


def test_bf16_differs_a_little_from_fp32_and_fp32_is_back_afterwards(run, whole, dataset, tmp_path):
    half = train(replace(run, precision="bf16", run_dir=tmp_path / "half"), dataset)
    difference = (whole.network.fc.weight - half.network.fc.weight).abs().max()
    assert 0 < difference < 0.1
    assert half.network.fc.weight.dtype == torch.float32
    batch = torch.zeros(1, 3, 32, 32)
    assert half.network.conv1(batch).dtype == torch.float32
    assert_same_network(whole.network, train(run, dataset).network)


def test_a_step_in_pieces_follows_the_mean_gradient_of_its_pieces(run, dataset):
    """By hand: one optimiser, two half batches, BatchNorm of each half its own."""
    images, labels = next(
        iterate_augmented(dataset.train, 16, torch.Generator().manual_seed(run.seed * 100_003 + 1))
    )
    network = ResNet(TINY, generator=torch.Generator().manual_seed(run.seed))
    learner = Learner(
        replace(run, accumulate=2, precision="fp32"), copy.deepcopy(network), len(dataset.train)
    )
    learner.start_epoch()
    loss, _ = learner.take_step(images, labels, 24)

    network.to(memory_format=torch.channels_last).train()
    optimizer = make_optimizer(network, RECIPE)
    make_scheduler(optimizer, RECIPE, learner.steps_per_epoch)  # sets the first learning rate
    losses = [
        F.cross_entropy(
            network(normalize(images[half], CIFAR10_PREPROCESSING, size=24)),
            labels[half],
            label_smoothing=RECIPE.label_smoothing,
        )
        for half in (slice(0, 8), slice(8, 16))
    ]
    (sum(losses) / 2).backward()
    optimizer.step()
    assert loss == pytest.approx((losses[0].item() + losses[1].item()) / 2, rel=1e-6)
    for mine, theirs in zip(network.parameters(), learner.network.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-7)


def test_pieces_change_the_result_and_belong_to_the_checkpoint(run, whole, dataset):
    pieces = replace(run, accumulate=4)
    assert not torch.equal(whole.network.fc.weight, train(pieces, dataset).network.fc.weight)
    with pytest.raises(CheckpointOptionError, match="pieces = 4, not 1"):
        train(replace(pieces, accumulate=1), dataset, resume=True)


def test_the_average_is_published_and_resumed(run, whole, dataset, tmp_path):
    averaged = replace(run, ema=0.9)
    expected = train(replace(averaged, run_dir=tmp_path / "whole"), dataset)
    # The average follows training and does not touch it.
    assert [r.train_loss for r in expected.history] == [r.train_loss for r in whole.history]
    assert not torch.equal(expected.network.fc.weight, whole.network.fc.weight)
    assert not torch.equal(expected.network.bn1.running_mean, whole.network.bn1.running_mean)
    measured = measure(expected.network, dataset.validation, CIFAR10_PREPROCESSING, run.device)
    assert measured.loss == expected.history[-1].validation_loss

    with pytest.raises(StopHereError):
        train(averaged, dataset, on_step=crash_in_second_epoch)
    assert_same_network(expected.network, train(averaged, dataset, resume=True).network)


def test_the_average_is_that_of_its_formula(run, dataset):
    learner = Learner(replace(run, ema=0.75, precision="fp32"), ResNet(TINY), len(dataset.train))
    learner.start_epoch()
    expected = None
    for images, labels in iterate_augmented(dataset.train, 16, torch.Generator().manual_seed(0)):
        learner.take_step(images, labels, 32)
        weight = learner.network.fc.weight.detach().clone()
        expected = weight if expected is None else 0.75 * expected + 0.25 * weight
    torch.testing.assert_close(learner.product.fc.weight.detach(), expected)


def test_a_network_given_is_trained_but_for_its_frozen_modules(run, whole, dataset):
    frozen = ("conv1", "bn1", "layer1")
    network = copy.deepcopy(whole.network)
    before = copy.deepcopy(network.state_dict())
    outcome = train(replace(run, frozen=frozen, seed=8), dataset, network=network)
    assert outcome.network is network
    for name, tensor in network.state_dict().items():
        is_kept = name.split(".")[0] in frozen
        assert torch.equal(tensor, before[name]) == is_kept, name
    state = checkpoint.read_checkpoint(run.run_dir)
    assert len(state["optimizer"]["state"]) == sum(p.requires_grad for p in network.parameters())


def test_parameters_without_gradient_stay_as_they_are(run, dataset):
    network = ResNet(TINY, generator=torch.Generator().manual_seed(1))
    network.layer2.requires_grad_(False)
    before = network.layer2[0].conv1.weight.clone()
    train(run, dataset, network=network)
    assert torch.equal(network.layer2[0].conv1.weight, before)


def test_curves_that_cannot_be_written_are_an_error_and_the_checkpoint_stays(run, dataset):
    blocked = run.run_dir / "metrics.csv"
    blocked.mkdir(parents=True)
    with pytest.raises(UnwritableMetricsError, match=r"metrics\.csv cannot be written \(Is a dir"):
        train(run, dataset)
    assert checkpoint.read_checkpoint(run.run_dir)["history"] == []
    blocked.rmdir()
    assert len(train(run, dataset, resume=True).history) == 3


def test_curves_are_whole_at_every_moment(finished, monkeypatch):
    written = (finished.run_dir / "metrics.csv").read_bytes()

    def fill_disk(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill_disk)
    with pytest.raises(UnwritableMetricsError, match="No space left"):
        write_metrics(finished.run_dir, [])
    assert (finished.run_dir / "metrics.csv").read_bytes() == written
