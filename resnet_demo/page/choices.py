"""Which models a visitor can pick, with what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resnet_demo.models.zoo import ModelRow
from resnet_demo.networks.families import ModelSpec, name_twin
from resnet_demo.words.templates import format_bytes

Choice = tuple[str, str]
"""What a picker shows, and the model key it stands for."""

Mark = Callable[[str], object]
"""Turns a key of the fixed words into what the browser replaces by the words."""


def _name_model(spec: ModelSpec) -> str:
    """Returns the depth, or the whole key where depths alone would not tell models apart."""
    return spec.key if spec.is_own else str(spec.depth)


def _describe_weights(row: ModelRow, mark: Mark) -> str:
    if row.origin is None and row.spec.source == "timm":
        return f"{mark('weights_download')} {format_bytes(row.size_bytes)}"
    if row.origin is None:
        return str(mark("weights_missing"))
    if row.accuracy is None:
        return str(mark("weights_here"))
    return f"{mark('accuracy_is')} {row.accuracy:.1%}"


def list_comparison_choices(rows: Sequence[ModelRow], mark: Mark) -> list[Choice]:
    """Lists the residual networks, for those that may have a plain twin with which of the pair is
    here.
    """
    here = {row.spec.key for row in rows if row.origin is not None}
    choices = []
    for row in rows:
        spec = row.spec
        if not spec.residual:
            continue
        if not spec.has_twin:
            choices.append((f"{spec.key} · {_describe_weights(row, mark)}", spec.key))
            continue
        if row.origin is None:
            words = "weights_missing"
        else:
            words = "twin_here" if name_twin(row.spec) in here else "twin_missing"
        choices.append((f"{_name_model(spec)} · {mark(words)}", spec.key))
    return choices


def list_comparable(rows: Sequence[ModelRow]) -> set[str]:
    """Lists the residual models of the families that are here together with their plain twin."""
    here = {row.spec.key for row in rows if row.origin is not None}
    return {
        row.spec.key
        for row in rows
        if row.spec.residual and not row.spec.is_own
        if {row.spec.key, name_twin(row.spec)} <= here
    }


def choose_default(choices: list[Choice], ready: set[str]) -> str:
    """Returns the last of the offered models that is ready to use, or else the first."""
    offered = [key for _, key in choices]
    return next((key for key in reversed(offered) if key in ready), offered[0])
