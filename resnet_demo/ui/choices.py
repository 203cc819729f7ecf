"""Which models a visitor can pick, with what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from resnet_demo.errors import format_bytes
from resnet_demo.registry import find_plain_twin
from resnet_demo.service import ModelRow

Choice = tuple[str, str]
"""What a picker shows, and the model key it stands for."""

Mark = Callable[[str], object]
"""Turns a key of the fixed words into what the browser replaces by the words."""

BYTES_PER_PARAMETER = 4


def list_model_choices(
    rows: Iterable[ModelRow], mark: Mark, *, family: str, kind: str, recipe: str
) -> list[Choice]:
    """Lists the depths of a family; one whose weights are not here says so.

    Args:
        rows: Every model.
        mark: Marks fixed words.
        family: ``cifar10`` or ``imagenet``.
        kind: ``residual`` or ``plain``; only CIFAR-10 has both.
        recipe: Tag of the weights; only ImageNet has several.
    """
    wanted = (
        row
        for row in rows
        if row.spec.family == family
        and (row.spec.residual == (kind == "residual") or family == "imagenet")
        and (row.spec.tag == recipe or family == "cifar10")
    )
    return [(f"{row.spec.depth} · {_describe_weights(row, mark)}", row.spec.key) for row in wanted]


def _describe_weights(row: ModelRow, mark: Mark) -> str:
    if row.origin is None and row.spec.source == "timm":
        size = format_bytes(row.parameters * BYTES_PER_PARAMETER)
        return f"{mark('weights_download')} {size}"
    if row.origin is None:
        return str(mark("weights_missing"))
    if row.accuracy is None:
        return str(mark("weights_here"))
    return f"{mark('accuracy_is')} {row.accuracy:.1%}"


def list_comparison_choices(rows: Iterable[ModelRow], mark: Mark) -> list[Choice]:
    """Lists the depths that have a plain twin, with which of the two networks is here."""
    table = {row.spec.key: row for row in rows}
    choices = []
    for row in table.values():
        if row.spec.family != "cifar10" or not row.spec.residual:
            continue
        twin = table[find_plain_twin(row.spec).key]
        if row.origin is None:
            words = "weights_missing"
        else:
            words = "twin_missing" if twin.origin is None else "twin_here"
        choices.append((f"{row.spec.depth} · {mark(words)}", row.spec.key))
    return choices


def list_comparable(rows: Iterable[ModelRow]) -> set[str]:
    """Lists the residual CIFAR-10 models that are here together with their plain twin."""
    here = {row.spec.key: row.spec for row in rows if row.origin is not None}
    return {
        key
        for key, spec in here.items()
        if spec.family == "cifar10" and spec.residual and find_plain_twin(spec).key in here
    }


def choose_default(choices: list[Choice], ready: set[str]) -> str:
    """Returns the deepest offered model that is ready to use, or else the first one."""
    offered = [key for _, key in choices]
    return next((key for key in reversed(offered) if key in ready), offered[0])
