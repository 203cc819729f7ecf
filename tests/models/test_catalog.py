"""Models that users trained on their own classes: found by their cards, used with their labels."""

import json

import pytest
import torch

from resnet_demo.errors import (
    CardInputsError,
    UnknownModelError,
    WeightsMismatchError,
    WeightsMissingError,
)
from resnet_demo.models.catalog import find_model, find_plain_twin, list_specs
from resnet_demo.models.registry import MODELS
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.models.zoo import describe_models, list_models
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.resnet import ResNet
from resnet_demo.page.choices import list_comparison_choices
from tests.conftest import make_card
from tests.experiments.study_requests import classify, compare
from tests.networks.small_networks import build_narrow_imagenet, narrow_imagenet

CLASSES = ("boats", "hoppers", "whiskers")
LARGE_INPUT = {
    "size": 96,
    "crop_fraction": 0.9,
    "interpolation": "bilinear",
    "mean": [0.5, 0.5, 0.5],
    "std": [0.2, 0.2, 0.2],
}


def write_own(folder, key, architecture, **changes):
    network = ResNet(architecture, generator=torch.Generator().manual_seed(0))
    card = make_card(key, classes=CLASSES, **changes)
    return write_weights(folder, network.state_dict(), card)


@pytest.fixture
def own(weights_dir, monkeypatch):
    """Adds resnet20.pets of three classes, and a narrow resnet18.pets with other inputs."""
    narrow_imagenet(monkeypatch)
    write_own(weights_dir, "resnet20.pets", cifar_architecture(20, num_classes=3))
    write_own(
        weights_dir, "resnet18.pets", build_narrow_imagenet(18, num_classes=3), input=LARGE_INPUT
    )


@pytest.mark.usefixtures("own")
def test_own_models_are_listed_after_the_registry(settings):
    specs = list_specs(settings)
    assert [spec.key for spec in specs[: len(MODELS)]] == list(MODELS)
    assert [spec.key for spec in specs[len(MODELS) :]] == ["resnet18.pets", "resnet20.pets"]
    rows = {row["key"]: row for row in describe_models(list_models(settings))["models"]}
    assert rows["resnet20.pets"]["family"] == "own"
    assert rows["resnet20.pets"]["parameters"] == 269_722 - 7 * 65


@pytest.mark.usefixtures("own")
def test_own_models_answer_with_their_own_labels_and_inputs(settings, photos):
    store = ModelStore(settings)
    for key, views, size in (("resnet20.pets", "average", 32), ("resnet18.pets", "single", 96)):
        result = classify(store, [photos / "lion.jpg"], key)
        assert {score.label for score in result.results[0].top} == set(CLASSES)
        assert (result.views, result.model.preprocessing.input_size) == (views, size)
    assert result.model.preprocessing.crop_fraction == 0.9
    assert result.model.preprocessing.std == (0.2, 0.2, 0.2)


@pytest.mark.usefixtures("own")
def test_own_models_are_compared_with_a_twin_only_where_there_is_one(settings, weights_dir, photos):
    store = ModelStore(settings)
    answers = compare(store, photos / "lion.jpg", model="resnet20.pets").answers
    assert [answer.column.kind for answer in answers] == ["residual", "ablated"]
    write_own(weights_dir, "plain20.pets", cifar_architecture(20, residual=False, num_classes=3))
    answers = compare(store, photos / "lion.jpg", model="resnet20.pets").answers
    assert answers[2].column.kind == "plain_twin"
    assert answers[2].column.spec.key == "plain20.pets"
    assert find_plain_twin(find_model("resnet20.pets", settings), settings).key == "plain20.pets"


@pytest.mark.usefixtures("own")
def test_pickers_offer_own_models_by_name(settings):
    rows = list_models(settings)
    compared = {key: text for text, key in list_comparison_choices(rows, str)}
    assert [key for key in compared if key.endswith(".pets")] == ["resnet18.pets", "resnet20.pets"]
    assert compared["resnet18.pets"].startswith("resnet18.pets · ")
    assert compared["resnet20.pets"] == "resnet20.pets · twin_missing"
    assert compared["resnet20.cifar10"] == "20 · twin_here"


@pytest.mark.parametrize(
    "key", ["resnet20.absent", "resnet21.pets", "../resnet20.pets", "resnet20.../x", "", "pets"]
)
@pytest.mark.usefixtures("own")
def test_other_names_are_no_models(settings, key):
    with pytest.raises(UnknownModelError):
        find_model(key, settings)


