"""The direction of imports, read from the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import resnet_demo

PACKAGE = Path(resnet_demo.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))

# Each module may import those of earlier rows only.
ORDER = (
    ("words",),
    ("errors",),
    ("settings",),
    ("networks", "photos"),
    ("models",),
    ("columns", "saliency"),
    ("experiments", "training", "bench"),
    ("http", "cli", "page"),
)
LEVEL = {name: level for level, row in enumerate(ORDER) for name in row}


def read_imports(module: Path) -> set[str]:
    """Lists the modules a file imports anywhere, inside functions too, type checking included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own_part(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def test_every_module_has_a_place_in_the_order():
    homes = {module.parts[0].removesuffix(".py") for module in MODULES}
    assert homes - {"__init__", "__main__"} == set(LEVEL)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_point_one_way(module):
    home = module.parts[0].removesuffix(".py")
    last = len(ORDER)  # of the doors of the package, __init__ and __main__
    for name in read_imports(module):
        target = own_part(name)
        if name.startswith("resnet_demo.") and target in LEVEL and target != home:
            assert LEVEL[target] < LEVEL.get(home, last), f"{module} imports {name}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_the_user_interface_imports_gradio_and_only_saliency_captum(module):
    roots = {name.split(".")[0] for name in read_imports(module)}
    home = module.parts[0].removesuffix(".py")
    assert home == "ui" or "gradio" not in roots
    # The bench measures against captum itself.
    assert home in {"saliency", "faithfulness", "bench"} or "captum" not in roots


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_core_reads_no_environment(module):
    home = module.parts[0].removesuffix(".py")
    source = (PACKAGE / module).read_text(encoding="utf-8")
    if home not in {"console", "ui"}:
        assert "os.environ" not in source
        assert "getenv" not in source


def test_training_imports_no_service_and_no_interface():
    for module in MODULES:
        if module.parts[0] == "training":
            targets = {own_part(name) for name in read_imports(module)}
            assert not targets & {"service", "ui", "cli", "render"}


@pytest.mark.parametrize("statement", ["import resnet_demo", "import resnet_demo.cli"])
def test_importing_the_package_is_light(statement):
    heavy = "{'torch', 'gradio', 'timm', 'captum'}"
    code = f"{statement}; import sys; print({heavy} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


def test_every_public_name_can_be_reached():
    for name in resnet_demo.__all__:
        assert getattr(resnet_demo, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = resnet_demo.nothing_like_this
