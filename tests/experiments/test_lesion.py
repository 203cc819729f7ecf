"""Lesion studies against one pass a lesion."""

import json

import pytest
import torch
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import OptionError
from resnet_demo.experiments import render_study, service, studies
from resnet_demo.experiments.lesion.compute import study_lesions
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import imagenet_architecture
from resnet_demo.networks.plan import draw_plan, make_plan
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import preprocess
from tests.conftest import make_card

RESIDUAL, PLAIN = "resnet20.cifar10", "plain20.cifar10"


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def view(store, photos):
    image = service.open_file(photos / "lion.jpg", store.settings)
    return preprocess(image.rgb, store.get(RESIDUAL).preprocessing)


def logits_under(model, view, plan):
    return compute_logits(model, view, gates=plan.make_gates())[0]


def test_every_single_lesion_is_its_own_pass(store, view):
    model = store.get(RESIDUAL)
    study = study_lesions(model, view, draws=0, batch_size=7)
    whole = logits_under(model, view, make_plan(model.spec))
    assert study.reference == int(whole.argmax())
    assert study.whole.logit == pytest.approx(whole[study.reference].item(), abs=1e-5)
    for part in ("skip", "branch"):
        for index, block in enumerate(study.blocks):
            plan = make_plan(model.spec).set_strength(part, [block], 0)
            expected = logits_under(model, view, plan)
            effect = study.single[part][index]
            assert effect.logit == pytest.approx(expected[study.reference].item(), abs=1e-4)
            probability = expected.softmax(0)[study.reference].item()
            assert effect.probability == pytest.approx(probability, abs=1e-5)
            assert effect.keeps_label == (int(expected.argmax()) == study.reference)
    assert study.random == ()
    assert [b for b, down in zip(study.blocks, study.downsampling, strict=True) if down] == [
        "layer2.0",
        "layer3.0",
    ]


@pytest.mark.parametrize("part", ["branch", "skip"])
def test_random_lesions_are_drawn_by_seed_and_summed_up(store, view, part):
    model = store.get(RESIDUAL)
    study = study_lesions(model, view, random_part=part, draws=4, seed=2)
    assert [effect.count for effect in study.random] == list(range(1, 10))
    expected = torch.stack(
        [
            logits_under(model, view, draw_plan(model.spec, part, 3, 200 + draw)).softmax(0)
            for draw in range(4)
        ]
    )[:, study.reference]
    third = study.random[2]
    assert third.mean == pytest.approx(expected.mean().item(), abs=1e-5)
    assert expected.min() - 1e-5 <= third.low <= third.high <= expected.max() + 1e-5
    assert study == study_lesions(model, view, random_part=part, draws=4, seed=2)
    last = study.random[-1]  # every block gone: one way only
    assert last.low == pytest.approx(last.high, abs=1e-6)


def test_a_plain_network_has_nothing_to_lesion(store, view):
    with pytest.raises(OptionError, match="nothing is left of a block without its branch"):
        study_lesions(store.get(PLAIN), view)


@pytest.mark.parametrize("seed", [-1, 2**31 + 1, 10**30])
def test_seeds_have_limits(store, view, seed):
    with pytest.raises(OptionError, match="seed cannot be"):
        study_lesions(store.get(RESIDUAL), view, draws=1, seed=seed)


@pytest.mark.parametrize("draws", [-1, 101])
def test_draws_have_limits(store, view, draws):
    with pytest.raises(OptionError, match="0 to 100"):
        study_lesions(store.get(RESIDUAL), view, draws=draws)


def test_progress_counts_passes_and_can_end_the_work(store, view):
    steps = []
    study_lesions(
        store.get(RESIDUAL),
        view,
        draws=2,
        batch_size=16,
        on_progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(done, 3) for done in range(3)]  # 1 + 2·9 + 2·9 lesions

    class EndError(Exception):
        pass

    def end(done, _total):
        if done == 1:
            raise EndError

    with pytest.raises(EndError):
        study_lesions(store.get(RESIDUAL), view, draws=2, batch_size=16, on_progress=end)


def test_imagenet_networks_work_the_same(settings, weights_dir, photos):
    network = ResNet(imagenet_architecture(50, num_classes=3))
    inputs = {"size": 64, "mean": [0.5] * 3, "std": [0.2] * 3}
    card = make_card("resnet50.own", classes=("a", "b", "c"), input=inputs)
    write_weights(weights_dir, network.state_dict(), card)
    photo, study = studies.lesion(
        ModelStore(settings), photos / "lion.jpg", model="resnet50.own", draws=1
    )
    document = json.loads(json.dumps(render_study.lesion_document(photo, study)))
    assert len(document["blocks"]) == 16
    assert [b["block"] for b in document["blocks"] if b["downsampling"]] == [
        "layer1.0",
        "layer2.0",
        "layer3.0",
        "layer4.0",
    ]
    assert set(document["blocks"][0]["skip_removed"]) == {"probability", "logit", "keeps_label"}
    assert document["random"]["effects"][-1]["count"] == 16


def test_the_command_prints_one_document_or_readable_tables(settings, photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    command = ["lesion", str(photos / "lion.jpg"), "--weights-dir", str(settings.weights_dir)]
    result = CliRunner().invoke(app, [*command, "--draws", "2", "--seed", "5", "--json"])
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["random"]["seed"], len(document["blocks"])) == (5, 9)
    readable = CliRunner().invoke(app, [*command, "--draws", "0"])
    assert "without its branch" in readable.stdout
    assert "without its skip" in readable.stdout
    assert CliRunner().invoke(app, [*command, "--model", PLAIN]).exit_code == 2
    wrong = CliRunner().invoke(app, [*command, "--draws", "101"])
    assert wrong.exit_code == 2
