"""Training: data, recipes, checkpoints, resuming, and what each failure leaves behind."""

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_demo.architecture import Architecture
from resnet_demo.errors import CheckpointError, DatasetError, DivergedError, OptionError
from resnet_demo.preprocess import CIFAR10_PRESET
from resnet_demo.training import checkpoint
from resnet_demo.training.data import (
    LabelledImages,
    iterate_augmented,
    load_dataset,
    load_test_images,
    normalize,
)
from resnet_demo.training.loop import TrainingRun, train
from resnet_demo.training.recipe import RECIPES, find_recipe, make_optimizer, make_scheduler
from resnet_demo.training.report import publish_network
from resnet_demo.weights import WeightsFile, read_card, read_tensors

CPU = torch.device("cpu")
TINY = Architecture("basic", (1, 1), (4, 8), "cifar", "A", num_classes=3)
RECIPE = replace(find_recipe("one-cycle", epochs=3), batch_size=16, sizes=((0.0, 24), (0.5, 32)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three classes that differ in hue, 40 pictures each, and a test part of 5 each."""
    root = tmp_path_factory.mktemp("pictures")
    generator = np.random.default_rng(0)
    for part, count in (("train", 40), ("test", 5)):
        for channel, name in enumerate(("blue", "green", "red")):
            (root / part / name).mkdir(parents=True)
            for index in range(count):
                pixels = generator.integers(0, 120, (32, 32, 3))
                pixels[..., 2 - channel] += 100
                Image.fromarray(pixels.astype(np.uint8)).save(root / part / name / f"{index}.png")
    return root


@pytest.fixture(scope="module")
def dataset(folder):
    return load_dataset(folder, CIFAR10_PRESET)


@pytest.fixture
def run(tmp_path):
    return TrainingRun("resnet8.test", TINY, CIFAR10_PRESET, RECIPE, 3, tmp_path / "run", CPU)


def assert_same_network(first, second):
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name]), name


def test_folder_is_split_into_three_disjoint_parts(dataset):
    assert dataset.classes == ("blue", "green", "red")
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (108, 12, 15)
    rows = {image.numpy().tobytes() for image in dataset.train.images}
    assert not rows & {image.numpy().tobytes() for image in dataset.validation.images}


def test_folders_keep_exact_pixels_at_full_size(folder, dataset):
    stored = np.asarray(Image.open(folder / "test" / "blue" / "0.png"))
    assert np.array_equal(dataset.test.images[0], stored)


def test_other_sizes_are_cropped_as_the_single_view_is(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (90, 48), (10, 200, 30)).save(tmp_path / name / "wide.jpg")
    part = load_test_images(tmp_path, CIFAR10_PRESET, ("a", "b"))
    assert part.images.shape == (2, 32, 32, 3)
    assert abs(part.images.float().mean((0, 1, 2)) - torch.tensor([10.0, 200, 30])).max() < 3


def make_folder_with_a_bad_picture(root):
    (root / "cat").mkdir()
    (root / "cat" / "a.png").write_text("x")
    return root


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda root: root / "absent", "no such folder"),
        (lambda root: root, "no class folders"),
        (lambda root: (root / "cat").mkdir() or root, "holds no picture"),
        (make_folder_with_a_bad_picture, r"a\.png"),
        (lambda root: (root / "cifar-10-batches-py").mkdir() or root, "--download"),
    ],
)
def test_unusable_data_is_named(tmp_path, make, words):
    with pytest.raises(DatasetError, match=words):
        load_dataset(make(tmp_path), CIFAR10_PRESET)


def test_evaluating_on_other_classes_is_refused(folder):
    with pytest.raises(DatasetError, match=r"blue, green, red.*others.*cat, dog"):
        load_test_images(folder, CIFAR10_PRESET, ("cat", "dog"))


def test_augmentation_only_shifts_up_to_four_pixels_and_mirrors():
    images = torch.randint(1, 255, (64, 32, 32, 3), dtype=torch.uint8)
    part = LabelledImages(images, torch.arange(64))
    padded = torch.zeros(64, 40, 40, 3, dtype=torch.uint8)
    padded[:, 4:36, 4:36] = images
    seen = set()
    for batch, labels in iterate_augmented(part, 16, torch.Generator().manual_seed(0)):
        for image, label in zip(batch.permute(0, 2, 3, 1), labels, strict=True):
            matches = [
                (top, left, mirror)
                for mirror in (False, True)
                for top in range(9)
                for left in range(9)
                if torch.equal(
                    image.flip(1) if mirror else image,
                    padded[label, top : top + 32, left : left + 32],
                )
            ]
            assert len(matches) == 1
            seen.add(matches[0])
    assert len(seen) > 30
    assert {mirror for _, _, mirror in seen} == {False, True}


def test_normalize_gives_zero_mean_at_the_mean_colour():
    colour = torch.tensor(CIFAR10_PRESET.mean).mul(255).round().to(torch.uint8)
    batch = normalize(colour.view(1, 3, 1, 1).expand(1, 3, 32, 32), CIFAR10_PRESET, size=24)
    assert batch.shape == (1, 3, 24, 24)
    assert batch.abs().max() < 0.01


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


def test_training_learns_and_writes_metrics_and_a_card(run, dataset, tmp_path):
    outcome = train(replace(run, recipe=replace(RECIPE, epochs=6)), dataset)
    assert outcome.history[-1].validation_error < 0.2
    assert [result.size for result in outcome.history] == [24, 24, 24, 32, 32, 32]
    with (run.run_dir / "metrics.csv").open() as file:
        assert [int(row["epoch"]) for row in csv.DictReader(file)] == [1, 2, 3, 4, 5, 6]
    written = publish_network(tmp_path / "out", run, dataset, outcome, command="train")
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
    from resnet_demo.resnet import ResNet

    network = ResNet(TINY)
    network.load_state_dict(tensors)
    return network


def test_same_seed_gives_the_same_bits_and_another_seed_others(run, dataset, tmp_path):
    first = train(run, dataset).network
    second = train(replace(run, run_dir=tmp_path / "again"), dataset).network
    assert_same_network(first, second)
    other = train(replace(run, run_dir=tmp_path / "other", seed=4), dataset).network
    assert not torch.equal(first.fc.weight, other.fc.weight)


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


def test_a_single_picture_is_not_a_data_set(tmp_path):
    (tmp_path / "cat").mkdir()
    Image.new("RGB", (32, 32)).save(tmp_path / "cat" / "a.png")
    with pytest.raises(DatasetError, match="fewer than two"):
        load_dataset(tmp_path, CIFAR10_PRESET)


class StopHereError(Exception):
    """Stands for a crash in the middle of an epoch."""


def test_resuming_after_a_crash_gives_the_same_bits(run, dataset, tmp_path):
    expected = train(replace(run, run_dir=tmp_path / "whole"), dataset)

    def crash_in_second_epoch(done, total):
        if done == total // 3 + 2:
            raise StopHereError

    with pytest.raises(StopHereError):
        train(run, dataset, on_step=crash_in_second_epoch)
    resumed = train(run, dataset, resume=True)
    assert_same_network(expected.network, resumed.network)
    assert [r.train_loss for r in expected.history] == [r.train_loss for r in resumed.history]


@pytest.mark.parametrize("change", ["seed", "recipe", "key"])
def test_resuming_another_run_is_refused(run, dataset, change):
    train(run, dataset)
    changed = {"seed": 9, "recipe": replace(RECIPE, epochs=9), "key": "plain8.test"}
    with pytest.raises(CheckpointError, match=f"made with {change}"):
        train(replace(run, **{change: changed[change]}), dataset, resume=True)


def test_resuming_without_or_with_a_damaged_checkpoint_is_refused(run, dataset):
    with pytest.raises(CheckpointError, match="there is none"):
        train(run, dataset, resume=True)
    run.run_dir.mkdir()
    (run.run_dir / "checkpoint.pt").write_bytes(b"PK half a file")
    with pytest.raises(CheckpointError, match="damaged"):
        train(run, dataset, resume=True)


def test_a_checkpoint_of_something_else_is_refused(tmp_path):
    torch.save([1, 2], tmp_path / "checkpoint.pt")
    with pytest.raises(CheckpointError, match="something else"):
        checkpoint.load_checkpoint(tmp_path, {"key": "a"})


def test_a_failed_write_keeps_the_old_checkpoint(tmp_path, monkeypatch):
    checkpoint.save_checkpoint(tmp_path, {"epoch": 1, "history": []})

    def fill_disk(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill_disk)
    with pytest.raises(CheckpointError, match="No space left"):
        checkpoint.save_checkpoint(tmp_path, {"epoch": 2})
    assert checkpoint.load_checkpoint(tmp_path, {})["epoch"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_a_diverging_loss_is_an_error_with_its_place(run, dataset):
    recipe = replace(RECIPE, schedule="cosine", learning_rate=1e30)
    with pytest.raises(DivergedError, match="epoch 1, step"):
        train(replace(run, recipe=recipe), dataset)
    assert checkpoint.load_checkpoint(run.run_dir, {})["history"] == []


def test_interrupting_the_command_leaves_a_checkpoint_that_resumes(folder, tmp_path):
    command = [
        *(sys.executable, "-m", "resnet_demo", "train", "--model", "resnet20.colours"),
        *("--data", str(folder), "--epochs", "400", "--run-dir", str(tmp_path / "run")),
        *("--out", str(tmp_path / "out"), "--device", "cpu"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("epoch 2"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert "--resume" in rest
    state = checkpoint.load_checkpoint(tmp_path / "run", {"key": "resnet20.colours"})
    assert len(state["history"]) >= 2
    assert not (tmp_path / "out").exists()
