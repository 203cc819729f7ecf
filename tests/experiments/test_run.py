"""The one way in for Python, the command line and HTTP."""

import pytest

from resnet_demo import ModelStore, run
from resnet_demo.columns import choose_columns
from resnet_demo.errors import (
    ChoiceError,
    ModelBesideColumnsError,
    OneNetworkError,
    PlanBesideColumnsError,
    RequestTimeoutError,
)
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.run import NetworkChoice, make_request
from resnet_demo.progress import Deadline
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures


@pytest.fixture
def store(settings):
    return ModelStore(settings)


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


def test_an_experiment_runs_by_the_name_it_had_before(store):
    study = run("profile", *make_pictures(1), columns=[RESIDUAL], store=store)
    assert len(study.columns) == 1
