"""A tiny folder of pictures, its data set, and a run of three epochs that take a second."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_demo.networks.architecture import Architecture
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.training.dataset import Reading, load_dataset
from resnet_demo.training.loop import train
from resnet_demo.training.recipe import find_recipe
from resnet_demo.training.run import TrainingRun

CPU = torch.device("cpu")
TINY = Architecture("basic", (1, 1), (4, 8), "cifar", "A", num_classes=3)
READING = Reading(CIFAR10_PREPROCESSING)
RECIPE = replace(find_recipe("one-cycle", epochs=3), batch_size=16, sizes=((0.0, 24), (0.5, 32)))


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def dataset(folder):
    return load_dataset(folder, READING)


def make_run(run_dir):
    return TrainingRun("resnet8.test", TINY, CIFAR10_PREPROCESSING, RECIPE, 3, run_dir, CPU)


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


@pytest.fixture(scope="session")
def whole(dataset, tmp_path_factory):
    """What ``run`` comes to in another folder, trained once; nobody may change it."""
    return train(make_run(tmp_path_factory.mktemp("whole") / "run"), dataset)


@pytest.fixture
def finished(run, whole):
    """``run`` after its training: what it wrote is in its folder."""
    shutil.copytree(whole.run.run_dir, run.run_dir)
    return run


def assert_same_network(first, second):
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name]), name


class StopHereError(Exception):
    """Stands for a crash in the middle of an epoch."""
