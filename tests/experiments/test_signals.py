"""Signals and gradients of one photo, against a pass through the network taken apart."""

import copy
import json
import time

import pytest
import torch
import torch.nn.functional as F
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.columns import parse_columns
from resnet_demo.errors import (
    DifferentClassesError,
    PlainNetworkError,
    RequestTimeoutError,
    UnsupportedImageError,
    WeightsMissingError,
)
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.run import run
from resnet_demo.experiments.signals.compute import compute, make_statistics
from resnet_demo.experiments.signals.document import make_document
from resnet_demo.experiments.signals.options import SignalsOptions
from resnet_demo.experiments.signals.table import make_tables
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.private import open_view
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.networks.signals import measure_photo_signals
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.progress import Cancelled, Deadline, Step
from tests.conftest import make_card, snapshot_network
from tests.experiments.study_requests import PLAIN, RESIDUAL, EndsAfter, make_pictures

pytestmark = pytest.mark.slow

PLAN = f"{RESIDUAL}:skip[layer2.*]=0.5,branch[layer3.1]=0.25"
PLAN_GATES = Gates(
    torch.tensor([1.0, 1, 1, 0.5, 0.5, 0.5, 1, 1, 1]), torch.tensor([1.0] * 7 + [0.25, 1])
)
PICTURE, OTHER = make_pictures(2)


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def view(store):
    image = open_file(PICTURE, store.settings)
    return preprocess(image.rgb, store.get(RESIDUAL).preprocessing)


def measure(store, columns, *, others=(), request=(), **options):
    parsed = parse_columns(columns, store.settings)
    asked = Request(store, (PICTURE, *others), parsed, **dict(request))
    return compute(asked, SignalsOptions(**options))


def run_apart(network, view, label, gates):
    """Returns responses, block inputs, block outputs and the gradients at these."""
    gates = gates or Gates(*torch.ones(2, 9))
    responses, inputs, outputs = [network.bn1(network.conv1(view))], [], []
    x = network.compute_stem(view).requires_grad_()
    for index, (_, block) in enumerate(network.named_blocks()):
        first = block.bn1(block.conv1(x))
        second = block.bn2(block.conv2(F.relu(first)))
        inputs.append(x)
        responses += [first, second]
        x = second * gates.branch[index]
        if block.residual:
            kept = inputs[-1] if block.downsample is None else block.downsample(inputs[-1])
            x = x + kept * gates.skip[index]
        x = F.relu(x)
        x.retain_grad()
        outputs.append(x)
    F.cross_entropy(network.compute_head(x), torch.tensor([label])).backward()
    return responses, inputs, outputs, [output.grad for output in outputs]


def check_signals(found, network, view, label, gates):
    responses, inputs, outputs, gradients = run_apart(network, view, label, gates)
    assert len(found.signals.layers) == 19
    assert found.signals.response_std == pytest.approx([r.std().item() for r in responses], 1e-4)
    assert found.signals.gradient_norm == pytest.approx([g.norm().item() for g in gradients], 1e-4)
    for name, value, before, after in zip(
        found.signals.blocks, found.similarity, inputs, outputs, strict=True
    ):
        if name in {"layer2.0", "layer3.0"}:
            assert value is None
            continue
        before, after = before.detach().flatten(), after.detach().flatten()
        cosine = before @ after / (before.norm() * after.norm())
        assert value == pytest.approx(cosine.item(), abs=1e-5)
        assert value == pytest.approx(F.cosine_similarity(before, after, dim=0).item(), abs=1e-6)


@pytest.mark.parametrize(
    ("column", "gates"),
    [
        (RESIDUAL, None),
        (PLAN, PLAN_GATES),
        (f"{RESIDUAL}:skip[*]=0", Gates(torch.zeros(9))),
        (PLAIN, None),
    ],
)
def test_signals_of_a_trained_network_are_those_of_a_pass_by_hand(store, view, column, gates):
    study = measure(store, [column])
    model = store.get(column.partition(":")[0])
    label = int(compute_logits(model, view, gates=gates)[0].argmax())
    assert study.reference == model.labels[label]
    if gates is not None:
        gates = Gates(gates.skip, torch.ones(9) if gates.branch is None else gates.branch)
    check_signals(study.columns[0].value.trained, copy.deepcopy(model.network), view, label, gates)


