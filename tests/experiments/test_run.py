"""The one way in for Python, the command line and HTTP."""

import pytest
import torch

from resnet_demo import ModelStore, run
from resnet_demo.columns import choose_columns, parse_plan
from resnet_demo.errors import (
    ChoiceError,
    ColumnCountError,
    DeviceError,
    InputError,
    ListTypeError,
    MissingFileError,
    ModelBesideColumnsError,
    OneNetworkError,
    OnePhotoError,
    PhotoTypeError,
    PlanBesideColumnsError,
    RequestTimeoutError,
    StoreTypeError,
    UnknownModelError,
    UnknownOptionError,
    UnsupportedImageError,
)
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.run import NetworkChoice, make_options, make_request
from resnet_demo.progress import Deadline
from resnet_demo.settings import Settings
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def bare_store():
    """For what is refused before a network is loaded."""
    return ModelStore(Settings(device="cpu", offline=True))


def test_an_experiment_runs_by_its_name(store):
    sweep = run("sweep", *make_pictures(1), model=RESIDUAL, blocks="layer2.*", store=store)
    assert (sweep.model.spec.key, sweep.blocks, len(sweep.effects)) == (RESIDUAL, "layer2.*", 21)


def test_an_experiment_that_does_not_exist_is_answered_with_those_that_do(store):
    with pytest.raises(ChoiceError) as raised:
        run("shatter", *make_pictures(1), store=store)
    assert raised.value.choices == tuple(EXPERIMENTS)


def test_the_time_limit_of_the_settings_begins_with_the_request(store):
    experiment = EXPERIMENTS["sweep"]
    request = make_request(experiment, store, make_pictures(1), NetworkChoice(RESIDUAL))
    assert request.deadline.timeout_s == store.settings.study_timeout_s
    request.deadline.check()
    past = Deadline(request.deadline.timeout_s, request.deadline.started_s - 1000)
    with pytest.raises(RequestTimeoutError):
        past.check()


@pytest.mark.parametrize(
    ("choice", "columns"),
    [
        (NetworkChoice(RESIDUAL), [RESIDUAL, f"{RESIDUAL}:skip[*]=0", PLAIN]),
        (
            NetworkChoice(plan=f"{RESIDUAL}:branch[layer1.0]=0"),
            [RESIDUAL, f"{RESIDUAL}:branch[layer1.0]=0", PLAIN],
        ),
        (NetworkChoice(columns=[PLAIN]), [PLAIN]),
    ],
)
def test_a_plan_names_its_model_and_columns_stand_for_themselves(settings, choice, columns):
    chosen = choose_columns(settings, choice.model, choice.plan, choice.columns)
    assert [column.plan_text or column.spec.key for column in chosen] == columns


def test_a_plan_beside_columns_is_refused(settings):
    with pytest.raises(PlanBesideColumnsError):
        choose_columns(settings, None, RESIDUAL, [PLAIN])


def test_a_model_beside_columns_is_refused(settings):
    with pytest.raises(ModelBesideColumnsError):
        choose_columns(settings, RESIDUAL, None, [PLAIN])


@pytest.mark.parametrize("choice", [{"plan": f"{RESIDUAL}:skip[*]=0"}, {"columns": [PLAIN]}])
def test_an_experiment_on_one_network_refuses_what_it_would_not_use(store, choice):
    with pytest.raises(OneNetworkError, match="'classify' works on one network"):
        run("classify", *make_pictures(1), store=store, **choice)


def test_an_option_that_does_not_exist_is_answered_with_those_that_do(bare_store):
    with pytest.raises(UnknownOptionError, match="'lesion' has no option 'drawz'") as raised:
        run("lesion", *make_pictures(1), drawz=5, store=bare_store)
    assert raised.value.options == ("part", "draws", "seed")


@pytest.mark.parametrize(
    ("photo", "kind"),
    [
        (3, "int"),
        (None, "NoneType"),
        (b"not a picture", "bytes"),
        (["cat.jpg"], "list"),
        (("cat.jpg", 3), "tuple[str, int]"),
        (("cat.jpg", "text"), "tuple[str, str]"),
        ((), "tuple[]"),
    ],
)
def test_what_is_no_photo_is_refused_before_anything_is_loaded(bare_store, photo, kind):
    for name in EXPERIMENTS:
        with pytest.raises(PhotoTypeError, match="Give the path of a file, or a pair") as raised:
            run(name, photo, store=bare_store)
        assert raised.value.kind == kind
        assert isinstance(raised.value, InputError)


def test_content_that_is_no_picture_is_refused_as_a_file(store):
    with pytest.raises(UnsupportedImageError, match=r"note\.png is not a picture"):
        run("lesion", ("note.png", b"just text"), store=store)


@pytest.mark.parametrize("choice", [{"model": 3}, {"plan": 3}, {"columns": 3}, {"columns": [3]}])
def test_a_model_that_is_no_text_is_answered_with_the_models_there_are(bare_store, choice):
    with pytest.raises(UnknownModelError, match="There is no model '3'") as raised:
        run("compare", *make_pictures(1), store=bare_store, **choice)
    assert RESIDUAL in raised.value.models


