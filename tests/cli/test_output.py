"""What a command writes never breaks its work: encodings, closed pipes, full disks."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from resnet_demo.cli.main import main
from resnet_demo.cli.output import PLAIN_ERRORS, guard_output
from resnet_demo.experiments.faithfulness import compute
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.resnet import ResNet
from tests.conftest import make_card
from tests.experiments.faithfulness.coarse import make_checks_coarse

pytestmark = pytest.mark.slow

CLASSES = ("猫", "狗", "größer − als")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, photos):
    """A photo with a Chinese name, and a network with class names beyond every code page."""
    folder = tmp_path_factory.mktemp("output")
    shutil.copy(photos / "lion.jpg", folder / "狮子.jpg")
    network = ResNet(
        cifar_architecture(20, num_classes=3), generator=torch.Generator().manual_seed(1)
    )
    write_weights(folder, network.state_dict(), make_card("resnet20.own", classes=CLASSES))
    return folder


def run(folder: Path, *arguments: str, encoding: str = "utf-8", **options):
    environment = os.environ | {
        "PYTHONIOENCODING": encoding,
        "OMP_NUM_THREADS": "1",
        "RESNET_LAB_DEVICE": "cpu",
        "RESNET_LAB_OFFLINE": "1",
        "COLUMNS": "100",
    }
    command = [sys.executable, "-m", "resnet_demo", *arguments, "--weights-dir", str(folder)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(command, env=environment, check=False, **pipes)


@pytest.fixture
def run_here(folder, monkeypatch):
    """Returns the function that runs a command in this process, with streams of any encoding."""
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.setenv("RESNET_LAB_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "100")

    def run_main(*arguments, encoding):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2)]
        monkeypatch.setattr(sys, "argv", ["resnet_demo", *arguments])
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as ended:
            main()
        for stream in streams:
            stream.flush()
        output, errors = (stream.buffer.getvalue().decode(encoding) for stream in streams)
        return ended.value.code, output, errors

    return run_main


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("utf-8", ("狮子.jpg", "猫", "größer − als")),
        ("cp1252", (r"\u72ee\u5b50.jpg", r"\u732b", "größer - als")),
        ("ascii", (r"\u72ee\u5b50.jpg", r"\u732b", r"gr\xf6\xdfer - als")),
    ],
)
def test_names_beyond_the_encoding_are_escaped(folder, run_here, encoding, names):
    arguments = ["classify", str(folder / "狮子.jpg"), "--model", "resnet20.own"]
    code, output, errors = run_here(*arguments, "--weights-dir", str(folder), encoding=encoding)
    assert code == 0, errors
    for name in names:
        assert name in output


def test_tables_are_drawn_with_what_there_is(folder, run_here, monkeypatch):
    arguments = ["faithfulness", str(folder / "狮子.jpg"), "--column", "resnet20.own"]
    arguments += ["--method", "saliency", "--weights-dir", str(folder)]
    make_checks_coarse(monkeypatch.setattr)
    # Both encodings show one result.
    results = []
    compute_checks = compute.compute

    def compute_first(request, options):
        if not results:
            results.append(compute_checks(request, options))
        return results[0]

    monkeypatch.setattr(compute, "compute", compute_first)
    for encoding in ("cp1252", "ascii"):
        code, output, errors = run_here(*arguments, encoding=encoding)
        assert code == 0, errors
        assert "insertion - deletion" in output
        assert r"\u72ee\u5b50.jpg" in output
        assert r"\u2500" not in output  # no escaped frame
        assert "Traceback" not in errors


def test_errors_and_help_fit_any_encoding(folder, run_here):
    for arguments in (["classify", str(folder / "没有.jpg")], ["faithfulness", "--help"]):
        code, output, errors = run_here(*arguments, encoding="ascii")
        assert code == (0 if "--help" in arguments else 1)
        assert "Traceback" not in errors
        assert output.isascii()
        assert output + errors


def test_a_shell_sets_the_encoding(folder):
    result = run(
        folder,
        *("classify", str(folder / "狮子.jpg"), "--model", "resnet20.own"),
        encoding="ascii",
    )
    assert result.returncode == 0, result.stderr
    assert rb"\u72ee\u5b50.jpg" in result.stdout


def test_a_closed_pipe_ends_nothing(folder):
    reading, writing = os.pipe()
    os.close(reading)
    result = run(folder, "models", stdout=writing)
    os.close(writing)
    assert result.returncode == 0
    assert result.stderr == b""


def test_a_full_disk_is_said(folder):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        result = run(folder, "models", stdout=full)
    assert result.returncode == 1
    assert b"could not be written to standard output (No space left on device)" in result.stderr
    assert b"Traceback" not in result.stderr


def test_a_closed_standard_error_does_not_stop_a_command(folder):
    reading, writing = os.pipe()
    os.close(reading)
    result = run(folder, "classify", str(folder / "没有.jpg"), "--json", stderr=writing)
    os.close(writing)
    assert b"MissingFileError" in result.stdout


def test_a_process_without_streams_is_given_some(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    output = guard_output()
    assert output.write("−") == 1
    assert (output.failure, output.errors) == (None, PLAIN_ERRORS)
    output.close()
    sys.stderr.close()
