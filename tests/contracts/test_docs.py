"""What README and the documentation show does what it says."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.networks.families import CIFAR10_CLASSES
from tests.experiments.faithfulness.coarse import make_checks_coarse

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md")))
PHOTOS = ("cat.jpg", "dog.jpg", "ship.png", "photo.jpg", "lion.jpg", "cheetah.jpg", "bus.png")
# A command that takes minutes runs until its time is over, which is exit code 6.
LONG = ("faithfulness lion.jpg",)
# Measurements of hours, and what other lines already run in another way.
LEFT_OUT = ("bench ", "--download", "torchrun", "resnet56", "plain56", "resnet110", "plain110")


def read_commands():
    """Lists the commands of this project that stand in a page, each once."""
    commands = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in re.findall(r"python -m resnet_demo ([^`\n]+)", text):
            commands.setdefault(line.partition("  #")[0].strip(), None)
    return list(commands)


def is_left_out(command):
    trains = command.startswith(("train", "bench"))
    return trains and any(words in command for words in LEFT_OUT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, photos):
    """A folder with the photos and pictures that the commands name."""
    folder = tmp_path_factory.mktemp("docs")
    lion = Image.open(photos / "lion.jpg").convert("RGB").resize((64, 48))
    for index, name in enumerate(PHOTOS):
        lion.rotate(40 * index).save(folder / name)
    for place, classes, count in (
        ("data/train", CIFAR10_CLASSES, 3),
        ("data/test", CIFAR10_CLASSES, 1),
        ("pets", ("cat", "hamster"), 3),
        ("more-pets", ("cat", "hamster"), 1),
    ):
        for number, name in enumerate(classes):
            (folder / place / name).mkdir(parents=True)
            for index in range(count):
                picture = lion.rotate(7 * number + 50 * index)
                picture.save(folder / place / name / f"{index}.png")
    shutil.copytree(ROOT / "weights", folder / "weights")
    return folder


@pytest.fixture
def run(folder, monkeypatch):
    """Runs a command in the folder."""
    make_checks_coarse(monkeypatch.setattr)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.setenv("RESNET_LAB_OFFLINE", "1")
    monkeypatch.setenv("RESNET_LAB_WEIGHTS_DIR", str(folder / "weights"))

    def run(command):
        is_long = command.startswith(LONG)
        line = command.partition(" > ")[0]
        words = [
            str(path)
            for word in shlex.split(line)
            for path in (sorted(Path().glob(word)) if "*." in word and "[" not in word else [word])
        ]
        if command.startswith("train "):  # another page may have trained the same network
            words.append("--overwrite")
        environment = {"RESNET_LAB_STUDY_TIMEOUT_S": "1"} if is_long else {}
        result = CliRunner().invoke(app, words, env=environment)
        assert result.exit_code == (6 if is_long else 0), f"{command}\n{result.output}"

    return run


def test_every_command_does_what_the_page_says(run):
    # In one test: a command may need what one above it wrote.
    for command in read_commands():
        if not is_left_out(command):
            run(command)


def read_python(page):
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(len(read_python(ROOT / "docs" / "python.md"))))
def test_a_python_example_runs(number, folder, monkeypatch, capsys):
    make_checks_coarse(monkeypatch.setattr)
    monkeypatch.chdir(folder)
    exec(read_python(ROOT / "docs" / "python.md")[number], {})
    assert capsys.readouterr().out.strip()


def test_the_tables_are_those_of_the_declarations(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import tables

    for page in (ROOT / "docs").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert tables.fill_tables(text) == text, f"run python -m docs.tables for {page.name}"
    sys.modules.pop("tables")


def test_every_link_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_both_readmes_have_the_same_commands_and_numbers():
    english, chinese = (path.read_text(encoding="utf-8") for path in PAGES[:2])
    for pattern in (r"python -m resnet_demo[^`\n]*", r"^\| \d+ \|.*$", r"\(docs/[\w-]+\.md\)"):
        assert re.findall(pattern, english, re.M) == re.findall(pattern, chinese, re.M)
