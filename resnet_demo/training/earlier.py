"""What an earlier run wrote is kept: in folders ``earlier-1``, ``earlier-2`` … of the run."""

from __future__ import annotations

import shutil
from pathlib import Path

from resnet_demo.training.checkpoint import CHECKPOINT_NAME
from resnet_demo.training.loop import METRICS_NAME

RUN_FILES = (CHECKPOINT_NAME, METRICS_NAME)


def list_written(run_dir: Path, out: Path, key: str) -> list[Path]:
    """Lists the files of an earlier run and of an earlier model that a run would replace."""
    return [
        path
        for path in (*(run_dir / name for name in RUN_FILES), *_list_pair(out, key))
        if path.exists()
    ]


def keep_run(run_dir: Path) -> Path | None:
    """Moves the checkpoint and the curves of an earlier run aside.

    Returns:
        Where they are now; None when there are none.

    Raises:
        OSError: They cannot be moved.
    """
    files = [run_dir / name for name in RUN_FILES if (run_dir / name).exists()]
    if not files:
        return None
    folder = _make_folder(run_dir)
    for path in files:
        path.rename(folder / path.name)
    return folder


def keep_pair(run_dir: Path, out: Path, key: str) -> Path | None:
    """Copies a model that is about to be replaced.

    Returns:
        Where the copy is; None when there is no model.

    Raises:
        OSError: It cannot be copied.
    """
    files = [path for path in _list_pair(out, key) if path.is_file()]
    if not files:
        return None
    folder = _make_folder(run_dir)
    for path in files:
        shutil.copy2(path, folder / path.name)
    return folder


def drop_copies(folder: Path, out: Path, key: str) -> bool:
    """Deletes a copy that :func:`keep_pair` made if the model is the same as before; says so."""
    copies = [folder / path.name for path in _list_pair(out, key)]
    same = all(
        copy.is_file() and copy.read_bytes() == path.read_bytes()
        for copy, path in zip(copies, _list_pair(out, key), strict=True)
    )
    if same:
        shutil.rmtree(folder)
    return same


def _list_pair(out: Path, key: str) -> tuple[Path, Path]:
    return out / f"{key}.safetensors", out / f"{key}.json"


def _make_folder(run_dir: Path) -> Path:
    number = 1
    while True:
        folder = run_dir / f"earlier-{number}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder
