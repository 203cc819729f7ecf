"""The controls of an experiment on the page, made from the declaration of its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from resnet_demo.experiments import Experiment
from resnet_demo.experiments.options import Option, Options, list_options
from resnet_demo.page.context import I18N, mark
from resnet_demo.words.text import LABELS

# A range up to this long is a slider; a longer one is a number that is typed.
MAX_SLIDER_STEPS = 100


def build_options(
    experiment: Experiment, names: Sequence[str] | None = None
) -> dict[str, gr.components.Component]:
    """Lays out a control for each option, by the option's name.

    A control is labelled by the words of ``<experiment>_<option>``, or of ``option_<option>`` where
    several experiments have it; a choice by those of ``<option>_<choice>``.

    Args:
        experiment: The experiment.
        names: Which options; None for all.
    """
    options = list_options(experiment.load_options())
    return {
        option.name: _build_control(experiment, option)
        for option in options
        if names is None or option.name in names
    }


def _build_control(experiment: Experiment, option: Option) -> gr.components.Component:
    key = f"{experiment.name}_{option.name}"
    if key not in LABELS["en"]:
        key = f"option_{option.name}"
    common: dict[str, Any] = {
        "label": I18N(key),
        "info": I18N(f"{key}_info") if f"{key}_info" in LABELS["en"] else None,
        "elem_id": f"{experiment.name}-{option.name.replace('_', '-')}",
    }
    if option.kind == "flag":
        return gr.Checkbox(option.default, **common)
    if option.kind == "choice":
        choices = [(mark(f"{option.name}_{choice}"), choice) for choice in option.choices]
        return gr.Radio(choices, value=option.default, **common)
    if option.kind == "whole" and _is_short(option):
        minimum, maximum = option.minimum or 0, option.maximum or 0
        return gr.Slider(minimum, maximum, option.default, step=1, buttons=[], **common)
    if option.kind in {"whole", "number"}:
        precision = 0 if option.kind == "whole" else None
        return gr.Number(option.default, precision=precision, **common)
    return gr.Textbox(option.default, **common)


def _is_short(option: Option) -> bool:
    if option.minimum is None or option.maximum is None:
        return False
    return option.maximum - option.minimum <= MAX_SLIDER_STEPS


def read_controls(experiment: Experiment, names: Sequence[str], values: Sequence[Any]) -> Options:
    """Returns the options that the controls of some names show.

    Raises:
        OptionError: A value is of the wrong type or out of range.
    """
    options_class = experiment.load_options()
    defaults = {option.name: option.default for option in list_options(options_class)}
    shown = {
        name: defaults[name] if value is None or value == "" else value
        for name, value in zip(names, values, strict=True)
    }
    return options_class(**shown)
