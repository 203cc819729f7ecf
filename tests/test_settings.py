"""Settings from the environment, and what is said of variables that cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import (
    EnvironmentVariableError,
    FolderVariableError,
    NumberVariableError,
    SwitchVariableError,
    UnknownVariableError,
    WholeVariableError,
)
from resnet_demo.settings import Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_read_from_its_variable(tmp_path):
    environ = {
        "RESNET_LAB_WEIGHTS_DIR": str(tmp_path),
        "RESNET_LAB_DEVICE": "cpu",
        "RESNET_LAB_MAX_PIXELS": "100",
        "RESNET_LAB_HUB_TIMEOUT_S": "0.5",
        "RESNET_LAB_OFFLINE": "Yes",
        "RESNET_LAB_MAX_FILES": "",  # as if it was not set
    }
    settings = Settings.from_env(environ)
    assert settings.weights_dir == tmp_path
    assert (settings.device, settings.max_pixels, settings.max_files) == ("cpu", 100, 64)
    assert (settings.hub_timeout_s, settings.offline) == (0.5, True)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("OFFLINE", "maybe", SwitchVariableError),
        ("MAX_PIXELS", "many", WholeVariableError),
        ("MAX_PIXELS", "0.5", WholeVariableError),
        ("MAX_FILES", "-1", WholeVariableError),
        ("HUB_TIMEOUT_S", "soon", NumberVariableError),
        ("HUB_TIMEOUT_S", "0", NumberVariableError),
        ("HUB_TIMEOUT_S", "nan", NumberVariableError),
        ("HUB_TIMEOUT_S", "inf", NumberVariableError),
        ("WEIGHTS_DIR", "/nowhere", FolderVariableError),
        ("WEIGHTS_DIR", "x" * 5000, FolderVariableError),  # no system has so long a name
    ],
)
def test_a_variable_that_cannot_be_used_is_named(name, value, kind):
    with pytest.raises(kind) as caught:
        Settings.from_env({f"RESNET_LAB_{name}": value})
    assert isinstance(caught.value, EnvironmentVariableError)
    assert (caught.value.variable, caught.value.value) == (f"RESNET_LAB_{name}", value)
    shown = value if len(value) <= 100 else f"{value[:99]}…"
    assert f"RESNET_LAB_{name} cannot be '{shown}'" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("RESNET_LAB_MAX_PIXEL", "RESNET_LAB_MAX_PIXELS"),
        ("RESNET_LAB_OFLINE", "RESNET_LAB_OFFLINE"),
        ("RESNET_LAB_WEIGHTS", "RESNET_LAB_WEIGHTS_DIR"),
        ("resnet_lab_device", "RESNET_LAB_DEVICE"),
    ],
)
def test_a_name_that_is_no_setting_is_answered_with_the_nearest(name, nearest):
    with pytest.raises(UnknownVariableError) as caught:
        Settings.from_env({"RESNET_LAB_DEVICE": "cpu", name: "1"})
    assert (caught.value.variable, caught.value.nearest) == (name, nearest)
    assert f"no setting {name}. The most similar name is {nearest}." in str(caught.value)
    empty = Settings.from_env({name: "", "RESNET_LAB": "1", "RESNET_LABEL": "1"})
    assert empty == Settings()


COMMANDS = [
    "models",
    "classify a.png",
    "compare a.png",
    "train --data folder --model resnet20.own",
    "serve",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_which_variable_it_is(command, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_MAX_PIXELS", "many")
    result = CliRunner().invoke(app, command.split())
    assert "RESNET_LAB_MAX_PIXELS cannot be 'many'" in result.stderr
    assert result.exit_code == 2


def test_the_page_says_which_variable_it_is():
    result = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=os.environ | {"RESNET_LAB_MAX_PIXELS": "many"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Traceback" not in result.stderr
    assert "RESNET_LAB_MAX_PIXELS cannot be 'many'" in result.stderr
    assert result.returncode == 2
