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
from resnet_demo.words.languages import read_tables
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


@pytest.mark.parametrize(
    ("page", "language"), [("README.md", "en"), ("README.zh.md", "zh"), ("docs/page.md", "en")]
)
def test_pages_call_the_tabs_as_they_are_labelled(page, language):
    """In the table of tabs every row begins with one; what else is named is another label."""
    text = (ROOT / page).read_text(encoding="utf-8")
    labels = LABELS[language]
    tabs = {label for key, label in labels.items() if key.startswith("tab_")}
    pattern = r"^\| [^|]+ \| (\*[^|]+) \| `python" if "README" in page else r"^\| (\*[^|]+) \| "
    cells = [re.findall(r"\*([^*]+)\*", cell) for cell in re.findall(pattern, text, re.M)]
    assert len(cells) >= len(EXPERIMENTS)
    for tab, *others in cells:
        assert tab in tabs
        assert set(others) <= set(labels.values())


def test_a_lesion_has_one_name_in_chinese():
    name = LABELS["zh"]["tab_lesion"]
    tables = read_tables("zh")
    texts = [text for table in ("LABELS", "SENTENCES") for text in tables[table].values()]
    texts.append((ROOT / "README.zh.md").read_text(encoding="utf-8"))
    assert any(name in text for text in texts)
    assert not [text for text in texts if "损伤" in text]


def test_the_page_says_which_commands_lack_an_option():
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(--[\w-]+)` \| [^|]+ \| (`[^|]+`) \|$", text, re.M)
    assert [option for option, _ in rows] == ["--json", "--device", "--weights-dir"]
    for option, cell in rows:
        assert set(re.findall(r"`(\w+)`", cell)) == {
            name for name, command in COMMANDS.items() if not takes(command, option)
        }


def takes(command, option):
    """Whether a command, or all commands of a group, take an option."""
    inner = getattr(command, "commands", {}).values()
    if inner:
        return all(takes(item, option) for item in inner)
    return any(option in parameter.opts for parameter in command.params)


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
