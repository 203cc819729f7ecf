"""Strength sweeps against one pass a strength, and statistics set by hand."""

import json
import time

import pytest
import safetensors.torch
import torch
from torch import nn
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.columns import trained_column
from resnet_demo.errors import (
    ChoiceError,
    PlanError,
    RequestTimeoutError,
    UnsupportedImageError,
    UnusedPhotosError,
)
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.sweep import compute as sweep_module
from resnet_demo.experiments.sweep.compute import STRENGTHS, compute
from resnet_demo.experiments.sweep.document import make_document
from resnet_demo.experiments.sweep.options import SweepOptions
from resnet_demo.experiments.sweep.table import make_tables
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.private import make_statistics
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.plan import make_plan
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import VIEWS, make_views, preprocess
from resnet_demo.progress import Deadline, Step
from tests.conftest import snapshot_network
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures

EFFECT = {"probability", "logit", "keeps_label"}


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def few_strengths(monkeypatch):
    """Three of the 21, where statistics are taken again at each."""
    monkeypatch.setattr(sweep_module, "STRENGTHS", (0.0, 0.5, 1.0))
    return sweep_module.STRENGTHS


@pytest.fixture
def images(store):
    return [open_file(picture, store.settings) for picture in make_pictures(2)]


def sweep(store, key, photos=1, **options):
    columns = trained_column(key, store.settings)
    request = Request(store, tuple(make_pictures(photos)), columns)
    return compute(request, SweepOptions(**options))


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
    found = sweep(store, key, part=part, blocks=blocks)
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
    found = sweep(store, PLAIN, part="branch", blocks="layer2.1")
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


@pytest.mark.slow
def test_statistics_taken_again_are_those_of_each_strength(
    store, weights_dir, images, view, few_strengths
):
    model = store.get(RESIDUAL)
    before = snapshot_network(model.network)
    statistics = make_statistics(images, model.preprocessing)
    views = [make_views(image.rgb, model.preprocessing) for image in images]
    assert torch.equal(statistics, torch.cat(views))
    found = sweep(store, RESIDUAL, photos=2, reestimate=True)
    assert found.statistics_inputs == len(statistics)
    for index, strength in enumerate(few_strengths):
        gates = Gates(torch.full((9,), strength))
        logits = answer_with_own_statistics(weights_dir, statistics, view, gates)
        check_effect(found.reestimated[index], logits, found.reference)
        assert found.reestimated[index] != found.effects[index]
    without = sweep(store, RESIDUAL)
    assert without.effects == found.effects
    assert snapshot_network(model.network) == before


@pytest.mark.usefixtures("few_strengths")
def test_the_photo_under_study_is_the_first(store):
    found = sweep(store, RESIDUAL, photos=2, reestimate=True)
    assert found.photo.name == "0.png"
    assert found.effects == sweep(store, RESIDUAL, photos=1).effects


def test_photos_for_statistics_that_are_not_re_estimated_are_refused(store):
    with pytest.raises(UnusedPhotosError, match=r"Other photos \(2\).*Set reestimate"):
        sweep(store, RESIDUAL, photos=3)


@pytest.mark.slow
@pytest.mark.usefixtures("few_strengths")
def test_another_photo_that_cannot_be_read_is_passed_over(store):
    """The statistics are those of the photos that can be read, and the bad ones are named."""
    first, second = make_pictures(2)
    bad = [("bad.png", b"no picture"), ("worse.png", b"")]

    def ask(*photos):
        request = Request(store, photos, trained_column(RESIDUAL, store.settings))
        return compute(request, SweepOptions(reestimate=True))

    found, good = ask(first, bad[0], second, bad[1]), ask(first, second)
    assert found.reestimated == good.reestimated
    assert found.statistics_inputs == good.statistics_inputs == 2 * len(VIEWS["average"])
    assert [type(error) for error in found.errors] == [UnsupportedImageError] * 2
    entries = make_document(found)["failed_others"]
    assert [entry["file"] for entry in entries] == ["bad.png", "worse.png"]
    assert [
        line
        for line in make_tables(make_document(found))
        if "bad.png is not a picture" in str(line)
    ]
    assert good.errors == ()
    assert "failed_others" not in make_document(good)


@pytest.mark.parametrize(
    ("key", "part", "blocks", "words"),
    [
        (RESIDUAL, "skip", "layer9.0", "no block 'layer9.0'"),
        (RESIDUAL, "branch", "layer4.*", "no block"),
        (RESIDUAL, "skip", "", "no block"),
        (PLAIN, "skip", "*", "plain: it has no skips"),
    ],
)
def test_what_does_not_fit_is_refused(store, key, part, blocks, words):
    with pytest.raises(PlanError, match=words):
        sweep(store, key, part=part, blocks=blocks)


def test_a_part_that_does_not_exist_is_answered_with_those_that_do():
    with pytest.raises(ChoiceError, match=r"part cannot be 'stem'\. Choose one of skip, branch\."):
        SweepOptions(part="stem")


def test_a_sweep_ends_when_its_time_is_over(store):
    columns = trained_column(RESIDUAL, store.settings)
    late = Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    request = Request(store, tuple(make_pictures(1)), columns, deadline=late)
    with pytest.raises(RequestTimeoutError, match="not done after 5 s"):
        compute(request, SweepOptions())


@pytest.mark.slow
@pytest.mark.parametrize("reestimate", [False, True])
def test_progress_counts_passes(store, reestimate):
    steps = []
    columns = trained_column(RESIDUAL, store.settings)
    request = Request(store, tuple(make_pictures(1)), columns, progress=steps.append)
    compute(request, SweepOptions(reestimate=reestimate))
    passes = 22 if reestimate else 1
    assert steps == [Step("passes", done, passes) for done in range(passes)]


@pytest.mark.slow
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
    assert "re-estimated" not in readable.stdout
    for wrong, code in (
        (["--blocks", "layer9.0"], 2),
        (["--model", PLAIN], 2),
        (["--part", "stem"], 2),
        (["--model", "resnet32.cifar10"], 3),
        (["--reestimate", "--also", str(tmp_path / "absent.png")], 1),
        (["--also", paths[1]], 2),
    ):
        assert CliRunner().invoke(app, [*command, *wrong]).exit_code == code
