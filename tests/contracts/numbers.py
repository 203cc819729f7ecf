"""Writes down what the commands print, so that a rearranged program can be held to it.

``python -m tests.contracts.numbers`` runs every command of ``COMMANDS`` and writes its exit code
and its document to ``numbers.json``, an entry a line. ``test_numbers.py`` runs them again and
compares. The pictures are drawn here, from seeds. Write the file anew only when the numbers are
meant to change.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from huggingface_hub import constants
from PIL import Image
from typer.testing import CliRunner

from resnet_demo.cli.main import app

NUMBERS_FILE = Path(__file__).with_name("numbers.json")
DIGITS = 7
# Stands for what changes from run to run, from machine to machine, or with the wording.
VARIES = "(varies)"
VARYING_KEYS = {"seconds", "versions", "message"}

# Arguments that start with this are files in the folder of pictures.
PICTURES = "pictures/"
WIDE, TALL, SQUARE = (f"{PICTURES}{name}.png" for name in ("wide", "tall", "square"))
DAMAGED, WORDS, ABSENT = (f"{PICTURES}{name}.png" for name in ("damaged", "words", "absent"))
SIZES = {WIDE: (96, 64), TALL: (50, 75), SQUARE: (32, 32)}

RESNET20, PLAIN20, RESNET56 = (f"{name}.cifar10" for name in ("resnet20", "plain20", "resnet56"))
NO_SKIPS = f"{RESNET20}:skip[*]=0"
ONE_STAGE = f"{RESNET20}:skip[layer2.*]=0"
MIXED = f"{RESNET20}:skip[layer2.*]=0.5,branch[layer3.1]=0,branch[layer1.0]=0.25"
LAST_BRANCH = f"{RESNET56}:branch[layer3.8]=0"
TWO_COLUMNS = ("--column", RESNET20, "--column", MIXED)
METHODS = (
    "grad-cam",
    "saliency",
    "smoothgrad",
    "input-x-gradient",
    "integrated-gradients",
    "deeplift",
    "gradient-shap",
    "guided-backprop",
    "deconvolution",
    "guided-grad-cam",
    "occlusion",
)

ANSWERS: list[list[str]] = [
    ["models"],
    ["classify", WIDE, TALL, SQUARE],
    ["classify", WIDE, TALL, "--model", PLAIN20, "--top", "3"],
    ["classify", WIDE, SQUARE, "--model", RESNET56, "--views", "single", "--top", "1"],
    ["classify", WIDE, "--views", "average", "--top", "10"],
    ["compare", WIDE],
    ["compare", TALL, "--model", RESNET56, "--top", "2"],
    ["compare", WIDE, "--plan", ONE_STAGE],
    ["compare", WIDE, "--plan", f"{RESNET56}:skip[*]=0"],
    ["compare", SQUARE, "--column", MIXED, "--column", RESNET20, "--column", PLAIN20],
    ["compare", WIDE, TALL, SQUARE],
    ["compare", WIDE, TALL, "--column", RESNET56, "--column", LAST_BRANCH],
    ["lesion", WIDE, "--draws", "3", "--seed", "1"],
    ["lesion", TALL, "--part", "skip", "--draws", "2"],
    ["lesion", SQUARE, "--model", RESNET56, "--draws", "0"],
    ["sweep", WIDE],
    ["sweep", TALL, "--part", "branch", "--blocks", "layer2.*"],
    ["sweep", SQUARE, "--model", RESNET56, "--blocks", "layer3.4"],
    ["sweep", WIDE, "--part", "branch", "--model", PLAIN20, "--blocks", "layer3.*"],
    ["sweep", WIDE, "--reestimate", "--also", TALL],
    ["profile", SQUARE, "--paths", "1", "--column", RESNET20],
    ["profile", WIDE, "--also", TALL, "--column", MIXED, "--column", PLAIN20, "--seed", "3"],
    *(["explain", WIDE, "--method", method, "--samples", "3", *TWO_COLUMNS] for method in METHODS),
    ["explain", TALL, "--model", RESNET56, "--layer", "layer2", "--target", "cat"],
    ["explain", TALL, "--target", "cat", "--versus", "dog", "--column", MIXED],
    ["explain", SQUARE, "--method", "saliency", "--column", PLAIN20, "--target", "3"],
    ["explain", TALL, "--method", "smoothgrad", "--noise", "0.3", "--samples", "2", "--seed", "5"],
    ["explain", TALL, "--method", "integrated-gradients", "--baseline", "black"],
    ["explain", TALL, "--method", "gradient-shap", "--samples", "2", "--baseline", "blurred"],
    ["explain", TALL, "--method", "occlusion", "--window", "8", "--stride", "8"],
    ["explain", WIDE, "--column", RESNET20, "--out", f"{PICTURES}maps"],
    [
        *("faithfulness", TALL, "--method", "grad-cam", "--column", RESNET20),
        *("--seed", "2", "--target", "cat", "--baseline", "black"),
    ],
]

MISTAKES: list[list[str]] = [
    ["classify", DAMAGED, WIDE, WORDS, ABSENT, "--top", "1"],
    ["classify", WIDE, "--model", "resnet21.cifar10"],
    ["classify", WIDE, "--model", "resnet20"],
    ["classify", WIDE, "--model", "resnet50.a1_in1k"],
    ["classify", WIDE, "--model", "resnet110.cifar10"],
    ["classify", WIDE, "--top", "0"],
    ["classify", WIDE, "--top", "11"],
    ["classify", WIDE, "--views", "many"],
    ["classify", WIDE, "--device", "tpu"],
    ["compare", ABSENT],
    ["compare", DAMAGED],
    ["compare", WIDE, DAMAGED],
    ["compare", WIDE, "--model", "vgg16"],
    ["compare", WIDE, "--top", "0"],
    ["compare", WIDE, "--plan", f"{RESNET20}:skip[layer9.*]=0"],
    ["compare", WIDE, "--plan", f"{RESNET20}:skip[*]=2"],
    ["compare", WIDE, "--plan", f"{RESNET20}:skip"],
    ["compare", WIDE, "--model", RESNET20, "--plan", f"{RESNET56}:skip[*]=0"],
    ["compare", WIDE, "--plan", f"{PLAIN20}:skip[*]=0"],
    ["compare", WIDE, *(["--column", RESNET20] * 4)],
    ["lesion", WIDE, "--model", PLAIN20],
    ["lesion", WIDE, "--draws", "101"],
    ["lesion", WIDE, "--draws", "-1"],
    ["lesion", WIDE, "--part", "both"],
    ["lesion", WORDS],
    ["sweep", WIDE, "--model", PLAIN20],
    ["sweep", WIDE, "--blocks", "layer9.0"],
    ["sweep", WIDE, "--reestimate", "--also", ABSENT],
    ["profile", WIDE, "--paths", "101"],
    ["profile", WIDE, "--paths", "1", "--model", PLAIN20],
    ["profile", WIDE, "--model", "resnet20.mnist"],
    ["profile", DAMAGED],
    ["explain", WIDE, "--method", "guess"],
    ["explain", WIDE, "--target", "unicorn"],
    ["explain", WIDE, "--target", "cat", "--versus", "cat"],
    ["explain", WIDE, "--layer", "layer9"],
    ["explain", WIDE, "--baseline", "white"],
    ["explain", WIDE, "--samples", "0"],
    ["explain", WIDE, "--method", "occlusion", "--window", "2000"],
    ["explain", ABSENT],
    ["faithfulness", WIDE, "--method", "guess"],
    ["faithfulness", ABSENT, "--method", "grad-cam"],
]

COMMANDS = [[*command, "--json"] for command in ANSWERS + MISTAKES]


def draw_picture(seed: int, size: tuple[int, int]) -> Image.Image:
    """Draws soft coloured spots on a slope of colour.

    Only ``random.Random`` and the four operations are used: they give the same pixels everywhere.
    """
    chance = random.Random(seed)
    width, height = size
    x, y = np.meshgrid(np.arange(width) / width, np.arange(height) / height)
    channels = np.stack([0.3 + 0.4 * (x * chance.random() + y * chance.random())] * 3)
    for _ in range(5):
        from_x, from_y = x - chance.random(), y - chance.random()
        radius = 0.05 + 0.3 * chance.random()
        spread = (from_x * from_x + from_y * from_y) / (radius * radius)
        weight = 1 / (1 + spread * spread * spread)
        colour = np.array([chance.random() for _ in range(3)])[:, None, None]
        channels = channels * (1 - weight) + colour * weight
    return Image.fromarray((channels.transpose(1, 2, 0) * 255).round().clip(0, 255).astype("uint8"))


def write_pictures(folder: Path) -> None:
    """Writes all pictures below a folder: three good ones, half a file, and words."""
    (folder / PICTURES).mkdir()
    for seed, (name, size) in enumerate(SIZES.items()):
        draw_picture(seed, size).save(folder / name)
    content = io.BytesIO()
    draw_picture(len(SIZES), (64, 64)).save(content, "PNG")
    (folder / DAMAGED).write_bytes(content.getvalue()[: len(content.getvalue()) // 2])
    (folder / WORDS).write_text("no picture")


def run_command(command: list[str], folder: Path) -> dict[str, Any]:
    """Runs a command of ``COMMANDS`` in this process; returns its entry.

    The document is None where the command line itself was refused and no document printed.

    Args:
        command: Arguments.
        folder: Where ``write_pictures`` wrote.
    """
    arguments = [
        str(folder / argument) if argument.startswith(PICTURES) else argument
        for argument in command
    ]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("RESNET_LAB_")
    }
    environment |= {"RESNET_LAB_DEVICE": "cpu", "RESNET_LAB_OFFLINE": "1"}
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(constants, "HF_HUB_CACHE", str(folder / "hub")),
    ):
        result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    document = json.loads(result.stdout) if result.stdout else None
    return {
        "command": command,
        "exit_code": result.exit_code,
        "document": make_stable(document, folder),
    }


def make_stable(value: Any, folder: Path) -> Any:
    """Returns a document without what changes from run to run, its numbers rounded."""
    if isinstance(value, dict):
        return {
            key: VARIES if key in VARYING_KEYS else make_stable(inner, folder)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [make_stable(inner, folder) for inner in value]
    if isinstance(value, str):
        return value.replace(f"{folder}{os.sep}", "")
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def main() -> None:
    """Runs every command and writes the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pictures(folder)
        entries = []
        for command in COMMANDS:
            entries.append(run_command(command, folder))
            sys.stderr.write(
                f"{time.process_time():6.1f} s  {entries[-1]['exit_code']}  {' '.join(command)}\n"
            )
    lines = [json.dumps(entry, separators=(",", ":")) for entry in entries]
    NUMBERS_FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
