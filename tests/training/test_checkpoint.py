"""Checkpoints: damaged, foreign, older, and disks that are full."""

import os

import pytest
import torch

from resnet_demo.errors import (
    CheckpointDamagedError,
    CheckpointMissingError,
    ForeignCheckpointError,
    UnwritableCheckpointError,
)
from resnet_demo.training import checkpoint
from resnet_demo.training.loop import train


def test_resuming_without_or_with_a_damaged_checkpoint_is_refused(run, dataset):
    with pytest.raises(CheckpointMissingError, match=r"no checkpoint .*checkpoint\.pt"):
        train(run, dataset, resume=True)
    run.run_dir.mkdir()
    (run.run_dir / "checkpoint.pt").write_bytes(b"PK half a file")
    with pytest.raises(CheckpointDamagedError, match="damaged"):
        train(run, dataset, resume=True)


@pytest.mark.parametrize("content", [[1, 2], {"history": []}, {"history": [], "recipe": [1]}])
def test_a_checkpoint_of_something_else_is_refused(tmp_path, content):
    torch.save(content, tmp_path / "checkpoint.pt")
    with pytest.raises(ForeignCheckpointError, match="something else"):
        checkpoint.read_checkpoint(tmp_path)


def test_a_failed_write_keeps_the_old_checkpoint(tmp_path, monkeypatch):
    state = {"epoch": 1, "history": [], "recipe": {"epochs": 2}}
    checkpoint.save_checkpoint(tmp_path, state)

    def fill_disk(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill_disk)
    with pytest.raises(UnwritableCheckpointError, match="No space left"):
        checkpoint.save_checkpoint(tmp_path, {"epoch": 2})
    assert checkpoint.read_checkpoint(tmp_path) == state
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        UnwritableCheckpointError, match=r"file/run/checkpoint\.pt.*Not a directory"
    ):
        checkpoint.save_checkpoint(tmp_path / "file" / "run", {})
