"""Every error says itself, in every language, and survives being copied."""

import ast
import collections.abc
import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
import re
import typing
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest

from resnet_demo import errors
from resnet_demo.errors import ResNetLabError
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.words.languages import LANGUAGES, read_tables

CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ResNetLabError)
}
FAMILIES = {base.__name__ for kind in CLASSES.values() for base in kind.__mro__[1:]}
TYPES = {
    name: kind
    for name, kind in CLASSES.items()
    if dataclasses.is_dataclass(kind) and name in read_tables("en")["ERRORS"]
}
# By annotation: what a field may hold. A Literal stands for each of its values.
SAMPLES = {
    str: "x{0}<y>",
    int: 12,
    float: 0.25,
    object: "another",
    Path: Path("some/where"),
}
# Fields that a type says outside its template.
APART = {"DamagedPicturesError": {"pictures"}}


def list_samples(annotation: object) -> list[object]:
    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    if typing.get_origin(annotation) is collections.abc.Mapping:
        return [{"a.png": errors.DeviceError("tpu", ("cpu",))}]
    if typing.get_origin(annotation) is not None:  # a sequence
        (inner,) = typing.get_args(annotation)
        return [tuple(list_samples(inner) * 2), ()]
    return [SAMPLES[annotation]]


def make_samples(kind: type[ResNetLabError]) -> list[ResNetLabError]:
    """Makes an error for each value of each field, the other fields at their first value."""
    hints = typing.get_type_hints(kind)
    values = {field.name: list_samples(hints[field.name]) for field in dataclasses.fields(kind)}
    first = {name: samples[0] for name, samples in values.items()}
    variants = [first | {name: sample} for name, samples in values.items() for sample in samples]
    return [kind(**fields) for fields in variants or [{}]]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_error_says_itself_in_every_language(code):
    for name, kind in TYPES.items():
        template = read_tables(code)["ERRORS"][name]
        used = {field for _, field, _, _ in Formatter().parse(template) if field}
        fields = {field.name for field in dataclasses.fields(kind)}
        assert used == fields - APART.get(name, set()), name
        for error in make_samples(kind):
            sentence = error.describe(code)
            assert not re.search(r"\{(?!0\}<)|None|<class", sentence)
            assert sentence.count("x{0}<y>") >= (str in typing.get_type_hints(kind).values())
            assert sentence.endswith("." if code == "en" else "。"), sentence
            if code == "zh":
                assert re.search("[\u4e00-\u9fff]", sentence), sentence


def test_a_type_has_a_template_and_a_family_has_none():
    assert read_tables("en")["ERRORS"].keys() == TYPES.keys()
    assert CLASSES.keys() - TYPES.keys() <= FAMILIES


def list_sources() -> list[Path]:
    """Lists the files of the package that use errors and define none."""
    folder = Path(errors.__file__).parent
    return [path for path in folder.parent.rglob("*.py") if path.parent != folder]


def list_raised_names() -> set[str]:
    """The names of errors that the source makes."""
    names: set[str] = set()
    for path in list_sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else node
            called = raised.func if isinstance(raised, ast.Call) else raised
            if isinstance(node, ast.Raise | ast.Call) and isinstance(called, ast.Name):
                names.add(called.id)
    return names


def test_every_type_is_raised_and_no_family_is():
    raised = list_raised_names()
    assert not raised & (CLASSES.keys() - TYPES.keys())
    mentioned = {
        word
        for path in list_sources()
        if path.parent.parent.name != "words"
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }
    assert TYPES.keys() <= mentioned


def read_tree(docstring: str) -> dict[str, str]:
    """Reads the tree in a docstring: the name of each error, and that of its family."""
    path: list[str] = []
    tree = {}
    for line in docstring.splitlines():
        match = re.match(r"    ((?:[│ ]   )*)([├└]── )?([A-Z]\w+Error)\b", line)
        if match:
            depth = len(match[1]) // 4 + 1 if match[2] else 0
            path[depth:] = [match[3]]
            if depth:
                tree[match[3]] = path[depth - 1]
    return tree


MODULES = [
    importlib.import_module(f"resnet_demo.errors.{module.name}")
    for module in pkgutil.iter_modules(errors.__path__)
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_docstring_of_a_module_shows_the_tree_of_its_types(module):
    expected = {
        name: kind.__base__.__name__
        for name, kind in CLASSES.items()
        if kind.__module__ == module.__name__ and kind is not ResNetLabError
    }
    assert read_tree(module.__doc__) == expected


def test_the_docstring_of_the_package_shows_the_families_and_where_their_types_are():
    tree = read_tree(errors.__doc__)
    assert tree == {name: CLASSES[name].__base__.__name__ for name in tree}
    assert tree.keys() | {"ResNetLabError"} == CLASSES.keys() - (
        TYPES.keys() - {"RequestTimeoutError", "WeightsOfflineError"}
    )
    rows = re.findall(r"([A-Z]\w+Error) +([a-z_, ]+)$", errors.__doc__, flags=re.MULTILINE)
    for name, kind in CLASSES.items():
        if name in TYPES:
            listed = [row for row in rows if issubclass(kind, CLASSES[row[0]])]
            assert any(kind.__module__.rpartition(".")[2] in row[1].split(", ") for row in listed)


def test_every_type_is_imported_from_the_package():
    defined = {
        name
        for module in MODULES
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__
    }
    assert defined == CLASSES.keys()
    assert set(errors.__all__) == defined | {"FileKind"}


def test_errors_are_copied_whole():
    for error in chain.from_iterable(map(make_samples, TYPES.values())):
        for again in (copy.deepcopy(error), copy.copy(error), pickle.loads(pickle.dumps(error))):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert repr(again) == repr(error)


def test_errors_pickled_under_the_name_of_the_package_are_read():
    for name, kind in CLASSES.items():
        assert pickle.loads(f"cresnet_demo.errors\n{name}\n.".encode()) is kind


def test_results_that_hold_errors_become_dictionaries():
    failed = FailedPhoto("cat.png", errors.DeviceError("tpu", ("cpu",)))
    document = dataclasses.asdict(failed)
    assert document == {"name": "cat.png", "error": {"device": "tpu", "available": ("cpu",)}}
