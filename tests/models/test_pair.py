"""Weights and card change together: a process that ends at any step, and readers in between."""

import os
import threading
from pathlib import Path

import pytest
import torch

from resnet_demo.errors import WeightsMismatchError
from resnet_demo.models import weights
from resnet_demo.models.load import load_model
from resnet_demo.networks.families import make_own_spec
from resnet_demo.networks.resnet import ResNet
from resnet_demo.settings import Settings
from tests.conftest import make_card

pytestmark = pytest.mark.slow

KEY = "resnet20.pets"
CPU = torch.device("cpu")


class PowerCutError(BaseException):
    """Ends a process where it stands: nothing is tidied up after it."""


class Power:
    """Counts what a process does to the disk, and cuts the power before one of these steps."""

    def __init__(self, monkeypatch):
        self.steps, self.cut_at = 0, None
        places = [(os, "fsync"), *((Path, name) for name in ("replace", "unlink", "chmod"))]
        for owner, name in places:
            monkeypatch.setattr(owner, name, self.watch(getattr(owner, name)))

    def watch(self, act):
        def step(*arguments, **options):
            self.steps += 1
            if self.cut_at is not None and self.steps >= self.cut_at:
                raise PowerCutError
            return act(*arguments, **options)

        return step


def write(folder, value):
    """Writes a pair whose tensors and card say the same number."""
    card = make_card(KEY, classes=("a", "b"), seed=value)
    return weights.write_weights(folder, {"w": torch.full((4,), float(value))}, card)


def read(folder):
    file = weights.locate_weights(make_own_spec(KEY, 2), Settings(weights_dir=folder))
    if file is None:
        return None
    card, tensors = weights.read_pair(file)
    assert tensors["w"].tolist() == [card.seed] * 4
    return card.seed


def test_a_process_that_ends_at_any_step_leaves_the_old_pair_or_the_new(tmp_path, monkeypatch):
    power = Power(monkeypatch)
    write(tmp_path / "count", 0)
    total = power.steps
    assert total >= 8
    seen = []
    for cut_at in range(1, total + 1):
        folder = tmp_path / str(cut_at)
        power.cut_at = None
        write(folder, 1)
        power.steps, power.cut_at = 0, cut_at
        with pytest.raises(PowerCutError):
            write(folder, 2)
        power.cut_at = None
        seen.append(read(folder))
        write(folder, 3)
        assert read(folder) == 3
        assert not [path.name for path in folder.iterdir() if ".safetensors." in path.name]
    assert seen == sorted(seen)
    assert set(seen) == {1, 2}


def test_a_first_pair_is_there_when_it_is_whole(tmp_path, monkeypatch):
    power = Power(monkeypatch)
    write(tmp_path / "count", 0)
    total = power.steps
    for cut_at in range(1, total + 1):
        power.steps, power.cut_at = 0, cut_at
        with pytest.raises(PowerCutError):
            write(tmp_path / str(cut_at), 1)
        power.cut_at = None
        assert read(tmp_path / str(cut_at)) in (None, 1)


def test_a_reader_in_between_gets_one_pair(tmp_path, monkeypatch):
    """The writer replaces the pair between the reading of the card and that of the weights."""
    write(tmp_path, 1)
    read_tensors, values = weights.read_tensors, iter((2, 3))

    def read_late(file, card):
        value = next(values, None)
        if value is not None:
            write(tmp_path, value)
        return read_tensors(file, card)

    monkeypatch.setattr(weights, "read_tensors", read_late)
    assert read(tmp_path) == 3


def test_readers_never_see_half_a_pair(tmp_path):
    write(tmp_path, 0)
    done, failures = threading.Event(), []

    def keep_reading():
        try:
            while not done.is_set():
                read(tmp_path)
        except (AssertionError, WeightsMismatchError) as error:
            failures.append(error)

    readers = [threading.Thread(target=keep_reading) for _ in range(2)]
    for reader in readers:
        reader.start()
    for value in range(1, 60):
        write(tmp_path, value)
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_pair_that_does_not_fit_is_refused_once_and_for_all(tmp_path):
    write(tmp_path, 1)
    (tmp_path / f"{KEY}.safetensors").write_bytes(b"other")
    with pytest.raises(WeightsMismatchError, match="SHA-256"):
        read(tmp_path)


def test_a_failed_write_leaves_the_old_pair_and_no_file(tmp_path, monkeypatch):
    write(tmp_path, 1)

    def fill_disk(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights, "write_document", fill_disk)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path, 2)
    assert read(tmp_path) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_a_model_trained_again_on_other_classes_is_loaded_as_it_is_now(tmp_path):
    spec = make_own_spec(KEY, 2)
    card = make_card(KEY, classes=("a", "b", "c"))
    network = ResNet(make_own_spec(KEY, 3).architecture)
    weights.write_weights(tmp_path, network.state_dict(), card)
    model = load_model(spec, Settings(weights_dir=tmp_path), CPU)
    assert model.spec.architecture.num_classes == 3
    assert model.labels == ("a", "b", "c")
