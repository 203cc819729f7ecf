"""Methods by networks: what is measured, what goes wrong, and what is left behind."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.columns import choose_columns
from resnet_demo.errors import (
    NoPhotoError,
    OptionError,
    RequestTimeoutError,
    SaliencyTimeoutError,
    WeightsMissingError,
)
from resnet_demo.experiments.faithfulness.compute import compute
from resnet_demo.experiments.faithfulness.curves import count_curve_inputs
from resnet_demo.experiments.faithfulness.document import (
    faithfulness_document,
    make_document,
    summarize_documents,
    write_number,
)
from resnet_demo.experiments.faithfulness.randomisation import randomize_from_top
from resnet_demo.experiments.request import Request
from resnet_demo.models.store import ModelStore
from resnet_demo.progress import Deadline
from resnet_demo.saliency.table import METHOD_KEYS
from tests.conftest import BreakError, assert_frozen, fail_at, snapshot_network
from tests.experiments.faithfulness.coarse import (
    PERTURBED_PHOTOS,
    RANDOM_NETWORKS,
    SQUARES,
    make_checks_coarse,
)
from tests.experiments.faithfulness.conftest import CHEAP
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures
from tests.networks.small_networks import open_short_store

pytestmark = pytest.mark.slow

COLUMNS = (RESIDUAL, f"{RESIDUAL}:skip[layer2.*]=0", PLAIN)


@pytest.fixture(autouse=True)
def coarse_checks(monkeypatch):
    make_checks_coarse(monkeypatch.setattr)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Untrained networks of three blocks."""
    with open_short_store(tmp_path_factory.mktemp("weights")) as store:
        yield store


def check_files(
    store,
    files,
    methods=("saliency",),
    columns=COLUMNS,
    options=CHEAP,
    on_progress=lambda *_: None,
    deadline=None,
):
    request = Request(
        store,
        tuple(files),
        choose_columns(store.settings, None, None, columns),
        progress=lambda step: on_progress(step.done, step.total),
        deadline=deadline or Deadline(),
    )
    return compute(request, replace(options, methods=methods))


def check(store, file, *arguments, **keywords):
    (study,) = check_files(store, [file], *arguments, **keywords).results
    return study


def test_every_method_is_checked(store, picture):
    ((_, column),) = check(store, picture, None, COLUMNS[1:2]).list_checked()
    assert [one.method for one in column.checks] == list(METHOD_KEYS)
    assert [one.error for one in column.checks] == [None] * len(METHOD_KEYS)


def test_every_network_is_checked(store, picture):
    steps = []
    study = check(store, picture, on_progress=lambda *step: steps.append(step))
    kinds = [column.kind for column, _ in study.list_checked()]
    assert kinds == ["residual", "ablated", "plain_twin"]
    for _, column in study.list_checked():
        (checks,) = column.checks
        assert [one.part for one in checks.randomised] == [
            "fc",
            "layer3",
            "layer2",
            "layer1",
            "conv1",
        ]
        assert checks.curves[0].deletion[0] == pytest.approx(column.target.probability)
        assert 0 <= checks.unexplained <= 1
        assert checks.sensitivity >= 0
        for one in checks.randomised:
            assert len(set(one.correlations)) == RANDOM_NETWORKS
        assert column.compute_chance(["saliency"]) > 0
    done, totals = zip(*steps, strict=True)
    assert list(done) == sorted(done)
    assert len(set(totals)) == 1
    # The passes of a method, counted: maps of one input, curves, hidden squares; once more the
    # photo, for how much the score varies.
    passed = (
        (1 + PERTURBED_PHOTOS + 5 * RANDOM_NETWORKS) + count_curve_inputs() + 2 * (SQUARES + 1) + 1
    )
    assert totals[-1] == done[-1] == 3 * passed
    json.dumps(faithfulness_document(study))


def test_each_network_explains_its_own_answer_unless_a_class_is_named(store, picture):
    own = check(store, picture)
    for _, column in own.list_checked():
        assert column.checks[0].curves[0].deletion[0] >= 0.1  # of ten classes
    named = check(store, picture, options=replace(CHEAP, target="ship"))
    assert {column.target.label for _, column in named.list_checked()} == {"ship"}


