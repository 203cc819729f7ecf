"""The command ``train`` as a shell starts it: interrupted, killed, out of space, two processes."""

import csv
import json
import os
import resource
import shutil
import signal
import subprocess
import sys

import pytest

from resnet_demo.training import checkpoint

pytestmark = pytest.mark.slow

# A launcher that hangs fails its test by this limit.
TIMEOUT_S = 300
TORCHRUN = (*("-m", "torch.distributed.run", "--standalone"), *("--nproc-per-node", "2"))
# One thread each: two processes on a small machine would otherwise fight for its cores.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1"}


@pytest.fixture
def train_command(folder, tmp_path):
    """Returns the function that builds a command line; runs of one name share their folder."""

    def build(name, *options, launcher=()):
        return [
            *(sys.executable, *launcher, "-m", "resnet_demo", "train"),
            *("--model", "resnet20.colours", "--data", str(folder), "--device", "cpu"),
            *("--run-dir", str(tmp_path / name), "--out", str(tmp_path / f"{name}-out")),
            *options,
        ]

    return build


def run_to_end(command, **changes):
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
        env=ENVIRONMENT,
        **changes,
    )


def read_losses(run_dir):
    with (run_dir / "metrics.csv").open() as file:
        return [float(row["train_loss"]) for row in csv.DictReader(file)]


def read_digest(folder):
    return json.loads((folder / "resnet20.colours.json").read_text())["sha256"]


def limit_files(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_interrupting_the_command_leaves_a_checkpoint_that_resumes(train_command, tmp_path):
    command = train_command("run", "--epochs", "400")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("epoch 2"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert "--resume" in rest
    state = checkpoint.read_checkpoint(tmp_path / "run")
    assert len(state["history"]) >= 2
    assert not (tmp_path / "run-out").exists()


def test_a_killed_run_resumes_to_the_same_file(train_command, tmp_path):
    options = ("--epochs", "4", "--ema", "0.9", "--accumulate", "4")
    whole = run_to_end(train_command("whole", *options))
    assert whole.returncode == 0, whole.stderr
    command = train_command("killed", *options)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        for line in process.stderr:
            if line.startswith("epoch 2"):  # the third one has begun
                process.kill()
                break
        process.stderr.read()
    assert process.returncode == -signal.SIGKILL
    assert 2 <= len(checkpoint.read_checkpoint(tmp_path / "killed")["history"]) < 4
    resumed = run_to_end([*command, "--resume"])
    assert resumed.returncode == 0, resumed.stderr
    assert "epoch 1:" not in resumed.stderr
    assert read_digest(tmp_path / "killed-out") == read_digest(tmp_path / "whole-out")
    card = json.loads((tmp_path / "whole-out" / "resnet20.colours.json").read_text())
    assert card["command"].endswith("--seed 0 --precision fp32 --accumulate 4 --ema 0.9")


def test_a_full_disk_ends_the_command_and_keeps_the_old_checkpoint(train_command, tmp_path):
    # The first checkpoint (1.1 MB of weights) fits; the second, with the momentum, does not.
    result = run_to_end(train_command("run", "--epochs", "2"), preexec_fn=limit_files(1_600_000))
    assert result.returncode == 4, result.stderr
    assert "checkpoint.pt cannot be written" in result.stderr
    assert "Free some space" in result.stderr
    assert "Traceback" not in result.stderr
    assert checkpoint.read_checkpoint(tmp_path / "run")["history"] == []
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "checkpoint.pt",
        "metrics.csv",
    ]


def test_weights_that_cannot_be_written_are_not_lost(train_command, tmp_path):
    blocked = tmp_path / "run-out" / "resnet20.colours.safetensors"
    (blocked / "in-the-way").mkdir(parents=True)
    command = train_command("run", "--epochs", "1")
    result = run_to_end([*command, "--overwrite"])
    assert result.returncode == 4, result.stderr
    assert "resnet20.colours.safetensors cannot be written" in result.stderr
    assert "--resume" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(blocked.parent.iterdir()) == [blocked]  # no temporary file is left
    shutil.rmtree(blocked)
    again = run_to_end([*command, "--resume"])
    assert again.returncode == 0, again.stderr
    assert "epoch 1:" not in again.stderr  # nothing is trained again
    assert read_digest(tmp_path / "run-out")


def test_a_place_for_the_weights_is_looked_for_before_training(train_command, tmp_path):
    (tmp_path / "run-out").write_text("a file where the folder should be")
    result = run_to_end(train_command("run", "--epochs", "1"))
    assert result.returncode == 4, result.stderr
    assert "Choose another --out" in result.stderr
    assert not (tmp_path / "run").exists()


def test_two_processes_take_the_steps_of_one_with_two_pieces(train_command, tmp_path):
    options = ("--epochs", "4", "--ema", "0.5")
    together = run_to_end(train_command("two", *options, launcher=TORCHRUN))
    assert together.returncode == 0, together.stderr
    assert together.stderr.count("epoch 1:") == 1  # one of them prints
    for name, *more in (("one", "--accumulate", "2"), ("other", "--seed", "1")):
        alone = run_to_end(train_command(name, *options, *more))
        assert alone.returncode == 0, alone.stderr
    losses = read_losses(tmp_path / "two")
    assert len(losses) == 4
    assert losses == pytest.approx(read_losses(tmp_path / "one"), rel=1e-4)
    assert losses != pytest.approx(read_losses(tmp_path / "other"), rel=1e-2)
    two, one = (checkpoint.read_checkpoint(tmp_path / name) for name in ("two", "one"))
    largest = 0.0
    for name, tensor in one["network"].items():
        if "running" not in name and "num_batches" not in name:
            largest = max(largest, (tensor - two["network"][name]).abs().max().item())
    assert largest < 1e-4
    card = json.loads((tmp_path / "two-out" / "resnet20.colours.json").read_text())
    assert card["command"].startswith("torchrun --nproc-per-node 2 -m resnet_demo train")


def test_two_processes_resume_to_the_same_file(train_command, tmp_path):
    options = ("--epochs", "4")
    whole = run_to_end(train_command("whole", *options, launcher=TORCHRUN))
    assert whole.returncode == 0, whole.stderr
    command = train_command("run", *options, launcher=TORCHRUN)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        for line in process.stderr:
            if line.startswith("epoch 2"):
                process.terminate()  # the launcher ends both
                break
        rest = process.stderr.read()
    assert process.returncode != 0, rest
    assert 2 <= len(checkpoint.read_checkpoint(tmp_path / "run")["history"]) < 4
    resumed = run_to_end([*command, "--resume"])
    assert resumed.returncode == 0, resumed.stderr
    assert "epoch 1:" not in resumed.stderr
    assert read_digest(tmp_path / "run-out") == read_digest(tmp_path / "whole-out")


@pytest.mark.parametrize(
    ("options", "limit", "words"),
    [
        (("--learning-rate", "1e30"), None, "stopped being finite"),
        ((), 1_600_000, "checkpoint.pt cannot be written"),
        (("--data", "absent"), None, "no such folder or ZIP archive"),
    ],
    ids=["diverged", "full disk", "no data"],
)
def test_what_stops_one_process_stops_both_with_one_sentence(train_command, options, limit, words):
    result = run_to_end(
        train_command("run", "--epochs", "2", *options, launcher=TORCHRUN),
        preexec_fn=None if limit is None else limit_files(limit),
    )
    assert result.returncode != 0
    assert result.stderr.count(words) == 1, result.stderr
