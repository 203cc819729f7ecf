"""The direction of imports, read from the source."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import resnet_demo

PACKAGE = Path(resnet_demo.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))

# A module may import those of its own layer's row and of earlier rows only. A row lists folders and
# files of the package; the longest name that fits says where a module is.
LAYERS = (
    ("words",),
    ("errors",),
    ("settings", "progress", "folders"),
    ("networks", "photos"),
    ("models",),
    ("columns",),
    ("saliency",),
    ("experiments",),
    ("training", "bench"),
    ("page",),
    ("experiments/*/panel",),
    ("http",),
    ("page/build",),
    ("cli",),
)
# The doors of the package.
DOORS = {"__init__", "__main__"}
PANEL = "experiments/*/panel"
USER_INTERFACE = {"page", "page/build", "http", PANEL}


def find_row(module: Path) -> str:
    """Returns the name in ``LAYERS`` that a module belongs to."""
    parts = module.with_suffix("").parts
    if parts[0] == "experiments" and parts[-1].startswith("panel"):
        return PANEL
    return "page/build" if parts in {("page", "build"), ("page", "serve")} else parts[0]


LEVELS = {name: level for level, row in enumerate(LAYERS) for name in row}


@cache
def read_imports(module: Path) -> set[Path]:
    """Lists what a file imports anywhere, inside functions and for types too: modules of the
    package as paths in it, others as the path of their name.
    """
    paths: set[Path] = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        paths |= {_find_module(name) for name in names}
    return paths


def _find_module(name: str) -> Path:
    path = Path(*name.split("."))
    if path.parts[0] != "resnet_demo":
        return path
    inside = Path(*path.parts[1:])
    while inside.name:  # the last parts may be names inside a module
        for candidate in (inside.with_suffix(".py"), inside / "__init__.py"):
            if (PACKAGE / candidate).exists():
                return Path("resnet_demo") / candidate
        inside = inside.parent
    return Path("resnet_demo")


def list_own(module: Path) -> set[Path]:
    """Lists the modules of the package that a file imports."""
    return {
        path.relative_to("resnet_demo")
        for path in read_imports(module)
        if path.parts[0] == "resnet_demo" and len(path.parts) > 1
    }


def test_every_module_has_a_place_in_the_layers():
    rows = {
        find_row(module) for module in MODULES if module.stem not in DOORS or module.parent.name
    }
    assert rows - DOORS == set(LEVELS)


def test_imports_point_one_way():
    for module in MODULES:
        row = find_row(module)
        level = LEVELS.get(row, len(LAYERS))  # the doors may import everything
        for target in list_own(module):
            other = find_row(target)
            if other != row:
                assert LEVELS[other] < level, f"{module} imports {target}"


def list_roots(module: Path) -> set[str]:
    """Lists the packages that a file imports."""
    return {path.parts[0] for path in read_imports(module)}


def test_only_the_user_interface_imports_gradio_and_only_saliency_captum():
    for module in MODULES:
        roots, row = list_roots(module), find_row(module)
        assert row in USER_INTERFACE or "gradio" not in roots, module
        may_use_captum = row in {"saliency", "bench"} or "faithfulness" in module.parts
        assert may_use_captum or "captum" not in roots, module


def test_compute_and_documents_know_no_interface():
    for module in MODULES:
        if module.parts[0] == "experiments" and module.stem in {"compute", "document", "options"}:
            roots = list_roots(module)
            assert not roots & {"gradio", "typer", "rich", "plotly"}, module
            assert module.stem == "document" or "json" not in roots, module


def test_the_core_reads_no_environment():
    for module in MODULES:
        source = (PACKAGE / module).read_text(encoding="utf-8")
        if module.parts[0] not in {"cli", "page"}:
            assert "os.environ" not in source, module
            assert "getenv" not in source, module


def test_training_imports_neither_saliency_nor_an_interface():
    for module in MODULES:
        if module.parts[0] == "training":
            targets = {find_row(target) for target in list_own(module)}
            assert not targets & {"saliency", "page", "http", "cli"}


HEAVY = ("torch", "gradio", "timm", "captum")
# Torch's compiler is imported by torchvision, and by torch where a network is drawn on the meta
# device or moved from there; it takes longer than all the rest of a command that classifies.
COMPILER = ("gradio", "timm", "captum", "torchvision", "torch._dynamo")
CLASSIFY = """
from resnet_demo.cli.main import app
app(["classify", {photo!r}, "--model", "resnet20.cifar10"], standalone_mode=False)
"""
# Nor does a format of photos come into the registry of Pillow before a photo is opened.
DRAW = """
import resnet_demo.photos.preprocess, resnet_demo.photos.checks
from PIL import Image
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.resnet import draw_network
draw_network(cifar_architecture(20), 0)
Image.init()
assert "HEIF" not in Image.OPEN
"""


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import resnet_demo, resnet_demo.cli.main, resnet_demo.page.serve", HEAVY),
        pytest.param(CLASSIFY, COMPILER, marks=pytest.mark.slow),
        pytest.param(DRAW, ("pillow_heif", "sympy", *COMPILER), marks=pytest.mark.slow),
    ],
    ids=["import", "classify", "draw"],
)
def test_nothing_is_imported_that_is_not_needed(statement, heavy, photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    code = (
        f"{statement.format(photo=str(photos / 'lion.jpg'))}\n"
        f"import sys; print(set({heavy}) & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "set()"


def test_every_public_name_can_be_reached():
    for name in resnet_demo.__all__:
        assert getattr(resnet_demo, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = resnet_demo.nothing_like_this