def test_a_model_without_a_name_is_not_the_default(bare_store):
    with pytest.raises(UnknownModelError, match="There is no model ''"):
        run("classify", *make_pictures(1), model="", store=bare_store)


def test_one_text_is_one_column(store):
    result = run("compare", *make_pictures(1), columns=RESIDUAL, store=store)
    assert [answer.column.spec.key for answer in result.answers] == [RESIDUAL]


@pytest.mark.parametrize("name", ["compare", "signals", "explain", "faithfulness"])
def test_no_columns_are_not_the_default_ones(bare_store, name):
    with pytest.raises(ColumnCountError, match="0 networks cannot stand side by side"):
        run(name, *make_pictures(1), columns=[], store=bare_store)


@pytest.mark.parametrize("several", [{RESIDUAL, PLAIN}, {RESIDUAL: 1}, iter([RESIDUAL])])
@pytest.mark.parametrize("option", ["columns", "methods"])
def test_several_texts_have_an_order(bare_store, option, several):
    with pytest.raises(ListTypeError, match=f"{option} cannot be an object of the type") as raised:
        run("faithfulness", *make_pictures(1), store=bare_store, **{option: several})
    assert raised.value.kind == type(several).__name__


@pytest.mark.parametrize("store", ["x", Settings(), ModelStore])
def test_what_is_no_store_is_refused(store):
    with pytest.raises(StoreTypeError) as raised:
        run("classify", *make_pictures(1), store=store)
    assert raised.value.kind == type(store).__name__


@pytest.mark.parametrize("option", ["name", "photos", "experiment"])
def test_a_parameter_of_run_is_no_option(bare_store, option):
    with pytest.raises(UnknownOptionError, match=f"'classify' has no option '{option}'"):
        run("classify", *make_pictures(1), store=bare_store, **{option: "x"})


def test_a_class_may_be_given_by_its_index(store):
    picture = make_pictures(1)
    (by_index,) = run(
        "explain", *picture, columns=RESIDUAL, target=3, versus=5, store=store
    ).results
    assert (by_index.target, by_index.versus) == ("cat", "dog")


@pytest.mark.parametrize("name", ["classify", "faithfulness"])
def test_the_only_photo_that_cannot_be_read_has_its_place(store, name):
    result = run(name, "nope.jpg", model=None if name == "faithfulness" else RESIDUAL, store=store)
    (failed,) = result.results
    assert isinstance(failed.error, MissingFileError)
    assert result.errors == (failed.error,)


@pytest.mark.parametrize("name", ["compare", "explain", "lesion", "sweep", "signals"])
def test_the_only_photo_that_cannot_be_read_is_an_error(store, name):
    with pytest.raises(MissingFileError):
        run(name, "nope.jpg", store=store)


def test_a_plan_is_taken_as_it_is(store):
    plan = parse_plan(f"{RESIDUAL}:branch[layer1.0]=0", store.settings)
    for choice in ({"plan": plan}, {"columns": [RESIDUAL, plan, PLAIN]}):
        result = run("compare", *make_pictures(1), store=store, **choice)
        assert [answer.column.plan_text for answer in result.answers] == [None, str(plan), None]


@pytest.mark.parametrize("device", ["cpu", torch.device("cpu")])
def test_a_device_is_taken_as_the_command_takes_it(weights_dir, device):
    store = ModelStore(Settings(weights_dir=weights_dir, device="tpu"))
    study = run("lesion", *make_pictures(1), draws=0, device=device, store=store)
    assert study.model.device == torch.device("cpu")


@pytest.mark.parametrize("device", ["tpu", 3, ""])
def test_a_device_that_does_not_exist_is_answered_with_those_that_do(bare_store, device):
    with pytest.raises(DeviceError) as raised:
        run("lesion", *make_pictures(1), device=device, store=bare_store)
    assert raised.value.device == str(device)
    assert "cpu" in raised.value.available


def test_an_experiment_on_one_photo_refuses_a_second(bare_store):
    with pytest.raises(OnePhotoError, match="'lesion' takes one photo, and 2 were given"):
        run("lesion", *make_pictures(2), store=bare_store)


def test_one_text_is_a_list_of_one():
    options = make_options(EXPERIMENTS["faithfulness"], {"methods": "grad-cam"})
    assert options.methods == ("grad-cam",)


@pytest.mark.parametrize(("methods", "wrong"), [("gradcam", "gradcam"), (3, 3), ([3], 3)])
def test_a_wrong_text_among_several_is_answered_with_the_right_ones(methods, wrong):
    with pytest.raises(ChoiceError) as raised:
        make_options(EXPERIMENTS["faithfulness"], {"methods": methods})
    assert raised.value.value == wrong
    assert "grad-cam" in raised.value.choices


def test_an_experiment_runs_by_the_name_it_had_before(store):
    study = run("profile", *make_pictures(1), columns=[RESIDUAL], store=store)
    assert len(study.columns) == 1
