"""Columns under any plan, and the numbers that tell them apart."""

import json
import math

import pytest
import safetensors.torch
import torch
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import NonFiniteLogitsError, OptionError, PlanError
from resnet_demo.experiments.compare.compute import measure_difference
from resnet_demo.experiments.compare.document import make_document
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import make_views, preprocess
from tests.conftest import make_card
from tests.experiments.study_requests import compare

MODEL, PLAIN = "resnet20.cifar10", "plain20.cifar10"


@pytest.fixture
def store(settings):
    return ModelStore(settings)


def test_an_ablated_column_is_the_network_under_its_plan(store, photos):
    text = f"{MODEL}:skip[layer2.*]=0,branch[layer3.1]=0.5"
    result = compare(store, photos / "lion.jpg", model=MODEL, plan=text, top=10)
    whole, ablated, _twin = (answer.value for answer in result.answers)
    assert [answer.column.plan_text for answer in result.answers] == [None, text, None]
    model = store.get(MODEL)
    batch = preprocess(open_file(photos / "lion.jpg", store.settings).rgb, model.preprocessing)
    skip = torch.tensor([1.0, 1, 1, 0, 0, 0, 1, 1, 1])
    branch = torch.tensor([1.0, 1, 1, 1, 1, 1, 1, 0.5, 1])
    logits = compute_logits(model, batch, gates=Gates(skip, branch))[0]
    found = sorted(ablated.top, key=lambda score: score.index)
    assert [score.logit for score in found] == logits.tolist()
    p = logits.softmax(0)
    assert ablated.entropy == pytest.approx(float(-(p * p.log()).sum()), rel=1e-5)
    first, second = p.topk(2).values.tolist()
    assert ablated.margin == pytest.approx(first - second, rel=1e-5)
    reference = {score.index: score.probability for score in whole.top}
    divergence = sum(v * math.log(v / p[i].item()) for i, v in reference.items())
    assert ablated.difference.divergence == pytest.approx(divergence, rel=1e-4)


def test_a_plan_that_changes_nothing_differs_in_nothing(store, photos):
    result = compare(store, photos / "lion.jpg", model=MODEL, plan=MODEL, top=10)
    whole, same, _twin = (answer.value for answer in result.answers)
    assert same.top == whole.top
    assert same.difference.agrees
    assert (same.difference.divergence, same.difference.reference_rank) == (0, 1)
    assert whole.difference is None


def test_a_plan_for_another_model_is_refused(store, photos):
    with pytest.raises(PlanError, match=r"not for resnet20\.cifar10"):
        compare(store, photos / "lion.jpg", model=MODEL, plan="resnet56.cifar10")


@pytest.mark.parametrize(
    ("reference", "other", "agrees", "rank", "divergence"),
    [
        ([0.5, 0.5, 0.0], [0.25, 0.5, 0.25], False, 2, 0.5 * math.log(2)),
        ([1.0, 0.0, 0.0], [0.1, 0.2, 0.7], False, 3, math.log(10)),
        ([0.2, 0.8, 0.0], [0.2, 0.8, 0.0], True, 1, 0.0),
    ],
)
def test_differences_worked_out_by_hand(reference, other, agrees, rank, divergence):
    # log p are logits of p; a class of probability 0 has a logit far below.
    logits = [torch.tensor(row).log().clamp_min(-300) for row in (reference, other)]
    found = measure_difference(*logits)
    assert (found.agrees, found.reference_rank) == (agrees, rank)
    assert found.divergence == pytest.approx(divergence, abs=1e-6)


def test_classes_too_far_for_a_float_still_count():
    found = measure_difference(
        torch.tensor([10.0, 0, 0, 0, 0]), torch.tensor([-60.0, 60, -10, -50, -70])
    )
    assert found.reference_rank == 4
    assert found.divergence == pytest.approx(119.990, abs=0.001)