@pytest.mark.parametrize(
    ("methods", "choices", "words"),
    [
        ((), {}, "at least one"),
        (("saliency", "magic"), {}, "methods cannot be 'magic'. Choose one of grad-cam"),
        (("saliency",), {"target": "unicorn"}, "unicorn"),
        (("grad-cam",), {"layer": "layer9"}, "layer9"),
        (("saliency",), {"samples": 0}, "samples"),
        (("saliency",), {"seed": 2**31 + 1}, "seed"),
    ],
)
def test_wrong_choices_are_refused(store, picture, methods, choices, words):
    with pytest.raises(OptionError, match=words):
        check(store, picture, methods, options=replace(CHEAP, **choices))


def test_a_network_without_weights_loses_only_its_own_column(store, picture):
    study = check(store, picture, columns=(RESIDUAL, "plain56.cifar10"))
    assert isinstance(study.columns[1].error, WeightsMissingError)
    assert study.columns[0].value.checks
    assert "error" in faithfulness_document(study)["columns"][1]
    with pytest.raises(WeightsMissingError):
        check(store, picture, columns=("plain56.cifar10",))


@pytest.mark.parametrize("kind", [SaliencyTimeoutError, RequestTimeoutError])
def test_what_takes_too_long_loses_only_its_own_row(store, picture, kind):
    is_map = kind is SaliencyTimeoutError
    if is_map:
        store = ModelStore(replace(store.settings, explain_timeout_s=1e-9))
    late = Deadline() if is_map else Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    study = check(store, picture, ("saliency", "grad-cam"), (RESIDUAL,), deadline=late)
    ((_, column),) = study.list_checked()
    assert [type(one.error) for one in column.checks] == [kind] * 2
    assert [type(error) for error in study.errors] == [kind] * 2
    assert column.compute_chance(["saliency"]) is None
    assert study.list_common_methods() == ()
    document = faithfulness_document(study)
    found = document["columns"][0]["methods"]["saliency"]
    assert found["error"]["type"] == kind.__name__
    summary = summarize_documents([document])[0]
    assert summary["methods"]["saliency"]["gain"] is None
    assert (summary["mean_gain"], summary["chance"]) == (None, None)


@pytest.mark.parametrize("most", [0, 1, 7])
def test_no_network_is_made_once_the_time_is_over(store, picture, monkeypatch, most):
    """A network of a draw is made only while a map is left to compare with its own."""
    parts = []

    def count_parts(network, seed):
        for part in randomize_from_top(network, seed):
            parts.append(part[0])
            yield part

    class EndsAtParts(Deadline):
        def check(self):
            if len(parts) >= most:
                raise RequestTimeoutError(5)

    monkeypatch.setattr(
        "resnet_demo.experiments.faithfulness.check.randomize_from_top", count_parts
    )
    deadline = EndsAtParts()
    study = check(store, picture, ("saliency", "grad-cam"), (RESIDUAL,), deadline=deadline)
    assert len(parts) == most
    assert [type(error) for error in study.errors] == [RequestTimeoutError] * 2


def test_what_is_known_when_a_map_fails_is_kept(store, picture, monkeypatch):
    def fail(*_):
        raise SaliencyTimeoutError(1)

    monkeypatch.setattr("resnet_demo.experiments.faithfulness.check.measure_sensitivity", fail)
    study = check(store, picture, columns=(RESIDUAL,))
    (checks,) = study.columns[0].value.checks
    assert checks.gain is not None
    assert checks.unexplained is not None
    assert (checks.sensitivity, checks.randomised) == (None, ())
    assert isinstance(checks.error, SaliencyTimeoutError)
    assert study.list_common_methods() == ("saliency",)


def test_an_empty_map_counts_as_a_random_order(store, picture):
    silent = f"{RESIDUAL}:skip[layer3.0]=0,branch[layer3.0]=0"  # the last block's output is 0
    ((_, column),) = check(store, picture, ("grad-cam",), (silent,)).list_checked()
    (checks,) = column.checks
    assert (checks.is_empty, checks.gain, checks.curves) == (True, 0.0, ())


@pytest.mark.parametrize("call", [1, 15])
def test_what_breaks_in_the_middle_leaves_nothing(store, picture, call):
    networks = [store.get(key).network for key in (RESIDUAL, PLAIN)]
    before = [snapshot_network(network) for network in networks]
    with pytest.raises(BreakError):
        check(store, picture, ("deeplift",), on_progress=fail_at(call))
    assert [snapshot_network(network) for network in networks] == before
    for network in networks:
        assert_frozen(network)


