"""What the endpoints of the experiments make of what a client sends."""

import pytest

from resnet_demo.errors import RangeError, WholeNumberError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.options import list_options
from resnet_demo.http.experiments import read_options

WHOLE_OPTIONS = [
    (experiment, option)
    for experiment in EXPERIMENTS.values()
    for option in list_options(experiment.load_options())
    if option.kind == "whole"
]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2.5, -1, 2**40, "abc", [1], True])
@pytest.mark.parametrize(
    ("experiment", "option"), WHOLE_OPTIONS, ids=lambda item: getattr(item, "name", "")
)
def test_numbers_are_whole_and_in_range(experiment, option, value):
    sent = dict.fromkeys(item.name for item in list_options(experiment.load_options()))
    with pytest.raises((WholeNumberError, RangeError), match=f"{option.name} cannot be"):
        read_options(experiment, sent | {option.name: value})


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=lambda item: item.name)
def test_what_is_left_out_has_its_default(experiment):
    options = experiment.load_options()
    sent = dict.fromkeys(option.name for option in list_options(options))
    assert read_options(experiment, sent) == options()
