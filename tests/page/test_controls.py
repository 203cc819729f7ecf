"""What a text in the address means to a control."""

import gradio as gr
import pytest

from resnet_demo.errors import ChoiceError, NumberError, RangeError, WholeNumberError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.page.controls import read_control

PICKER = gr.Radio([("One", "1"), ("Two", "2")], elem_id="picker")
SEVERAL = gr.CheckboxGroup(["a", "b"], elem_id="several")
SEED = gr.Number(0, precision=0, elem_id="explain-seed")
NOISE = gr.Number(0, elem_id="explain-noise")
STEPS = gr.Slider(1, 9, step=1, elem_id="steps")


@pytest.mark.parametrize(
    ("control", "text", "value"),
    [
        (PICKER, "2", "2"),
        (SEVERAL, "b,a", ["b", "a"]),
        (SEVERAL, "", []),
        (gr.Checkbox(elem_id="flag"), "true", True),
        (gr.Checkbox(elem_id="flag"), "false", False),
        (SEED, "12", 12),
        (NOISE, "0.5", 0.5),
        (STEPS, "9", 9),
        (gr.Textbox(elem_id="text"), "layer1.0", "layer1.0"),
        (gr.Dropdown(["cat"], allow_custom_value=True, elem_id="class"), "lynx", "lynx"),
    ],
)
def test_a_text_is_read_as_its_control_holds_it(control, text, value):
    assert read_control(control, text, experiment=EXPERIMENTS["explain"]) == value


@pytest.mark.parametrize(
    ("control", "text", "error"),
    [
        (PICKER, "3", ChoiceError),
        (SEVERAL, "a,c", ChoiceError),
        (gr.Checkbox(elem_id="flag"), "yes", ChoiceError),
        (SEED, "1.5", WholeNumberError),
        (SEED, "-1", RangeError),
        (NOISE, "nan", NumberError),
        (NOISE, "much", NumberError),
        (NOISE, "1.5", RangeError),
        (STEPS, "10", RangeError),
    ],
)
def test_another_text_is_refused_by_the_name_of_the_control(control, text, error):
    with pytest.raises(error, match=control.elem_id):
        read_control(control, text, experiment=EXPERIMENTS["explain"])