def test_people_at_the_same_time_get_what_each_would_get_alone(store, picture):
    methods = ("guided-backprop", "saliency", "gradient-shap")
    jobs = [(method, column) for method in methods for column in COLUMNS[:2]]

    def run(job):
        method, column = job
        return faithfulness_document(check(store, picture, (method,), (column,)))

    alone = [run(job) for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, jobs)) == alone


def test_one_photo_never_loses_the_others(store, picture):
    steps = []
    files = [picture, ("bad.png", b"no picture"), make_pictures(2)[1]]
    result = check_files(
        store, files, columns=(RESIDUAL,), on_progress=lambda *step: steps.append(step)
    )
    first, failed, second = result.results
    assert result.errors == (failed.error,)
    for study, file in ((first, files[0]), (second, files[2])):
        alone = check(store, file, columns=(RESIDUAL,))
        assert faithfulness_document(study) == faithfulness_document(alone)
    document = make_document(result)
    assert [entry["file"] for entry in document["results"]] == ["0.png", "bad.png", "1.png"]
    assert document["mean"] == summarize_documents([document["results"][i] for i in (0, 2)])
    done, totals = zip(*steps, strict=True)
    assert list(done) == sorted(done)
    assert done[-1] <= totals[-1]
    # A class that does not exist is wrong with every photo, each among others says so.
    wrong = check_files(store, files[:2], options=replace(CHEAP, target="unicorn"))
    assert [type(error).__name__ for error in wrong.errors][1] == "UnsupportedImageError"
    assert isinstance(wrong.errors[0], OptionError)
    with pytest.raises(NoPhotoError):
        check_files(store, [])


def test_the_photos_that_time_did_not_reach_say_so(store, picture):
    late = Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    result = check_files(store, [picture, picture], columns=(RESIDUAL,), deadline=late)
    first, second = result.results
    assert first.columns[0].value.checks[0].curves == ()
    assert isinstance(second.error, RequestTimeoutError)
    assert {type(error) for error in result.errors} == {RequestTimeoutError}


def test_the_summary_is_the_mean_over_photos(store, picture):
    first = faithfulness_document(check(store, picture, columns=(RESIDUAL,)))
    second = json.loads(json.dumps(first))
    found = second["columns"][0]["methods"]["saliency"]
    found |= {"gain": found["gain"] + 1, "unexplained": None}
    (row,) = summarize_documents([first, second])
    before = first["columns"][0]["methods"]["saliency"]
    assert row["methods"]["saliency"]["gain"] == pytest.approx(before["gain"] + 0.5)
    assert row["methods"]["saliency"]["unexplained"] == before["unexplained"]
    assert row["methods"]["saliency"]["randomised"] == pytest.approx(
        sum(before["randomised_from_top"]["conv1"]) / RANDOM_NETWORKS
    )
    assert row["chance"] == pytest.approx(first["columns"][0]["chance"])


def test_the_command_prints_means_and_every_photo(store, photos, tmp_path, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    paths = [str(photos / "bus.png"), str(photos / "lion.jpg")]
    options = ["--column", RESIDUAL, "--method", "saliency", "--method", "grad-cam"]
    options += ["--weights-dir", str(store.settings.weights_dir)]
    result = CliRunner().invoke(app, ["faithfulness", *paths, *options, "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert [entry["file"] for entry in document["results"]] == paths
    (row,) = document["mean"]
    gains = [entry["columns"][0]["mean_gain"] for entry in document["results"]]
    assert row["mean_gain"] == pytest.approx(sum(gains) / 2)
    table = CliRunner().invoke(app, ["faithfulness", paths[0], *options]).stdout
    assert f"{gains[0]:+.3f}" in table
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    result = CliRunner().invoke(app, ["faithfulness", str(bad), *paths[:1], *options, "--json"])
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["results"]
    assert first["error"]["type"] == "UnsupportedImageError"
    assert second["columns"][0]["mean_gain"] == pytest.approx(gains[0])
    wrong = CliRunner().invoke(app, ["faithfulness", paths[0], "--method", "magic"])
    assert wrong.exit_code == 2
    assert "grad-cam" in wrong.output


def test_numbers_are_written_with_a_sign_that_means_something():
    assert write_number("gain", -1e-5) == "+0.000"
    assert write_number("gain", -0.25) == "−0.250"
    assert write_number("randomised", None) == "–"
    assert write_number("unexplained", 0.5) == "50%"
