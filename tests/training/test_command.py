"""The command ``train`` in processes of its own: interrupted, killed, out of space, two of them."""

import csv
import json
import shutil
import signal

import pytest

from resnet_demo.training import checkpoint
from tests.training.processes import Accident, run_by_torchrun, run_in_processes

pytestmark = pytest.mark.slow

NOTHING = Accident()
OPTIONS = ("--epochs", "4", "--ema", "0.5")
# Every process holds one part of a batch of two; one process alone holds one after the other.
PIECES = ("--accumulate", "2")
# The first checkpoint (1.1 MB of weights) fits; the second, with the momentum, does not.
FULL_DISK = Accident(file_limit=1_600_000)


@pytest.fixture(scope="module")
def few(folder, tmp_path_factory):
    """The data with a few pictures a class, of which an epoch takes a moment."""
    root = tmp_path_factory.mktemp("few")
    for part, count in (("train", 12), ("test", 1)):
        for name in ("blue", "green", "red"):
            (root / part / name).mkdir(parents=True)
            for index in range(count):
                shutil.copy(folder / part / name / f"{index}.png", root / part / name)
    return root


@pytest.fixture(scope="module")
def list_arguments(few):
    """Returns the function that lists the arguments; runs in one folder go on from each other."""

    def build(root, *options):
        return [
            *("train", "--model", "resnet20.colours", "--data", str(few), "--device", "cpu"),
            *("--run-dir", str(root / "run"), "--out", str(root / "out"), *options),
        ]

    return build


@pytest.fixture(scope="module")
def train(list_arguments):
    """Returns the function that trains in a folder; it returns exit codes and standard error."""

    def run(root, *options, count=1, accident=NOTHING):
        root.mkdir(exist_ok=True)
        arguments = list_arguments(root, *options)
        return run_in_processes(arguments, root, count=count, accident=accident)

    return run


@pytest.fixture(scope="module")
def alone(train, tmp_path_factory):
    """The folder of a run that one process took to its end, in two pieces a step."""
    root = tmp_path_factory.mktemp("alone")
    codes, said = train(root, *OPTIONS, *PIECES)
    assert codes == [0], said
    return root


@pytest.fixture(scope="module")
def together(list_arguments, tmp_path_factory):
    """The folder of the same run by two processes that torchrun started, and what they said."""
    root = tmp_path_factory.mktemp("together")
    code, said = run_by_torchrun(list_arguments(root, *OPTIONS), root)
    assert code == 0, said
    return root, said


def read_losses(root):
    with (root / "run" / "metrics.csv").open() as file:
        return [float(row["train_loss"]) for row in csv.DictReader(file)]


def read_card(root):
    return json.loads((root / "out" / "resnet20.colours.json").read_text())


def test_an_interrupted_run_goes_on_to_the_same_file(train, alone, tmp_path):
    codes, said = train(tmp_path, *OPTIONS, *PIECES, accident=Accident(stop=signal.SIGINT))
    assert codes == [130], said
    assert "--resume" in said
    assert len(checkpoint.read_checkpoint(tmp_path / "run")["history"]) == 2
    assert not (tmp_path / "out").exists()
    codes, said = train(tmp_path, *OPTIONS, *PIECES, "--resume")
    assert codes == [0], said
    assert "epoch 1:" not in said
    assert read_card(tmp_path)["sha256"] == read_card(alone)["sha256"]


def test_a_killed_run_goes_on_to_the_same_file(train, alone, tmp_path):
    codes, said = train(tmp_path, *OPTIONS, *PIECES, accident=Accident(stop=signal.SIGKILL))
    assert codes == [-signal.SIGKILL], said
    assert len(checkpoint.read_checkpoint(tmp_path / "run")["history"]) == 2
    codes, said = train(tmp_path, *OPTIONS, *PIECES, "--resume")
    assert codes == [0], said
    assert "epoch 1:" not in said
    assert read_card(tmp_path)["sha256"] == read_card(alone)["sha256"]
    assert read_card(alone)["command"].endswith(
        "--seed 0 --precision fp32 --accumulate 2 --ema 0.5"
    )


