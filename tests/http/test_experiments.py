"""What the endpoints of the experiments make of what a client sends."""

from dataclasses import replace

import gradio as gr
import pytest

from resnet_demo.errors import RangeError, WholeNumberError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.options import list_options
from resnet_demo.http.experiments import make_endpoint, make_inputs, read_options
from resnet_demo.models.store import ModelStore
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures

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


@pytest.fixture
def ask(settings, tmp_path):
    """Calls an endpoint as gradio does, with two uploads; returns the document."""
    uploads = []
    for name, content in make_pictures(2):
        uploads.append(str(tmp_path / name))
        (tmp_path / name).write_bytes(content)

    def call(name, *, limits, **sent):
        experiment = EXPERIMENTS[name]
        options = [option.name for option in list_options(experiment.load_options())]
        names = ("file", "files", "model", "plan", "columns", *options, "others", "device")
        endpoint = make_endpoint(experiment, ModelStore(replace(settings, **limits)), names)
        values = {key: uploads if value == "uploads" else value for key, value in sent.items()}
        values = {"file": uploads[0]} | values
        *_, document = endpoint(*map(values.get, names))
        return document

    return call


@pytest.mark.parametrize(("name", "network"), [("classify", "model"), ("compare", "columns")])
def test_a_time_limit_is_the_error_of_every_photo_that_is_not_answered(ask, name, network):
    sent = {"file": None, "files": "uploads", network: RESIDUAL}
    document = ask(name, limits={"study_timeout_s": 1e-9}, **sent)
    assert [entry["file"] for entry in document["results"]] == ["0.png", "1.png"]
    errors = {entry["error"]["type"] for entry in document["results"]}
    assert errors == {"RequestTimeoutError"}


def test_other_photos_that_would_not_be_used_are_refused(ask):
    with pytest.raises(gr.Error, match="Set reestimate, or leave the other photos out"):
        ask("sweep", limits={}, model=RESIDUAL, others="uploads")


@pytest.mark.parametrize(
    "sent", [[PLAIN, RESIDUAL], f"{PLAIN}\n\n {RESIDUAL} \n"], ids=["list", "text"]
)
def test_columns_are_a_list_or_a_line_each(ask, sent):
    columns = make_inputs(EXPERIMENTS["compare"])["columns"].preprocess(sent)
    document = ask("compare", limits={}, columns=columns)
    assert [answer["model"] for answer in document["answers"]] == [PLAIN, RESIDUAL]


@pytest.mark.parametrize("sent", [["saliency", "grad-cam"], "saliency\ngrad-cam\n"])
def test_methods_are_a_list_or_a_line_each(sent):
    experiment = EXPERIMENTS["faithfulness"]
    methods = make_inputs(experiment)["methods"].preprocess(sent)
    others = dict.fromkeys(item.name for item in list_options(experiment.load_options()))
    assert read_options(experiment, others | {"methods": methods}).methods == (
        "saliency",
        "grad-cam",
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [([], "0 networks cannot stand"), ([3], "no model '3'"), ({"a": 1}, "of the type 'dict'")],
)
def test_columns_that_are_no_texts_are_explained(ask, sent, words):
    columns = make_inputs(EXPERIMENTS["compare"])["columns"].preprocess(sent)
    with pytest.raises(gr.Error, match=words):
        ask("compare", limits={}, columns=columns)


def test_options_are_read_once():
    options = EXPERIMENTS["explain"].load_options()
    assert list_options(options) is list_options(options)  # else every request would add a check