def test_signals_of_a_fresh_network_are_those_of_a_pass_by_hand(store, view):
    study = measure(store, [RESIDUAL, PLAN], seed=3, others=[OTHER])
    model = store.get(RESIDUAL)
    images = [open_file(file, store.settings) for file in (PICTURE, OTHER)]
    statistics = make_statistics(images, model.preprocessing)
    label = model.labels.index(study.reference)
    for result, gates in zip(study.columns, (None, PLAN_GATES), strict=True):
        fresh = ResNet(model.spec.architecture, generator=torch.Generator().manual_seed(3)).train()
        norms = [module for name, module in fresh.named_modules() if "bn" in name]
        for norm in norms:
            norm.momentum = 1.0  # the last batch is all that counts
        with torch.no_grad():
            fresh(statistics, gates)
        check_signals(result.value.initial, fresh.eval().requires_grad_(False), view, label, gates)


def test_gradient_norms_are_slopes_of_the_loss(store, view):
    network = copy.deepcopy(store.get(RESIDUAL).network).double()
    gates = Gates(PLAN_GATES.skip.double(), PLAN_GATES.branch.double())
    found = measure_photo_signals(network, view.double(), 3, gates)
    _, _, outputs, gradients = run_apart(network, view.double(), 3, gates)
    blocks = [block for _, block in network.named_blocks()]

    def loss_from(index, x):
        for later in range(index + 1, 9):
            x = blocks[later](x, *gates.at_block(later))
        return F.cross_entropy(network.compute_head(x), torch.tensor([3])).item()

    for index in (0, 4, 8):
        output, gradient = outputs[index].detach(), gradients[index]
        step = 1e-5 * output.norm() * gradient / gradient.norm()
        rise = loss_from(index, output + step) - loss_from(index, output - step)
        slope = rise / (2 * step.norm().item())
        assert found.signals.gradient_norm[index] == pytest.approx(slope, rel=1e-3)


def test_untrained_and_without_skips_it_is_its_plain_twin(store):
    columns = [f"{RESIDUAL}:skip[*]=0", PLAIN, RESIDUAL]
    results = measure(store, columns, seed=5).columns
    without, twin, whole = (result.value.initial for result in results)
    assert without == twin
    assert whole != twin
    assert [result.column.kind for result in results] == [
        "ablated",
        "plain_twin",
        "residual",
    ]


def test_the_same_seed_gives_the_same_document(store):
    before = snapshot_network(store.get(RESIDUAL).network)

    def ask(**options):
        return make_document(measure(store, [PLAN], **options))

    first = ask(seed=1)
    assert ask(seed=1) == first
    other = ask(seed=2)
    assert other["columns"][0]["trained"] == first["columns"][0]["trained"]
    assert other["columns"][0]["initial"] != first["columns"][0]["initial"]
    more = ask(seed=1, others=[OTHER])
    assert more["columns"][0]["initial"] != first["columns"][0]["initial"]
    assert more["columns"][0]["trained"] == first["columns"][0]["trained"]
    assert snapshot_network(store.get(RESIDUAL).network) == before


def test_a_view_of_a_network_keeps_no_hooks(store, view):
    network = open_view(store.get(RESIDUAL).network)
    measure_photo_signals(network, view, 0)
    with pytest.raises(IndexError):
        measure_photo_signals(network, view, 99)
    assert not any(module._forward_hooks for module in network.modules())


def test_a_column_without_weights_has_its_error_and_the_others_remain(store):
    columns = ["resnet32.cifar10", PLAN, PLAIN]
    study = measure(store, columns)
    missing, *others = study.columns
    assert isinstance(missing.error, WeightsMissingError)
    assert missing.value is None
    assert study.errors == (missing.error,)
    alone = measure(store, columns[1:])
    assert tuple(others) == alone.columns
    assert alone.errors == ()
    with pytest.raises(WeightsMissingError, match="resnet32"):
        measure(store, ["resnet32.cifar10", "plain44.cifar10"])


def test_paths_lead_through_the_first_network(store):
    study = measure(store, [RESIDUAL, PLAIN], paths=2, seed=4)
    assert (study.paths.draws, study.paths.seed) == (2, 4)
    assert study.paths.model.spec.key == RESIDUAL
    assert study.paths == measure(store, [RESIDUAL], paths=2, seed=4).paths
    assert measure(store, [PLAIN, RESIDUAL]).paths is None
    with pytest.raises(PlainNetworkError, match=r"plain20\.cifar10"):
        measure(store, [PLAIN, RESIDUAL], paths=2)


