"""What is imported is declared, and what is declared is imported."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PROVIDERS = packages_distributions()
# Programs that are run, not imported.
PROGRAMS = {"mypy", "pytest-xdist", "ruff"}


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_requirements(file: str) -> set[str]:
    lines = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    return {normalize(re.match(r"[\w.-]+", line)[0]) for line in lines if line[0] not in "-#"}


@cache
def read_imports(*places: str) -> dict[str, str]:
    """Returns the packages from elsewhere that the files import, each with one that does."""
    importers: dict[str, str] = {}
    for place in places:
        path = REPOSITORY / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module]
                importers |= {name.partition(".")[0]: str(file) for name in names}
    scripts = (path.stem for path in (REPOSITORY / "docs").glob("*.py"))
    own = {"resnet_demo", "tests", *scripts, *sys.stdlib_module_names}
    return {name: file for name, file in importers.items() if name not in own}


def list_undeclared(imported: dict[str, str], declared: set[str]) -> dict[str, str]:
    return {
        name: file
        for name, file in imported.items()
        if not declared & {normalize(found) for found in PROVIDERS.get(name, [name])}
    }


@pytest.mark.parametrize(
    ("places", "files"),
    [
        (["app.py", "resnet_demo"], ["requirements.txt", "requirements-bench.txt"]),
        (["setup.py", "tests"], ["requirements.txt", "requirements-dev.txt"]),
    ],
    ids=["the package", "the tests"],
)
def test_what_is_imported_is_declared(places, files):
    declared = set().union(*(read_requirements(file) for file in files))
    assert list_undeclared(read_imports(*places), declared) == {}


def test_only_the_bench_needs_its_peers():
    folders = [
        f"resnet_demo/{path.name}"
        for path in (REPOSITORY / "resnet_demo").iterdir()
        if (path.is_dir() or path.suffix == ".py") and path.name != "bench"
    ]
    declared = read_requirements("requirements.txt")
    assert list_undeclared(read_imports("app.py", *folders), declared) == {}


@pytest.mark.parametrize(
    ("file", "places"),
    [
        ("requirements.txt", ["app.py", "resnet_demo"]),
        ("requirements-bench.txt", ["resnet_demo/bench"]),
        ("requirements-dev.txt", ["setup.py", "tests"]),
    ],
)
def test_what_is_declared_is_imported(file, places):
    imported = read_imports(*places)
    provided = {
        normalize(provider) for name in imported for provider in PROVIDERS.get(name, [name])
    }
    assert read_requirements(file) - provided - PROGRAMS == set()
