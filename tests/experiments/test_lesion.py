"""Lesion studies against one pass a lesion."""

import json
import time

import pytest
import torch
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.columns import trained_column
from resnet_demo.errors import PlainNetworkError, RangeError, RequestTimeoutError
from resnet_demo.experiments.lesion.compute import compute, list_gates
from resnet_demo.experiments.lesion.document import make_document
from resnet_demo.experiments.lesion.options import LesionOptions
from resnet_demo.experiments.request import Request
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.lesions import answer_lesions
from resnet_demo.networks.plan import draw_plan, make_plan
from resnet_demo.networks.resnet import ResNet
from resnet_demo.networks.seeds import combine_seeds
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.progress import Cancelled, Deadline, Step
from resnet_demo.settings import Settings
from tests.conftest import make_card, snapshot_network
from tests.experiments.study_requests import PLAIN, RESIDUAL
from tests.networks.small_networks import build_narrow_imagenet, narrow_imagenet


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def small_passes(weights_dir):
    return ModelStore(
        Settings(weights_dir=weights_dir, device="cpu", offline=True, forward_batch_size=16)
    )


@pytest.fixture
def photo(photos):
    return photos / "lion.jpg"


@pytest.fixture
def view(store, photo):
    image = open_file(photo, store.settings)
    return preprocess(image.rgb, store.get(RESIDUAL).preprocessing)


def study(store, photo, *, key=RESIDUAL, request=(), **options):
    columns = trained_column(key, store.settings)
    return compute(Request(store, (photo,), columns, **dict(request)), LesionOptions(**options))


def logits_under(model, view, plan):
    return compute_logits(model, view, gates=plan.make_gates())[0]


def test_every_single_lesion_is_its_own_pass(store, small_passes, photo, view):
    model = store.get(RESIDUAL)
    before = snapshot_network(model.network)
    lesions = study(small_passes, photo, draws=0)
    whole = logits_under(model, view, make_plan(model.spec))
    assert lesions.reference == int(whole.argmax())
    assert lesions.whole.logit == pytest.approx(whole[lesions.reference].item(), abs=1e-5)
    for part in ("skip", "branch"):
        for index, block in enumerate(lesions.blocks):
            plan = make_plan(model.spec).set_strength(part, [block], 0)
            expected = logits_under(model, view, plan)
            effect = lesions.single[part][index]
            assert effect.logit == pytest.approx(expected[lesions.reference].item(), abs=1e-4)
            probability = expected.softmax(0)[lesions.reference].item()
            assert effect.probability == pytest.approx(probability, abs=1e-5)
            assert effect.keeps_label == (int(expected.argmax()) == lesions.reference)
    assert lesions.random == ()
    assert [b for b, down in zip(lesions.blocks, lesions.downsampling, strict=True) if down] == [
        "layer2.0",
        "layer3.0",
    ]
    assert snapshot_network(model.network) == before


@pytest.mark.parametrize("part", ["branch", "skip"])
def test_random_lesions_are_drawn_by_seed_and_summed_up(store, photo, view, part):
    model = store.get(RESIDUAL)
    lesions = study(store, photo, part=part, draws=4, seed=2)
    assert [effect.count for effect in lesions.random] == list(range(1, 10))
    plans = [draw_plan(model.spec, part, 3, combine_seeds(2, draw)) for draw in range(4)]
    logits = torch.stack([logits_under(model, view, plan) for plan in plans])
    expected = logits.softmax(1)[:, lesions.reference]
    third = lesions.random[2]
    assert third.mean == pytest.approx(expected.mean().item(), abs=1e-5)
    low, high = expected.quantile(torch.tensor([0.05, 0.95])).tolist()
    assert (third.low, third.high) == pytest.approx((low, high), abs=1e-5)
    assert low < high
    assert lesions.random == study(store, photo, part=part, draws=4, seed=2).random
    assert lesions.random != study(store, photo, part=part, draws=4, seed=3).random
    last = lesions.random[-1]  # every block gone: one way only
    assert last.low == pytest.approx(last.high, abs=1e-6)


def test_a_plain_network_has_nothing_to_lesion(store, photo):
    with pytest.raises(PlainNetworkError, match=r"plain20\.cifar10 is a plain network"):
        study(store, photo, key=PLAIN)


@pytest.mark.parametrize(
    ("option", "value"),
    [("draws", -1), ("draws", 101), ("seed", -1), ("seed", 2**31 + 1), ("seed", 10**30)],
)
def test_numbers_have_limits(option, value):
    with pytest.raises(RangeError, match=f"{option} cannot be {value}"):
        LesionOptions(**{option: value})