def test_progress_counts_passes_and_networks_and_can_end_the_work(store):
    steps = []
    columns = ["resnet32.cifar10", RESIDUAL, PLAIN]
    measure(store, columns, request={"progress": steps.append})
    assert steps == [Step("networks", 0, 2), Step("networks", 1, 2)]
    steps.clear()

    def cancel(step):
        steps.append(step)
        if step.unit == "networks" and step.done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        measure(store, [RESIDUAL, PLAN, PLAIN], paths=1, request={"progress": cancel})
    assert steps == [Step("networks", 0, 3), Step("networks", 1, 3)]
    steps.clear()
    measure(store, [RESIDUAL], paths=1, request={"progress": steps.append})
    assert steps == [Step("networks", 0, 1), Step("passes", 0, 1)]


@pytest.mark.parametrize("paths", [0, 100])
def test_a_study_ends_when_its_time_is_over(store, paths):
    late = Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    with pytest.raises(RequestTimeoutError, match="not done after 5 s"):
        measure(store, [RESIDUAL, PLAIN], paths=paths, request={"deadline": late})


def test_another_photo_that_cannot_be_read_is_passed_over(store):
    bad = ("bad.png", b"no picture")
    study = measure(store, [RESIDUAL, PLAIN], others=[bad, OTHER])
    assert study.columns == measure(store, [RESIDUAL, PLAIN], others=[OTHER]).columns
    assert [type(error) for error in study.errors] == [UnsupportedImageError]
    (entry,) = make_document(study)["failed_others"]
    assert entry["file"] == "bad.png"
    *_, line = make_tables(make_document(study))
    assert "bad.png is not a picture" in line


def test_a_column_that_the_time_does_not_reach_does_not_lose_the_one_before(store):
    columns = [RESIDUAL, PLAIN]
    study = measure(store, columns, request={"deadline": EndsAfter(1)})
    assert study.columns[0] == measure(store, columns).columns[0]
    assert [type(error) for error in study.errors] == [RequestTimeoutError]


def test_paths_that_the_time_does_not_reach_do_not_lose_the_columns(store):
    columns = [RESIDUAL, PLAIN]
    study = measure(store, columns, paths=1, request={"deadline": EndsAfter(2)})
    assert study.columns == measure(store, columns).columns
    assert study.paths is None
    assert [type(error) for error in study.errors] == [RequestTimeoutError]
    document = make_document(study)
    assert document["paths"]["error"]["type"] == "RequestTimeoutError"
    assert list(make_tables(document))[-1] == f"[red]{study.paths_error}[/red]"
    # What the paths refuse is refused before anything is measured.
    with pytest.raises(PlainNetworkError):
        measure(store, [PLAIN], paths=1, request={"deadline": EndsAfter(0)})


def test_columns_with_other_classes_are_refused(store, weights_dir):
    architecture = store.get(RESIDUAL).spec.architecture
    card = make_card("resnet20.letters", classes=tuple("abcdefghij"))
    write_weights(weights_dir, ResNet(architecture).state_dict(), card)
    with pytest.raises(DifferentClassesError, match=r"resnet20\.letters.*same classes"):
        measure(store, [RESIDUAL, "resnet20.letters"])


def test_the_command_prints_one_document_or_readable_tables(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    path = tmp_path / PICTURE[0]
    path.write_bytes(PICTURE[1])
    command = ["signals", str(path), "--weights-dir", str(settings.weights_dir)]
    result = CliRunner().invoke(app, [*command, "--paths", "2", "--seed", "4", "--json"])
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    expected = run("signals", path, store=ModelStore(settings), seed=4, paths=2)
    assert [entry["kind"] for entry in document["columns"]] == ["residual", "ablated", "plain_twin"]
    assert document == json.loads(json.dumps(make_document(expected)))
    assert len(document["paths"]["lengths"]) == 10
    former = CliRunner().invoke(
        app, ["profile", *command[1:], "--paths", "2", "--seed", "4", "--json"]
    )
    assert json.loads(former.stdout) == document
    readable = CliRunner().invoke(app, [*command, "--column", RESIDUAL, "--paths", "1"])
    assert readable.exit_code == 0
    assert "gradient norm" in readable.stdout
    assert "path length" in readable.stdout
    for wrong, code in (
        (["--plan", f"{RESIDUAL}:skip[layer9.0]=0"], 2),
        (["--model", PLAIN], 2),
        (["--paths", "101"], 2),
        (["--column", PLAIN, "--paths", "1"], 2),
        (["--column", PLAIN, "--column", "resnet32.cifar10"], 3),
        (["--also", str(tmp_path / "absent.png")], 1),
    ):
        assert CliRunner().invoke(app, [*command, *wrong]).exit_code == code
