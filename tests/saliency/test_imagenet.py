"""Maps of the ImageNet architectures: projections, bottlenecks, max-pooling, a thousand classes."""

import itertools

import pytest
import torch
from torch import nn

from resnet_demo.errors import (
    AmbiguousClassError,
    SimilarClassError,
    UnknownClassError,
    UnlistedClassError,
)
from resnet_demo.experiments.explain.document import explanation_document
from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.saliency.choices import find_class
from tests.conftest import assert_frozen, snapshot_network
from tests.networks.small_networks import HUB, narrow_imagenet, write_imagenet_networks
from tests.saliency.map_requests import (
    METHODS,
    MethodOptions,
    explain,
    explain_all,
    explain_one,
    make_task,
)
from tests.saliency.test_references import assert_same, compute_grad_cam, differentiate

pytestmark = pytest.mark.slow

LABELS = ("crane", "grey crane, Grus", "tench, Tinca tinca", "grey fox, Vulpes")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Narrow networks of both kinds of block, and one of the hub."""
    with pytest.MonkeyPatch.context() as patch:
        narrow_imagenet(patch)
        yield write_imagenet_networks(tmp_path_factory.mktemp("weights"), LABELS)


@pytest.fixture(params=[18, 50])
def model(request, store):
    """A key whose network must be left alone."""
    key = f"resnet{request.param}.own"
    network = store.get(key).network
    before = snapshot_network(network)
    yield key
    assert snapshot_network(network) == before
    assert_frozen(network)


@pytest.fixture
def view(store, model, picture):
    image = open_file(picture, store.settings)
    return preprocess(image.rgb, store.get(model).preprocessing)


CONTRASTS = (
    ("Tinca tinca", "Grus"),
    ("grey crane", "tench"),
)  # where one is empty, the other is not


def test_grad_cam_looks_at_any_block(store, model, picture, view):
    network = store.get(model).network
    blocks = block_ids(network.architecture)
    skip = torch.tensor([0.5 if name.startswith("layer2.") else 1.0 for name in blocks])
    columns = [model, f"{model}:skip[layer2.*]=0.5"]
    for layer in ("layer4", "layer3.0", "layer1.0"):
        full = 0
        for (target, versus), (plus, minus) in zip(CONTRASTS, ((2, 1), (1, 2)), strict=True):
            options = {"layer": layer, "target": target, "versus": versus}
            maps = explain_all(store, picture, columns, "grad-cam", **options)
            for found, gates in zip(maps, (None, Gates(skip)), strict=True):
                expected = compute_grad_cam(network, view, gates, found.layer, plus, minus)
                assert found.layer.startswith(layer)
                torch.testing.assert_close(found.values[None], expected, rtol=1e-4, atol=1e-7)
                full += not found.is_empty
        assert full >= 2


def test_guided_grad_cam_is_the_product_of_its_parts(store, model, picture):
    column, full = f"{model}:branch[layer3.1]=0.5", 0
    for target, versus in CONTRASTS:
        options = {"target": target, "versus": versus, "layer": "layer3"}
        product, guided, cam = (
            explain_one(store, picture, column, method, **options).values
            for method in ("guided-grad-cam", "guided-backprop", "grad-cam")
        )
        torch.testing.assert_close(product, guided * cam, rtol=1e-4, atol=1e-9)
        full += bool(product.any())
    assert full


def test_saliency_is_the_gradient(store, model, picture, view):
    found = explain_one(store, picture, model, "saliency", target="crane", versus="Grus")
    gradient = differentiate(store.get(model).network, view, target=0, versus=1)
    assert_same(found.values, gradient[0].abs())


def test_deeplift_goes_through_projections_and_pooling(store, model, picture):
    columns = [model, f"{model}:skip[layer2.0]=0.5,branch[layer4.1]=0"]
    for baseline in ("mean", "black", "blurred"):
        for found in explain_all(store, picture, columns, "deeplift", baseline=baseline):
            assert found.completeness.error <= 1e-3


class PooledScore(nn.Module):
    """f(x) = w · pool(relu(x)), with windows that overlap."""

    def __init__(self, weights):
        super().__init__()
        self.relu, self.pool = nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1)
        self.register_buffer("weights", weights)

    def forward(self, batch):
        return (self.pool(self.relu(batch)) * self.weights).sum(dim=(1, 2, 3))


def test_deeplift_shares_a_window_between_its_largest_inputs():
    generator = torch.Generator().manual_seed(3)
    x, baseline, weights = (
        torch.randn(1, 3, side, side, generator=generator) for side in (7, 7, 4)
    )
    baseline[..., :3, :] = x[..., :3, :]
    found = METHODS["deeplift"].attribute(make_task(PooledScore(weights), x, baseline=baseline))
    expected = torch.zeros_like(x)
    for place in itertools.product((0,), range(3), range(4), range(4)):
        window = (*place[:2], *(slice(max(2 * i - 1, 0), 2 * i + 2) for i in place[2:]))
        photo, other = x[window].relu(), baseline[window].relu()
        risen = (photo.max() - other.max()).clamp(min=0)
        fallen = (photo.max() - other.max()).clamp(max=0)
        expected[window].view_as(photo)[photo == photo.max()] += weights[place] * risen
        expected[window].view_as(photo)[other == other.max()] += weights[place] * fallen
    assert_same(found.values.detach(), expected)


def test_occlusion_is_the_fall_of_the_score(store, model, picture, view):
    options = MethodOptions(window=32, stride=32)
    found = explain_one(store, picture, model, "occlusion", target="crane", options=options)
    score = store.get(model).network(view)[0, 0]
    for top in (0, 32):
        for left in (0, 32):
            square = (..., slice(top, top + 32), slice(left, left + 32))
            covered = view.clone()
            covered[square] = 0
            fall = (score - store.get(model).network(covered)[0, 0]).item()
            assert found.heat[square].numpy() == pytest.approx(fall, rel=1e-3, abs=1e-5)
    assert found.heat.any()


def test_a_class_is_found_by_one_of_its_names(store, picture):
    explanation = explain(store, picture, [HUB], target="tench", versus="hen-of-the-woods")
    found = explanation.columns[0].value
    assert found.map.heat.shape == (224, 224)
    labels = store.get(HUB).labels
    assert (labels[0], find_class(labels, " Tinca TINCA ")) == ("tench, Tinca tinca", 0)
    view = preprocess(open_file(picture, store.settings).rgb, store.get(HUB).preprocessing)
    logits = store.get(HUB).network(view)[0]
    versus = find_class(labels, "hen-of-the-woods")
    assert found.score == pytest.approx((logits[0] - logits[versus]).item(), rel=1e-3)


def test_an_unknown_class_is_answered_with_all_of_few_or_those_that_are_near():
    with pytest.raises(
        UnknownClassError, match=r"'airplane', .*, 'truck', or an index from 0 to 9\."
    ):
        find_class(CIFAR10_CLASSES, "car")
    many = [*CIFAR10_CLASSES, *(f"number {index}" for index in range(11))]
    with pytest.raises(SimilarClassError, match=r"names are cat\. .*synonyms.*from 0 to 20\.$"):
        find_class(many, "car")
    with pytest.raises(UnlistedClassError, match=r"'airplane', .*'deer'\.$"):
        find_class(many, "xyzzy")


def test_names_of_classes():
    assert find_class(LABELS, "crane") == 0  # a whole label, though it ends another one
    assert find_class(LABELS, "GREY FOX") == 3
    with pytest.raises(UnknownClassError, match="'tench, Tinca tinca'"):
        find_class(LABELS, "tensh")
    with pytest.raises(AmbiguousClassError, match=r"'grey, a', 'grey, b', .* one of 0, 1"):
        find_class(("grey, a", "grey, b"), "grey")
    assert find_class(LABELS, "3") == 3
    assert find_class(("3", "a", "b", "c"), "3") == 0  # a label is never taken for an index
    with pytest.raises(UnknownClassError):
        find_class(LABELS, "4")


def test_an_answer_is_explained_even_if_another_class_has_its_label(store, picture):
    machine = 517  # 134 is the bird
    network = store.get(HUB).network
    assert store.get(HUB).labels[machine] == store.get(HUB).labels[134] == "crane"
    columns = [f"{HUB}:skip[layer4.1]=0", HUB]
    bias = network.fc.bias.clone()
    try:
        network.fc.bias[machine] += 0.8
        explanation = explain(store, picture, columns, method="saliency", versus="crane")
        (named,) = explain_all(store, picture, columns[1:], "saliency", target="517", versus="134")
        view = preprocess(open_file(picture, store.settings).rgb, store.get(HUB).preprocessing)
        logits = network(view)[0]
    finally:
        network.fc.bias.copy_(bias)
    first, second = (column.value for column in explanation.columns)
    assert first.answer.index == machine != second.answer.index
    assert second.score == pytest.approx((logits[machine] - logits[134]).item(), rel=1e-3)
    assert torch.equal(named.values, second.map.values)
    document = explanation_document(explanation)
    assert (document["target"], document["versus"]) == ("crane", "crane")
    assert document["classes"] == [machine, 134]