@pytest.mark.parametrize(
    "input_",
    [
        {},
        LARGE_INPUT | {"size": 10_000},
        LARGE_INPUT | {"std": [0, 1, 1]},
        LARGE_INPUT | {"mean": 3},
        LARGE_INPUT | {"crop_fraction": 0},
        LARGE_INPUT | {"interpolation": "nearest"},
    ],
    ids=str,
)
def test_a_card_that_does_not_describe_its_inputs_is_refused(settings, weights_dir, input_):
    write_own(weights_dir, "resnet20.odd", cifar_architecture(20, num_classes=3), input=input_)
    with pytest.raises(CardInputsError, match=r"does not say how a photo becomes an input"):
        ModelStore(settings).get("resnet20.odd")


def test_models_to_choose_from_are_those_of_the_user_too(settings, weights_dir):
    write_own(weights_dir, "resnet20.good", cifar_architecture(20, num_classes=3))
    for key in ("resnet20.better", "vgg16.good", "../resnet20.good"):
        with pytest.raises(UnknownModelError) as caught:
            ModelStore(settings).get(key)
        assert caught.value.models == (*MODELS, "resnet20.good")
    with pytest.raises(WeightsMissingError) as missing:
        ModelStore(settings).get("resnet56.cifar10")
    assert missing.value.available == ("resnet20.cifar10", "plain20.cifar10", "resnet20.good")


def test_damaged_cards_leave_the_list_whole(settings, weights_dir):
    write_own(weights_dir, "resnet20.good", cifar_architecture(20, num_classes=3))
    (weights_dir / "resnet20.bad.json").write_text("{")
    (weights_dir / "resnet20.bad.safetensors").write_bytes(b"x")
    (weights_dir / "notes.from.me.json").write_text("[]")
    assert [spec.key for spec in list_specs(settings)][len(MODELS) :] == ["resnet20.good"]


def test_percentages_use_the_temperature_of_the_card_and_logits_do_not(
    settings, weights_dir, photos
):
    write_own(weights_dir, "resnet20.cool", cifar_architecture(20, num_classes=3), temperature=2.0)
    write_own(weights_dir, "resnet20.bare", cifar_architecture(20, num_classes=3))
    store = ModelStore(settings)
    cool, bare = (
        classify(store, [photos / "lion.jpg"], key).results[0].top
        for key in ("resnet20.cool", "resnet20.bare")
    )
    assert [s.logit for s in cool] == [s.logit for s in bare]
    expected = (torch.tensor([s.logit for s in bare]) / 2).softmax(0)
    assert [s.probability for s in cool] == pytest.approx(expected.tolist(), rel=1e-5)
    assert cool[0].probability < bare[0].probability


@pytest.mark.parametrize("temperature", [0, -1, "hot", float("nan")])
def test_a_card_with_an_impossible_temperature_is_refused(settings, weights_dir, temperature):
    architecture = cifar_architecture(20, num_classes=3)
    write_own(weights_dir, "resnet20.odd", architecture, temperature=temperature)
    with pytest.raises(WeightsMismatchError, match="not a model card"):
        ModelStore(settings).get("resnet20.odd")


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": None},
        {"classes": []},
        {"recipe": ["a"]},
        {"recipe": {"epochs": "many"}},
        {"metrics": {"test": {"accuracy": 0.5, "macro": "x"}}},
        {"metrics": {"test": {"accuracy": "0.5"}}},
        {"metrics": {"test": {"accuracy": float("inf")}}},
        {"curves": {"train": {}}},
        {"profile": {"blocks": []}},
        {"seed": "zero"},
    ],
    ids=str,
)
def test_one_odd_card_costs_only_its_own_model(settings, weights_dir, changes):
    write_own(weights_dir, "resnet20.good", cifar_architecture(20, num_classes=3))
    write_own(weights_dir, "resnet20.odd", cifar_architecture(20, num_classes=3))
    for key in ("resnet20.odd", "plain20.cifar10"):
        path = weights_dir / f"{key}.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    rows = {row.spec.key: row for row in list_models(settings)}
    assert rows["resnet20.good"].card is not None
    assert "resnet20.odd" not in rows
    assert rows["plain20.cifar10"].card is None
    assert describe_models(rows.values())["models"]
    for key in ("resnet20.odd", "plain20.cifar10"):
        with pytest.raises(WeightsMismatchError, match="not a model card"):
            ModelStore(settings).get(key)