def test_progress_counts_passes_and_can_end_the_work(small_passes, photo):
    steps = []
    study(small_passes, photo, draws=2, request={"progress": steps.append})
    assert steps == [Step("passes", done, 3) for done in range(3)]  # 1 + 2·9 + 2·9 lesions
    steps.clear()

    def cancel(step):
        steps.append(step)
        if step.done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        study(small_passes, photo, draws=2, request={"progress": cancel})
    assert steps == [Step("passes", 0, 3), Step("passes", 1, 3)]


def test_a_study_of_many_draws_ends_when_its_time_is_over(store, photo):
    late = Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    with pytest.raises(RequestTimeoutError, match="not done after 5 s"):
        study(store, photo, draws=100, request={"deadline": late})


def test_a_study_ends_in_the_middle_when_its_time_is_over(small_passes, photo, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("resnet_demo.progress.time.monotonic", lambda: now[0])
    steps = []

    def take_time(step):
        steps.append(step)
        now[0] += 2

    request = {"deadline": Deadline(timeout_s=5, started_s=0.0), "progress": take_time}
    with pytest.raises(RequestTimeoutError):
        study(small_passes, photo, draws=100, request=request)
    assert [step.done for step in steps] == [0, 1, 2]


@pytest.mark.slow
def test_imagenet_networks_work_the_same(settings, weights_dir, photo, monkeypatch):
    narrow_imagenet(monkeypatch)
    network = ResNet(build_narrow_imagenet(50, num_classes=3))
    inputs = {"size": 64, "mean": [0.5] * 3, "std": [0.2] * 3}
    card = make_card("resnet50.own", classes=("a", "b", "c"), input=inputs)
    write_weights(weights_dir, network.state_dict(), card)
    lesions = study(ModelStore(settings), photo, key="resnet50.own", draws=1)
    document = json.loads(json.dumps(make_document(lesions)))
    assert len(document["blocks"]) == 16
    assert [b["block"] for b in document["blocks"] if b["downsampling"]] == [
        "layer1.0",
        "layer2.0",
        "layer3.0",
        "layer4.0",
    ]
    assert set(document["blocks"][0]["skip_removed"]) == {"probability", "logit", "keeps_label"}
    assert document["random"]["effects"][-1]["count"] == 16


def test_the_command_prints_one_document_or_readable_tables(settings, photo, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    command = ["lesion", str(photo), "--weights-dir", str(settings.weights_dir)]
    result = CliRunner().invoke(app, [*command, "--draws", "2", "--seed", "5", "--json"])
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["random"]["seed"], len(document["blocks"])) == (5, 9)
    readable = CliRunner().invoke(app, [*command, "--draws", "0"])
    assert "What is left of it:" in readable.stdout
    assert "without its branch" in readable.stdout
    assert "without its skip" in readable.stdout
    assert "random" not in readable.stdout
    drawn = CliRunner().invoke(app, [*command, "--draws", "1", "--part", "skip"])
    assert "random skip removal, 1 draws, seed 0" in drawn.stdout
    assert CliRunner().invoke(app, [*command, "--model", PLAIN]).exit_code == 2
    wrong = CliRunner().invoke(app, [*command, "--draws", "101"])
    assert wrong.exit_code == 2


def test_the_command_ends_when_its_time_is_over(settings, photo, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.setenv("RESNET_LAB_STUDY_TIMEOUT_S", "0.000001")
    command = ["lesion", str(photo), "--weights-dir", str(settings.weights_dir), "--json"]
    result = CliRunner().invoke(app, [*command, "--draws", "100"])
    assert result.exit_code == 6
    assert json.loads(result.stdout)["error"]["type"] == "RequestTimeoutError"


def test_a_photo_has_the_lesions_that_a_data_set_has(store, photo, view):
    model = store.get(RESIDUAL)
    options = LesionOptions(draws=1, seed=3)
    lesions = study(store, photo, draws=1, seed=3)
    with torch.no_grad():
        answers = dict(answer_lesions(model.network, view, list_gates(9, options)))
    effects = [lesions.whole, *lesions.single["skip"], *lesions.single["branch"]]
    for row, effect in enumerate(effects):
        logit = answers[row][0, lesions.reference].item()
        assert effect.logit == pytest.approx(logit, rel=1e-4, abs=1e-4)
    for row, random in enumerate(lesions.random, start=len(effects)):
        probability = answers[row][0].softmax(0)[lesions.reference].item()
        assert random.mean == pytest.approx(probability, abs=1e-4)