def test_the_command_prints_one_document_or_readable_columns(settings, photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    command = ["compare", str(photos / "lion.jpg"), "--weights-dir", str(settings.weights_dir)]
    plan = f"{MODEL}:branch[layer1.0]=0"
    result = CliRunner().invoke(app, [*command, "--plan", plan, "--json"])
    assert result.exit_code == 0, result.stderr
    answers = json.loads(result.stdout)["answers"]
    assert [answer["kind"] for answer in answers] == ["residual", "ablated", "plain_twin"]
    assert answers[1]["plan"] == plan
    assert set(answers[1]["difference"]) == {"agrees", "divergence", "reference_rank"}
    readable = CliRunner().invoke(app, command)
    assert f"ablated: {MODEL}:skip[*]=0" in readable.stdout
    assert "entropy" in readable.stdout
    wrong = CliRunner().invoke(app, [*command, "--plan", f"{MODEL}:skip[layer9.0]=0"])
    assert wrong.exit_code == 2


def test_a_plan_beside_columns_is_refused(store, photos):
    with pytest.raises(OptionError, match="Put the plan into a column"):
        compare(store, photos / "lion.jpg", plan=f"{MODEL}:skip[*]=0", columns=[PLAIN])


def test_comparison_has_three_columns_on_the_same_view(store, photos):
    result = compare(store, photos / "lion.jpg", model=MODEL, top=10)
    assert [(answer.column.kind, answer.column.spec.key) for answer in result.answers] == [
        ("residual", MODEL),
        ("ablated", MODEL),
        ("plain_twin", PLAIN),
    ]
    picture = open_file(photos / "lion.jpg", store.settings).rgb
    model = store.get(MODEL)
    batch = make_views(picture, model.preprocessing, "single")
    for answer, gates in zip(result.answers[:2], (None, Gates(skip=torch.zeros(9))), strict=True):
        expected = compute_logits(model, batch, gates=gates)[0]
        actual = torch.tensor([s.logit for s in sorted(answer.value.top, key=lambda s: s.index)])
        torch.testing.assert_close(actual, expected, rtol=0, atol=1e-5)
    assert result.answers[0].value.top != result.answers[1].value.top


def test_a_missing_twin_does_not_lose_the_other_columns(settings, tmp_path, monkeypatch, photos):
    monkeypatch.setattr("resnet_demo.settings.SHIPPED_WEIGHTS_DIR", tmp_path)
    (settings.weights_dir / f"{PLAIN}.safetensors").unlink()
    result = compare(ModelStore(settings), photos / "lion.jpg", model=MODEL)
    assert [bool(answer.value) for answer in result.answers] == [True, True, False]
    assert PLAIN in str(result.answers[2].error)


def test_comparing_a_plain_model_is_refused(store, photos):
    with pytest.raises(OptionError, match="plain20"):
        compare(store, photos / "lion.jpg", model=PLAIN)


def test_a_plan_names_the_model(store, photos):
    plan = f"{MODEL}:branch[layer2.1]=0.25"
    result = compare(store, photos / "lion.jpg", plan=plan)
    assert [answer.column.plan_text for answer in result.answers] == [None, plan, None]
    assert [answer.column.spec.key for answer in result.answers] == [MODEL, MODEL, PLAIN]


def test_the_command_takes_the_model_of_the_plan(photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    plan = "resnet56.cifar10:skip[*]=0"
    result = CliRunner().invoke(
        app, ["compare", str(photos / "lion.jpg"), "--plan", plan, "--json"]
    )
    assert result.exit_code == 0, result.stderr
    answers = json.loads(result.stdout)["answers"]
    networks = [(answer["model"], answer["plan"]) for answer in answers]
    key = "resnet56.cifar10"
    assert networks == [(key, None), (key, plan), ("plain56.cifar10", None)]


def test_a_column_without_finite_logits_does_not_lose_the_others(store, weights_dir, photos):
    state = {
        name: torch.full_like(tensor, float("nan")) if name == "fc.bias" else tensor
        for name, tensor in safetensors.torch.load_file(
            weights_dir / f"{PLAIN}.safetensors"
        ).items()
    }
    write_weights(weights_dir, state, make_card(PLAIN))
    result = compare(store, photos / "lion.jpg", model=MODEL)
    assert [bool(answer.value) for answer in result.answers] == [True, True, False]
    assert isinstance(result.answers[2].error, NonFiniteLogitsError)
    assert result.errors == (result.answers[2].error,)
    document = make_document(result)
    assert document["answers"][2]["error"]["type"] == "NonFiniteLogitsError"
    assert document["answers"][1]["difference"] is not None


def test_without_the_first_column_the_others_answer_and_differ_from_nothing(store, photos):
    columns = ["resnet32.cifar10", MODEL, PLAIN]
    result = compare(store, photos / "lion.jpg", columns=columns)
    assert [bool(answer.value) for answer in result.answers] == [False, True, True]
    assert [answer.value.difference for answer in result.answers[1:]] == [None, None]
    assert result.photo.name == "lion.jpg"


def test_the_same_network_twice_differs_in_nothing(store, photos):
    first, second = compare(store, photos / "lion.jpg", columns=[MODEL, MODEL]).answers
    assert first.value.difference is None
    assert (second.value.difference.agrees, second.value.difference.divergence) == (True, 0)
