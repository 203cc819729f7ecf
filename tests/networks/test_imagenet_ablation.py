"""Comparisons and studies of the ImageNet architectures: projections, bottlenecks, four stages."""

import pytest
import torch

from resnet_demo.experiments.run import run
from resnet_demo.experiments.signals import compute as signals
from resnet_demo.experiments.sweep import compute as sweep
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.private import make_statistics
from resnet_demo.networks.architecture import block_ids, imagenet_architecture
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from tests.conftest import assert_frozen, snapshot_network
from tests.experiments.study_requests import compare, make_pictures
from tests.networks.small_networks import HUB, narrow_imagenet, write_imagenet_networks

pytestmark = pytest.mark.slow

PICTURE, OTHER = make_pictures(2)
CHANGING = {18: ("layer2.0", "layer3.0", "layer4.0")}
CHANGING[50] = ("layer1.0", *CHANGING[18])  # a bottleneck is four times as wide


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Narrow networks of both kinds of block, and one of the hub."""
    with pytest.MonkeyPatch.context() as patch:
        narrow_imagenet(patch)
        yield write_imagenet_networks(tmp_path_factory.mktemp("weights"), ("a", "b", "c"))


@pytest.fixture(params=[18, 50])
def depth(request):
    return request.param


@pytest.fixture(autouse=True)
def nothing_is_left(store):
    networks = [store.get(f"resnet{depth}.own").network for depth in (18, 50)]
    before = [snapshot_network(network) for network in networks]
    yield
    assert [snapshot_network(network) for network in networks] == before
    for network in networks:
        assert_frozen(network)


def view_of(store, key):
    image = open_file(PICTURE, store.settings)
    return preprocess(image.rgb, store.get(key).preprocessing)


def logits_in_order(answer):
    return [score.logit for score in sorted(answer.value.top, key=lambda score: score.index)]


def test_columns_are_the_network_under_their_plans(store, depth):
    key = f"resnet{depth}.own"
    model, view = store.get(key), view_of(store, key)
    last = block_ids(model.spec.architecture)[-1]
    columns = [key, f"{key}:skip[layer2.0]=0", f"{key}:skip[*]=0.5,branch[{last}]=0"]
    answers = compare(store, PICTURE, columns=columns).answers
    projection = torch.tensor(
        [float(name != "layer2.0") for name in block_ids(model.spec.architecture)]
    )
    branch = torch.ones_like(projection)
    branch[-1] = 0
    for answer, gates in zip(
        answers,
        (None, Gates(projection), Gates(torch.full_like(branch, 0.5), branch)),
        strict=True,
    ):
        assert logits_in_order(answer) == compute_logits(model, view, gates=gates)[0].tolist()
    assert len({tuple(logits_in_order(answer)) for answer in answers}) == 3


def test_lesions_are_found_in_every_block(store, depth):
    study = run("lesion", PICTURE, model=f"resnet{depth}.own", store=store, draws=1)
    assert study.blocks == block_ids(imagenet_architecture(depth))
    changing = zip(study.blocks, study.downsampling, strict=True)
    assert tuple(block for block, changes in changing if changes) == CHANGING[depth]
    for part in ("skip", "branch"):
        assert len({effect.logit for effect in study.single[part]}) == len(study.blocks)
    assert [effect.count for effect in study.random] == list(range(1, len(study.blocks) + 1))


def test_a_projection_is_scaled_with_its_statistics_reestimated(store, depth, monkeypatch):
    monkeypatch.setattr(sweep, "STRENGTHS", (0.0, 0.25, 1.0))
    key = f"resnet{depth}.own"
    found = run("sweep", PICTURE, model=key, store=store, blocks="layer3.0", reestimate=True)
    model = store.get(key)
    names = block_ids(model.spec.architecture)
    gates = Gates(torch.tensor([0.25 if name == "layer3.0" else 1.0 for name in names]))
    logits = compute_logits(model, view_of(store, key), gates=gates)[0]
    assert found.effects[1].logit == pytest.approx(logits[found.reference].item(), rel=1e-3)
    assert found.effects[-1].keeps_label
    assert len({effect.logit for effect in found.reestimated}) == len(found.strengths)


def test_signals_are_measured_in_every_block(store, depth):
    key = f"resnet{depth}.own"
    columns = [key, f"{key}:skip[layer3.*]=0"]
    study = run("signals", PICTURE, OTHER, columns=columns, store=store)
    values = [result.value for result in study.columns]
    for value in values:
        for found in (value.trained, value.initial):
            assert found.signals.blocks == block_ids(imagenet_architecture(depth))
            # Projections belong to the shortcut: the stem, and two or three a block.
            layers = 1 + len(found.signals.blocks) * (2 if depth == 18 else 3)
            assert len(found.signals.layers) == layers
            assert min(found.signals.gradient_norm) > 0
            pairs = zip(found.signals.blocks, found.similarity, strict=True)
            assert tuple(block for block, value in pairs if value is None) == CHANGING[depth]
    assert values[0].trained != values[1].trained


def test_paths_lead_through_projections(store, depth):
    columns = [f"resnet{depth}.own"]
    study = run("signals", PICTURE, columns=columns, store=store, paths=1).paths
    blocks = len(block_ids(imagenet_architecture(depth)))
    assert sum(study.paths) == 2**blocks
    assert len(study.norms) == blocks + 1
    assert min(study.norms) > 0
    assert sum(study.shares) == pytest.approx(1)


def test_a_network_of_the_hub_sees_224_pixels_and_a_thousand_classes(store, monkeypatch):
    # Statistics of two views of a photo, which at this size are the most of the work.
    monkeypatch.setattr(signals, "make_statistics", lambda *seen: make_statistics(*seen)[:2])
    columns = [HUB, f"{HUB}:skip[layer4.1]=0"]
    whole, ablated = compare(store, PICTURE, columns=columns, top=1000).answers
    view = view_of(store, HUB)
    assert view.shape == (1, 3, 224, 224)
    gates = Gates(torch.tensor([1.0] * 7 + [0.0]))
    assert logits_in_order(ablated) == compute_logits(store.get(HUB), view, gates=gates)[0].tolist()
    assert len(whole.value.top) == 1000
    study = run("signals", PICTURE, columns=columns[1:], store=store, paths=1)
    assert study.reference == ablated.value.top[0].label
    assert len(study.paths.norms) == 9
