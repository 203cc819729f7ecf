"""What a command writes never breaks its work: encodings, closed pipes, full disks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from resnet_demo.cli.output import PLAIN_ERRORS, guard_output
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.resnet import ResNet
from tests.conftest import make_card

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


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
@pytest.mark.slow
def test_names_beyond_the_encoding_are_escaped(folder, encoding):
    result = run(
        folder, "classify", str(folder / "狮子.jpg"), "--model", "resnet20.own", encoding=encoding
    )
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode(encoding)
    expected = {
        "utf-8": ("狮子.jpg", "猫", "größer − als"),
        "cp1252": (r"\u72ee\u5b50.jpg", r"\u732b", "größer - als"),
        "ascii": (r"\u72ee\u5b50.jpg", r"\u732b", r"gr\xf6\xdfer - als"),
    }
    for name in expected[encoding]:
        assert name in text


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.slow
def test_tables_are_drawn_with_what_there_is(folder, encoding):
    result = run(
        folder,
        "faithfulness",
        str(folder / "狮子.jpg"),
        "--column",
        "resnet20.own",
        "--method",
        "saliency",
        encoding=encoding,
    )
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode(encoding)
    assert "insertion - deletion" in text
    assert r"\u72ee\u5b50.jpg" in text
    assert r"\u2500" not in text  # no escaped frame
    assert b"Traceback" not in result.stderr


def test_errors_and_help_fit_any_encoding(folder):
    for arguments in (["classify", str(folder / "没有.jpg")], ["faithfulness", "--help"]):
        result = run(folder, *arguments, encoding="ascii")
        assert b"Traceback" not in result.stderr
        assert result.stdout.isascii()


def test_a_closed_pipe_ends_nothing(folder):
    reading, writing = os.pipe()
    os.close(reading)
    result = run(folder, "models", stdout=writing)
    os.close(writing)
    assert result.returncode == 0
    assert result.stderr == b""


@pytest.mark.parametrize("arguments", [("models",), ("models", "--json")])
def test_a_full_disk_is_said(folder, arguments):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        result = run(folder, *arguments, stdout=full)
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
