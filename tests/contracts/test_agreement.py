"""An experiment has one name and one set of options everywhere: command, endpoint, page, words and
documentation.
"""

import re
from pathlib import Path

import pytest
import typer

from resnet_demo.cli.main import app
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.options import list_options
from resnet_demo.words.text import LABELS

ROOT = Path(__file__).parents[2]
FOLDERS = ROOT / "resnet_demo" / "experiments"
FILES = {"__init__", "options", "compute", "document", "table", "panel"}
# What every experiment is asked beside its own options.
COMMON = {"photos", "others", "model", "plan", "column", "out", "device", "weights_dir", "as_json"}
COMMANDS = typer.main.get_command(app).commands
every_experiment = pytest.mark.parametrize("name", EXPERIMENTS)


def option_names(name):
    return [option.name for option in list_options(EXPERIMENTS[name].load_options())]


def test_every_folder_is_a_row_and_every_row_a_folder():
    folders = {path.parent.name for path in FOLDERS.glob("*/compute.py")}
    assert folders == set(EXPERIMENTS)


@every_experiment
def test_a_folder_has_the_files_of_an_experiment(name):
    files = {path.stem for path in (FOLDERS / name).glob("*.py")}
    assert files >= FILES
    assert ("files" in files) == EXPERIMENTS[name].writes_files


@every_experiment
def test_the_command_has_the_options_that_are_declared(name):
    command = COMMANDS[name]
    parameters = {parameter.name: parameter for parameter in command.params}
    assert set(parameters) - COMMON == set(option_names(name))
    for option in list_options(EXPERIMENTS[name].load_options()):
        parameter = parameters[option.name]
        assert f"--{option.name.replace('_', '-')}" in parameter.opts
        assert parameter.help.startswith(option.help)
        assert parameter.default == option.default
    for alias in EXPERIMENTS[name].aliases:
        assert COMMANDS[alias].callback.__name__ == name


@every_experiment
def test_every_option_has_a_label_in_every_language(name):
    for option in list_options(EXPERIMENTS[name].load_options()):
        for language, labels in LABELS.items():
            keys = {f"{name}_{option.name}", f"option_{option.name}"}
            assert keys & labels.keys(), language


@every_experiment
def test_the_tab_is_named_in_every_language(name):
    for language, labels in LABELS.items():
        assert labels.get(f"tab_{name}"), language


@every_experiment
def test_the_documentation_describes_the_experiment(name):
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert re.search(rf"python -m resnet_demo {name} ", section)
    flags = re.findall(r"^\| `--([\w-]+)`", section, re.MULTILINE)
    assert flags == [option.replace("_", "-") for option in option_names(name)]
    http = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    assert f'api_name="/{name}"' in http


@every_experiment
def test_an_example_shows_the_experiment(name):
    example = ROOT / "examples" / f"{name}.py"
    assert f'run("{name}"' in example.read_text(encoding="utf-8")
