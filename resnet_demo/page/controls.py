"""The controls of the panels by name, and what a text in the address means to one of them.

The id of a control is its name. Whatever a panel lays out for the visitor to set is found by
itself, so that no panel lists its controls.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Any

import gradio as gr
from gradio.blocks import Block, BlockContext

from resnet_demo.errors import ChoiceError, NumberError, RangeError, WholeNumberError
from resnet_demo.experiments import Experiment
from resnet_demo.experiments.options import Option, list_options

Control = gr.components.Component
Controls = dict[str, Control]

KINDS = (
    gr.Checkbox,
    gr.CheckboxGroup,
    gr.Dropdown,
    gr.Number,
    gr.Radio,
    gr.Slider,
    gr.Textbox,
)
MAX_TEXT = 200  # characters of a free text, such as the name of a class


def find_controls(page: gr.Blocks, experiment: Experiment) -> Controls:
    """Finds the controls of a panel by their names, in the order of the panel.

    A control that is shown only beside a result is part of the result.
    """
    frame_id = f"panel-{experiment.name}"
    frame = next(block for block in page.blocks.values() if block.elem_id == frame_id)
    return {
        str(block.elem_id): block
        for block in _walk(frame)
        if isinstance(block, KINDS)
        if block.elem_id and block.visible is True and block.interactive is not False
    }


def list_folds(control: Control) -> list[gr.Accordion]:
    """Lists the accordions that hide a control while they are closed."""
    folds, block = [], control.parent
    while block is not None:
        if isinstance(block, gr.Accordion):
            folds.append(block)
        block = block.parent
    return folds


def _walk(block: Block) -> Iterator[Block]:
    yield block
    for child in block.children if isinstance(block, BlockContext) else ():
        yield from _walk(child)


def read_control(
    control: Control,
    text: str,
    choices: Collection[str] | None = None,
    experiment: Experiment | None = None,
) -> Any:  # noqa: ANN401  what the control holds
    """Returns the value of a control that a text stands for.

    Args:
        control: One of ``KINDS``.
        text: As ``address.js`` writes values: ``true``, ``0.5``, several choices with commas.
        choices: What may be chosen, where that is not what the control was made with.
        experiment: Where an option of the control's name may have a range.

    Raises:
        OptionError: The control cannot have the value.
    """
    name = str(control.elem_id)
    if choices is None:
        choices = [str(value) for _, value in getattr(control, "choices", ())]
    if isinstance(control, gr.CheckboxGroup):
        return [_check_choice(name, part, choices) for part in text.split(",") if part]
    if isinstance(control, gr.Checkbox):
        return _check_choice(name, text, ("true", "false")) == "true"
    if isinstance(control, gr.Slider | gr.Number):
        return _read_number(control, text, _find_option(experiment, name))
    if isinstance(control, gr.Textbox) or getattr(control, "allow_custom_value", False):
        return text[:MAX_TEXT]
    return _check_choice(name, text, choices)


def _check_choice(name: str, text: str, choices: Collection[str]) -> str:
    if text not in choices:
        raise ChoiceError(name, text, list(choices))
    return text


def _find_option(experiment: Experiment | None, name: str) -> Option | None:
    """Returns the option that is named behind the first hyphen of a control's name."""
    if experiment is None:
        return None
    wanted = name.partition("-")[2].replace("-", "_")
    options = list_options(experiment.load_options())
    return next((option for option in options if option.name == wanted), None)


def _read_number(control: gr.Slider | gr.Number, text: str, option: Option | None) -> float:
    name = str(control.elem_id)
    whole = control.step == 1 if isinstance(control, gr.Slider) else control.precision == 0
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        raise (WholeNumberError if whole else NumberError)(name, text) from None
    if not math.isfinite(value):
        raise NumberError(name, text)
    low, high = control.minimum, control.maximum
    if option is not None:
        low = option.minimum if low is None else low
        high = option.maximum if high is None else high
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    if not low <= value <= high:
        raise RangeError(name, text[:MAX_TEXT], low, high)
    return value
