"""Strength sweeps against one pass a strength, and statistics set by hand."""

import json

import pytest
import safetensors.torch
import torch
from torch import nn
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import PlanError
from resnet_demo.experiments import service, studies
from resnet_demo.experiments.signals.compute import make_statistics
from resnet_demo.experiments.sweep.compute import STRENGTHS, sweep_strength
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.plan import make_plan
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.photos.preprocess import VIEWS, make_views, preprocess
from tests.conftest import snapshot_network
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures

EFFECT = {"probability", "logit", "keeps_label"}


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def images(store):
    return [service.open_file(picture, store.settings) for picture in make_pictures(2)]


@pytest.fixture
def view(store, images):
    return preprocess(images[0].rgb, store.get(RESIDUAL).preprocessing)


def check_effect(effect, logits, reference):
    assert effect.logit == pytest.approx(logits[reference].item(), rel=1e-4, abs=1e-4)
    assert effect.probability == pytest.approx(logits.softmax(0)[reference].item(), abs=1e-4)
    assert effect.keeps_label == (int(logits.argmax()) == reference)


def test_strengths_go_from_0_to_1_in_steps_of_a_twentieth():
    assert STRENGTHS[0] == 0
    assert STRENGTHS[-1] == 1
    assert pytest.approx([step * 0.05 for step in range(21)]) == STRENGTHS


@pytest.mark.parametrize(
    ("key", "part", "blocks"),
    [
        (RESIDUAL, "skip", "*"),
        (RESIDUAL, "skip", "layer3.1"),
        (RESIDUAL, "branch", "layer2.*"),
        (PLAIN, "branch", "layer1.2"),
    ],
)
def test_every_strength_is_its_own_pass(store, view, key, part, blocks):
    model = store.get(key)
    before = snapshot_network(model.network)
    found = sweep_strength(model, view, part=part, blocks=blocks)
    whole = compute_logits(model, view)[0]
    assert found.reference == int(whole.argmax())
    assert len(found.effects) == len(found.strengths) == 21
    for strength, effect in zip(found.strengths, found.effects, strict=True):
        plan = make_plan(model.spec).set_strength(part, [blocks], strength)
        logits = compute_logits(model, view, gates=plan.make_gates())[0]
        check_effect(effect, logits, found.reference)
    check_effect(found.effects[-1], whole, found.reference)
    assert (found.reestimated, found.statistics_inputs) == (None, 0)
    assert snapshot_network(model.network) == before


def test_a_branch_at_0_lets_nothing_through_a_plain_network(store, view):
    model = store.get(PLAIN)
    found = sweep_strength(model, view, part="branch", blocks="layer2.1")
    x = torch.zeros(1, 32, 16, 16)  # what the blocks behind it get
    with torch.no_grad():
        for block in (model.network.layer2[2], *model.network.layer3):
            x = block(x)
        logits = model.network.compute_head(x)[0]
    check_effect(found.effects[0], logits, found.reference)


def answer_with_own_statistics(weights_dir, statistics, view, gates):
    """A network whose BatchNorm layers hold mean and variance of what each received."""
    network = ResNet(cifar_architecture(20)).train()
    network.load_state_dict(safetensors.torch.load_file(weights_dir / f"{RESIDUAL}.safetensors"))
    received = {}
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.register_forward_pre_hook(
            lambda module, inputs: received.__setitem__(module, inputs[0])
        )
    with torch.no_grad():
        network(statistics, gates)
        for norm in norms:
            norm.running_mean.copy_(received[norm].mean((0, 2, 3)))
            norm.running_var.copy_(received[norm].var((0, 2, 3)))
        return network.eval()(view, gates)[0]


def test_statistics_taken_again_are_those_of_each_strength(store, weights_dir, images, view):
    model = store.get(RESIDUAL)
    before = snapshot_network(model.network)
    statistics = make_statistics(images, model.preprocessing)
    views = [make_views(image.rgb, model.preprocessing) for image in images]
    assert torch.equal(statistics, torch.cat(views))
    found = sweep_strength(model, view, statistics=statistics)
    assert found.statistics_inputs == len(statistics)
    for index in (0, 10, 20):
        gates = Gates(torch.full((9,), STRENGTHS[index]))
        logits = answer_with_own_statistics(weights_dir, statistics, view, gates)
        check_effect(found.reestimated[index], logits, found.reference)
        assert found.reestimated[index] != found.effects[index]
    without = sweep_strength(model, view)
    assert without.effects == found.effects
    assert snapshot_network(model.network) == before


def test_a_request_takes_statistics_on_all_its_pictures(store, images, view):
    files = make_pictures(2)
    photo, found = studies.sweep(
        store, files[0], model=RESIDUAL, blocks="layer3.*", reestimate=True, others=files[1:]
    )
    statistics = make_statistics(images, store.get(RESIDUAL).preprocessing)
    expected = sweep_strength(store.get(RESIDUAL), view, blocks="layer3.*", statistics=statistics)
    assert (photo.name, found) == ("0.png", expected)


@pytest.mark.parametrize(
    ("key", "part", "blocks", "words"),
    [
        (RESIDUAL, "skip", "layer9.0", "no block 'layer9.0'"),
        (RESIDUAL, "branch", "layer4.*", "no block"),
        (RESIDUAL, "skip", "", "no block"),
        (PLAIN, "skip", "*", "plain: it has no skips"),
    ],
)
def test_what_does_not_fit_is_refused(store, view, key, part, blocks, words):
    with pytest.raises(PlanError, match=words):
        sweep_strength(store.get(key), view, part=part, blocks=blocks)


@pytest.mark.parametrize("reestimate", [False, True])
def test_progress_counts_passes(store, reestimate):
    steps = []
    studies.sweep(
        store,
        make_pictures(1)[0],
        model=RESIDUAL,
        reestimate=reestimate,
        on_progress=lambda *step: steps.append(step),
    )
    passes = 22 if reestimate else 1
    assert steps == [(done, passes) for done in range(passes)]


def test_the_command_prints_one_document_or_a_readable_table(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    paths = []
    for name, content in make_pictures(2):
        paths.append(str(tmp_path / name))
        (tmp_path / name).write_bytes(content)
    command = ["sweep", paths[0], "--weights-dir", str(settings.weights_dir)]
    options = ["--blocks", "layer2.*", "--reestimate", "--also", paths[1], "--json"]
    result = CliRunner().invoke(app, [*command, *options])
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["statistics_inputs"] == 2 * len(VIEWS["average"])
    assert [row["strength"] for row in document["strengths"]] == list(STRENGTHS)
    assert set(document["strengths"][0]) == {"strength", *EFFECT, "reestimated"}
    assert set(document["strengths"][0]["reestimated"]) == EFFECT
    readable = CliRunner().invoke(app, [*command, "--part", "branch"])
    assert readable.exit_code == 0
    assert "as trained" in readable.stdout
    assert "taken again" not in readable.stdout
    for wrong, code in (
        (["--blocks", "layer9.0"], 2),
        (["--model", PLAIN], 2),
        (["--part", "stem"], 2),
        (["--model", "resnet32.cifar10"], 3),
        (["--reestimate", "--also", str(tmp_path / "absent.png")], 1),
    ):
        assert CliRunner().invoke(app, [*command, *wrong]).exit_code == code
