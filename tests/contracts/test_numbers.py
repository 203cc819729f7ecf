"""Every command still prints the numbers of ``numbers.json``."""

import json

import pytest

from resnet_demo import errors
from tests.contracts.numbers import (
    COMMANDS,
    NUMBERS_FILE,
    make_stable,
    run_command,
    write_pictures,
)

pytestmark = pytest.mark.slow

ENTRIES = json.loads(NUMBERS_FILE.read_text(encoding="utf-8"))
# Relative and absolute; other instruction sets and batch sizes move the last digits.
TOLERANCE = (2e-3, 2e-4)
# Measured between AVX2 and SSE4.1: gradients of untrained networks differ by 3e-3, and they are
# small; a completeness error is what is left of a difference; the checks of faithfulness put pixels
# in order, and two equal ones may change places.
TOLERANCES = {
    **dict.fromkeys(("gradient_norm", "norm", "share"), (1e-2, 1e-9)),
    "error": (2e-3, 1e-3),
    **dict.fromkeys(
        (
            "gain",
            "mean_gain",
            "moved_gains",
            "chance",
            "reach",
            "sensitivity",
            "unexplained",
            "randomised",
            "fc",
            "layer3",
            "layer2",
            "layer1",
            "conv1",
            "deletion",
            "insertion",
            "deletion_area",
            "insertion_area",
        ),
        (1e-2, 2e-3),
    ),
}
# Names of error types in numbers.json whose successor is of another family.
RENAMED_ERRORS: dict[str, set[str]] = {"PlanError": {"PlainNetworkError"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    write_pictures(folder)
    return folder


def find_differences(expected, found, path=()):
    """Lists where two documents differ, each as one line."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if expected.keys() != found.keys():
            return [f"{path}: keys {sorted(expected)}, now {sorted(found)}"]
        pairs = [(key, expected[key], found[key]) for key in expected]
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{path}: {len(expected)} items, now {len(found)}"]
        pairs = [(index, *pair) for index, pair in enumerate(zip(expected, found, strict=True))]
    else:
        same = type(expected) is type(found) and is_same(expected, found, path)
        return [] if same else [f"{path}: {expected!r}, now {found!r}"]
    return [line for key, *pair in pairs for line in find_differences(*pair, (*path, key))]


def is_same(expected, found, path):
    if isinstance(expected, float):
        name = next((part for part in reversed(path) if isinstance(part, str)), "")
        relative, absolute = TOLERANCES.get(name, TOLERANCE)
        return found == pytest.approx(expected, rel=relative, abs=absolute)
    if path[-2:] == ("error", "type"):
        families = {family.__name__ for family in getattr(errors, found).__mro__}
        return expected in families or found in RENAMED_ERRORS.get(expected, set())
    return found == expected


def test_numbers_are_written_for_every_command():
    assert [entry["command"] for entry in ENTRIES] == COMMANDS


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: " ".join(entry["command"]))
def test_a_command_prints_the_same_numbers(entry, folder):
    found = run_command(entry["command"], folder)
    assert found["exit_code"] == entry["exit_code"]
    differences = find_differences(entry["document"], found["document"])
    assert not differences, "\n".join(differences[:20])


def test_differences_are_found():
    expected = {"model": "a", "top": [1.0, 2], "error": {"type": "PlanError"}, "norm": 1e-6}
    assert not find_differences(expected, expected | {"top": [1.0001, 2], "norm": 1.0001e-6})
    for change in (
        {"model": "b"},
        {"top": [1.01, 2]},
        {"top": [1.0, 3]},
        {"top": [1.0, 2.0]},
        {"top": [1.0]},
        {"error": {"type": "DeviceError"}},
        {"norm": 1.03e-6},
        {"more": 0},
    ):
        assert find_differences(expected, expected | change), change


def test_what_changes_from_run_to_run_is_not_compared(tmp_path):
    document = {"file": f"{tmp_path}/pictures/a.png", "seconds": 1.0, "versions": {"torch": "2"}}
    later = {"file": "pictures/a.png", "seconds": 2.0, "versions": {}}
    assert make_stable(document, tmp_path) == make_stable(later, tmp_path)
