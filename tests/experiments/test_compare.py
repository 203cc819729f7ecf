"""Columns under any plan, and the numbers that tell them apart."""

import json
import math

import pytest
import torch
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import PlanError
from resnet_demo.experiments import service
from resnet_demo.experiments.compare.compute import measure_difference
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.preprocess import preprocess

MODEL = "resnet20.cifar10"


@pytest.fixture
def store(settings):
    return ModelStore(settings)


def test_an_ablated_column_is_the_network_under_its_plan(store, photos):
    text = f"{MODEL}:skip[layer2.*]=0,branch[layer3.1]=0.5"
    result = service.compare(store, photos / "lion.jpg", model=MODEL, plan=text, top=10)
    whole, ablated, twin = result.answers
    assert (whole.plan, ablated.plan, twin.plan) == (None, text, None)
    model = store.get(MODEL)
    batch = preprocess(
        service.open_file(photos / "lion.jpg", store.settings).rgb, model.preprocessing
    )
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
    whole, same, _ = service.compare(
        store, photos / "lion.jpg", model=MODEL, plan=MODEL, top=10
    ).answers
    assert same.top == whole.top
    assert same.difference.agrees
    assert (same.difference.divergence, same.difference.reference_rank) == (0, 1)
    assert whole.difference is None


def test_a_plan_for_another_model_is_refused(store, photos):
    with pytest.raises(PlanError, match=r"not for resnet20\.cifar10"):
        service.compare(store, photos / "lion.jpg", model=MODEL, plan="resnet56.cifar10")


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
