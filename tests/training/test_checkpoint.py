"""Checkpoints: damaged, foreign, older, and disks that are full."""

import os

import pytest
import torch

from resnet_demo.errors import CheckpointError
from resnet_demo.training import checkpoint
from resnet_demo.training.loop import train


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


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match=r"file/run/checkpoint\.pt.*Not a directory"):
        checkpoint.save_checkpoint(tmp_path / "file" / "run", {})


def test_entries_a_checkpoint_is_too_old_for_count_as_their_defaults(tmp_path):
    checkpoint.save_checkpoint(tmp_path, {"history": []})
    state = checkpoint.load_checkpoint(tmp_path, {"ema": None}, {"ema": None})
    assert state["ema"] is None
    with pytest.raises(CheckpointError, match=r"ema = None, not 0\.9"):
        checkpoint.load_checkpoint(tmp_path, {"ema": 0.9}, {"ema": None})
