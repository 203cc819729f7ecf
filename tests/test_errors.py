"""Every error says itself, in every language, and survives being copied."""

import ast
import collections.abc
import copy
import dataclasses
import inspect
import pickle
import re
import typing
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
@pytest.mark.parametrize("name", TYPES)
def test_every_error_says_itself_in_every_language(name, code):
    template = read_tables(code)["ERRORS"][name]
    used = {field for _, field, _, _ in Formatter().parse(template) if field}
    fields = {field.name for field in dataclasses.fields(TYPES[name])}
    assert used == fields - APART.get(name, set())
    for error in make_samples(TYPES[name]):
        sentence = error.describe(code)
        assert not re.search(r"\{(?!0\}<)|None|<class", sentence)
        assert sentence.count("x{0}<y>") >= (str in typing.get_type_hints(TYPES[name]).values())
        assert sentence.endswith("." if code == "en" else "。")
        if code == "zh":
            assert re.search("[\u4e00-\u9fff]", sentence)


def test_a_type_has_a_template_and_a_family_has_none():
    assert read_tables("en")["ERRORS"].keys() == TYPES.keys()
    assert CLASSES.keys() - TYPES.keys() <= FAMILIES


def list_raised_names() -> set[str]:
    """The names of errors that the source makes."""
    names: set[str] = set()
    for path in Path(errors.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else node
            called = raised.func if isinstance(raised, ast.Call) else raised
            if isinstance(node, ast.Raise | ast.Call) and isinstance(called, ast.Name):
                names.add(called.id)
    return names


def test_every_type_is_raised_and_no_family_is():
    raised = list_raised_names()
    assert not raised & (CLASSES.keys() - TYPES.keys())
    mentioned = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(errors.__file__).parent.rglob("*.py")
        if path.name != "errors.py"
    )
    assert [name for name in TYPES if not re.search(rf"\b{name}\b", mentioned)] == []


def test_the_docstring_shows_the_tree():
    source = ast.parse(inspect.getsource(errors))
    expected = {
        node.name: node.bases[0].id
        for node in source.body
        if isinstance(node, ast.ClassDef) and node.name != "ResNetLabError"
    }
    path, tree = [], {}
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ((?:[│ ]   )*)(?:[├└]── )?([A-Z]\w+Error)\b", line)
        if match is None:
            continue
        depth = 0 if match[2] == "ResNetLabError" else len(match[1]) // 4 + 1
        path[depth:] = [match[2]]
        if depth:
            tree[match[2]] = path[depth - 1]
    assert tree == expected
    assert list(tree) == [name for name in tree if name in expected]


@pytest.mark.parametrize("name", TYPES)
def test_errors_are_copied_whole(name):
    for error in make_samples(TYPES[name]):
        for again in (copy.deepcopy(error), copy.copy(error), pickle.loads(pickle.dumps(error))):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert repr(again) == repr(error)


def test_results_that_hold_errors_become_dictionaries():
    failed = FailedPhoto("cat.png", errors.DeviceError("tpu", ("cpu",)))
    document = dataclasses.asdict(failed)
    assert document == {"name": "cat.png", "error": {"device": "tpu", "available": ("cpu",)}}
