"""The wheel holds the whole package and works in an environment that never saw the checkout."""

import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from urllib.request import urlopen

import pytest

import resnet_demo
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.words.text import PRODUCT

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
OFFLINE = ("--no-index", "--no-deps")


def list_files(folder: Path) -> set[str]:
    """Names every file below a folder that is neither hidden nor made by Python."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        path.as_posix()
        for path in paths
        if "__pycache__" not in path.parts and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy, so that the checkout stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in ("resnet_demo", "weights"):
        copytree(REPOSITORY / name, source / name, ignore=ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "requirements.txt", "README.md", "LICENSE"):
        copy(REPOSITORY / name, source)
    folder = source / "dist"
    command = [*PIP, "wheel", *OFFLINE, "--no-build-isolation", "--wheel-dir", folder, source]
    subprocess.run(command, check=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    """A virtual environment with the wheel and with the dependencies of this interpreter."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([*PIP, "--python", python, "install", *OFFLINE, wheel], check=True)
    (packages,) = folder.rglob("site-packages")
    # A path in a .pth file adds the folder, but not the .pth files in it: an editable installation
    # of the checkout stays out of reach.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def start(environment: Path, program: str, *arguments: str | Path) -> subprocess.Popen:
    """Starts a program of the environment, away from the checkout."""
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    names = ("PYTHON", "RESNET_LAB", "GRADIO")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    return subprocess.Popen(
        [folder / program, *arguments],
        cwd=environment,
        env=variables | {"RESNET_LAB_DEVICE": "cpu", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(environment: Path, program: str, *arguments: str | Path) -> str:
    """Runs a program of the environment; returns what it prints."""
    with start(environment, program, *arguments) as process:
        printed, complaints = process.communicate()
    assert process.returncode == 0, complaints
    return printed


def test_the_wheel_holds_every_file_of_the_package_and_the_weights(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {f"resnet_demo/{name}" for name in list_files(REPOSITORY / "resnet_demo")}
    weights = {f"resnet_demo/shipped_weights/{name}" for name in list_files(REPOSITORY / "weights")}
    assert held == package | weights
    assert "resnet_demo/py.typed" in held
    assert {
        f"resnet_demo/shipped_weights/{key}20.cifar10.json" for key in ("resnet", "plain")
    } <= held


def test_the_wheel_says_what_it_is(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
        assert archive.read(name.replace("METADATA", "licenses/LICENSE")).strip()
    assert metadata["Version"] == resnet_demo.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "# ResNet Lab" in metadata.get_payload()
    required = [re.match(r"[\w-]+", line)[0] for line in metadata.get_all("Requires-Dist")]
    declared = (REPOSITORY / "requirements.txt").read_text().splitlines()
    assert required == [line.partition(">=")[0] for line in declared]


def test_an_installed_wheel_classifies_with_its_own_weights(environment, photos):
    answer = json.loads(run(environment, "resnet-lab", "classify", photos / "lion.jpg", "--json"))
    (result,) = answer["results"]
    assert result["top"][0]["label"] in CIFAR10_CLASSES
    code = "from resnet_demo.settings import SHIPPED_WEIGHTS_DIR as f; print(f)"
    folder = Path(run(environment, "python", "-c", code).strip())
    assert folder.is_relative_to(environment.resolve())
    shipped = sorted(path.name for path in (REPOSITORY / "weights").glob("*.safetensors"))
    assert sorted(path.name for path in folder.glob("*.safetensors")) == shipped


def test_an_installed_wheel_serves_the_page_with_its_style(environment):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with start(environment, "resnet-lab", "serve", "--port", str(port)) as process:
        try:
            announced = process.stdout.readline()
            assert f"http://127.0.0.1:{port}" in announced, process.stderr.read()
            with urlopen(f"http://127.0.0.1:{port}/config") as answer:
                config = json.load(answer)
        finally:
            process.terminate()
            process.communicate()
    assert config["title"] == PRODUCT
    style = (REPOSITORY / "resnet_demo" / "page" / "style.css").read_text(encoding="utf-8")
    assert style in config["css"]