def test_a_full_disk_ends_the_command_and_keeps_the_old_checkpoint(train, tmp_path):
    codes, said = train(tmp_path, "--epochs", "2", accident=FULL_DISK)
    assert codes == [4], said
    assert "checkpoint.pt cannot be written" in said
    assert "Free some space" in said
    assert "Traceback" not in said
    assert checkpoint.read_checkpoint(tmp_path / "run")["history"] == []
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "checkpoint.pt",
        "metrics.csv",
    ]


def test_weights_that_cannot_be_written_are_not_lost(train, tmp_path):
    blocked = tmp_path / "out" / "resnet20.colours.safetensors"
    (blocked / "in-the-way").mkdir(parents=True)
    codes, said = train(tmp_path, "--epochs", "1", "--overwrite")
    assert codes == [4], said
    assert "resnet20.colours.safetensors cannot be written" in said
    assert "--resume" in said
    assert "Traceback" not in said
    assert list(blocked.parent.iterdir()) == [blocked]  # no temporary file is left
    shutil.rmtree(blocked)
    codes, said = train(tmp_path, "--epochs", "1", "--resume")
    assert codes == [0], said
    assert "epoch 1:" not in said  # nothing is trained again
    assert read_card(tmp_path)["sha256"]


def test_a_place_for_the_weights_is_looked_for_before_training(train, tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    codes, said = train(tmp_path, "--epochs", "1")
    assert codes == [4], said
    assert "Choose another --out" in said
    assert not (tmp_path / "run").exists()


def test_two_processes_take_the_steps_of_one_with_two_pieces(train, together, alone, tmp_path):
    root, said = together
    assert said.count("epoch 1:") == 1  # one of them prints
    assert train(tmp_path, *OPTIONS, "--seed", "1")[0] == [0]
    losses = read_losses(root)
    assert len(losses) == 4
    assert losses == pytest.approx(read_losses(alone), rel=1e-4)
    assert losses != pytest.approx(read_losses(tmp_path), rel=1e-2)
    two, one = (checkpoint.read_checkpoint(place / "run") for place in (root, alone))
    largest = 0.0
    for name, tensor in one["network"].items():
        if "running" not in name and "num_batches" not in name:
            largest = max(largest, (tensor - two["network"][name]).abs().max().item())
    assert largest < 1e-4
    assert read_card(root)["command"].startswith("torchrun --nproc-per-node 2 -m resnet_demo train")


def test_two_processes_resume_to_the_same_file(train, together, tmp_path):
    stopped = Accident(stop=signal.SIGTERM)
    codes, said = train(tmp_path, *OPTIONS, count=2, accident=stopped)
    assert codes[0] == -signal.SIGTERM, said
    assert len(checkpoint.read_checkpoint(tmp_path / "run")["history"]) == 2
    codes, said = train(tmp_path, *OPTIONS, "--resume", count=2)
    assert codes == [0, 0], said
    assert "epoch 1:" not in said
    assert read_card(tmp_path)["sha256"] == read_card(together[0])["sha256"]


@pytest.mark.parametrize(
    ("options", "accident", "words"),
    [
        (("--learning-rate", "1e30"), NOTHING, "stopped being finite"),
        ((), FULL_DISK, "checkpoint.pt cannot be written"),
        (("--data", "absent"), NOTHING, "no such folder or ZIP archive"),
    ],
    ids=["diverged", "full disk", "no data"],
)
def test_what_stops_one_process_stops_both_with_one_sentence(
    train, tmp_path, options, accident, words
):
    codes, said = train(tmp_path, "--epochs", "2", *options, count=2, accident=accident)
    assert codes == [4, 4], said
    assert said.count(words) == 1, said
