"""Weights files and cards: what is checked, and what each failure says."""

import json

import pytest
import safetensors.torch
import torch

from resnet_demo import settings as config
from resnet_demo.errors import WeightsMismatchError, WeightsMissingError
from resnet_demo.models import weights
from resnet_demo.models.load import load_model
from resnet_demo.models.registry import MODELS, find_spec
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import list_models
from resnet_demo.settings import Settings
from tests.conftest import make_card, write_random_network

CPU = torch.device("cpu")
SPEC = find_spec("resnet20.cifar10")


def test_round_trip_keeps_tensors_and_card(tmp_path):
    written = write_random_network(tmp_path, SPEC.key)
    file = weights.locate_weights(SPEC, Settings(weights_dir=tmp_path))
    card = weights.read_card(file)
    assert card.sha256 == written.sha256
    assert tuple(card.classes) == written.classes
    tensors = weights.read_tensors(file, card)
    assert (
        sum(t.numel() for n, t in tensors.items() if "running" not in n and "num" not in n)
        == 269_722
    )


@pytest.mark.parametrize("offset", [9, -1])
def test_one_wrong_byte_is_refused_and_the_file_named(weights_dir, settings, offset):
    path = weights_dir / f"{SPEC.key}.safetensors"
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsMismatchError, match=r"resnet20\.cifar10\.safetensors.*SHA-256"):
        load_model(SPEC, settings, CPU)


def test_missing_file_says_where_it_looked_and_what_is_here(settings):
    with pytest.raises(WeightsMissingError) as caught:
        load_model(find_spec("plain110.cifar10"), settings, CPU)
    message = str(caught.value)
    assert "plain110.cifar10" in message
    assert str(settings.weights_dir) in message
    assert "resnet20.cifar10" in message


def test_wrong_shapes_are_refused_and_named(weights_dir, settings):
    tensors = safetensors.torch.load_file(weights_dir / f"{SPEC.key}.safetensors")
    tensors["fc.weight"] = torch.zeros(7, 64)
    weights.write_weights(weights_dir, tensors, make_card(SPEC.key))
    with pytest.raises(WeightsMismatchError, match=r"fc\.weight"):
        load_model(SPEC, settings, CPU)


def test_missing_tensor_is_refused_and_named(weights_dir, settings):
    tensors = safetensors.torch.load_file(weights_dir / f"{SPEC.key}.safetensors")
    del tensors["layer2.1.bn2.running_var"]
    weights.write_weights(weights_dir, tensors, make_card(SPEC.key))
    with pytest.raises(WeightsMismatchError, match=r"layer2\.1\.bn2\.running_var"):
        load_model(SPEC, settings, CPU)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (None, "have no card.*Put resnet20.cifar10.json beside"),
        (b"{not json", "not a model card"),
        (b"[1, 2]", "not a model card"),
        (b'{"key": "resnet20.cifar10"}', "not a model card.*sha256"),
        (b"\xff\xfe\x00", "not a model card"),
        (b"[" * 100_000, "not a model card"),
        (b'{"sha256": null}', "sha256"),
        (b'{"metrics": [1]}', "metrics"),
        (b'{"metrics": {"test": {}}}', "accuracy"),
        (b'{"metrics": {"test": {"accuracy": "high"}}}', "accuracy"),
    ],
)
def test_bad_cards_are_refused(weights_dir, settings, card, words):
    path = weights_dir / f"{SPEC.key}.json"
    if card is None:
        path.unlink()
    elif card.startswith((b'{"sha', b'{"met')):  # one entry of a good card is wrong
        path.write_text(json.dumps(json.loads(path.read_text()) | json.loads(card)))
    else:
        path.write_bytes(card)
    with pytest.raises(WeightsMismatchError, match=words):
        load_model(SPEC, settings, CPU)
    assert len(list_models(settings)) == len(MODELS)  # the list stays whole


def test_a_card_that_is_a_folder_is_refused(weights_dir, settings):
    (weights_dir / f"{SPEC.key}.json").unlink()
    (weights_dir / f"{SPEC.key}.json").mkdir()
    with pytest.raises(WeightsMismatchError, match="not a model card"):
        load_model(SPEC, settings, CPU)
    assert len(list_models(settings)) == len(MODELS)


def test_a_file_of_something_else_is_refused(weights_dir, settings):
    path = weights_dir / f"{SPEC.key}.safetensors"
    path.write_bytes(b"hello")
    card = json.loads(path.with_suffix(".json").read_text())
    card["sha256"] = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    path.with_suffix(".json").write_text(json.dumps(card))
    with pytest.raises(WeightsMismatchError, match="not a safetensors file"):
        load_model(SPEC, settings, CPU)


def test_cards_of_another_model_are_refused(weights_dir, settings):
    for suffix in (".safetensors", ".json"):
        (weights_dir / f"plain20.cifar10{suffix}").replace(weights_dir / f"{SPEC.key}{suffix}")
    with pytest.raises(WeightsMismatchError, match=r"another model, plain20\.cifar10"):
        load_model(SPEC, settings, CPU)


def test_own_folder_is_searched_before_the_shipped_one(tmp_path, monkeypatch):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for folder in (shipped, own):
        write_random_network(folder, SPEC.key)
    monkeypatch.setattr(config, "SHIPPED_WEIGHTS_DIR", shipped)
    monkeypatch.setattr(weights, "SHIPPED_WEIGHTS_DIR", shipped)
    assert weights.locate_weights(SPEC, Settings(weights_dir=own)).origin == "local"
    (own / f"{SPEC.key}.safetensors").unlink()
    found = weights.locate_weights(SPEC, Settings(weights_dir=own))
    assert (found.origin, found.path.parent) == ("shipped", shipped)


def test_shipped_models_load_and_their_cards_are_complete():
    settings = Settings(device="cpu", offline=True)
    shipped = [
        s for s in MODELS.values() if s.source == "file" and weights.locate_weights(s, settings)
    ]
    assert {"resnet20.cifar10", "plain20.cifar10"} <= {spec.key for spec in shipped}
    store = ModelStore(settings)
    for spec in shipped:
        card = store.get(spec.key).card
        assert card.key == spec.key
        assert 0 < card.metrics["train"]["error"] < 1
        assert 0 < card.metrics["validation"]["accuracy"] < 1
        assert 0 < card.metrics["test"]["accuracy"] < 1
        epochs = card.recipe["epochs"]
        assert (
            len(card.curves["train"]["error"]) == len(card.curves["validation"]["error"]) == epochs
        )
        assert card.data["train"] + card.data["validation"] == 50_000
        assert card.command.startswith("python -m resnet_demo train")


def test_pairs_are_trained_with_one_recipe():
    settings = Settings(device="cpu", offline=True)
    cards = {}
    for spec in MODELS.values():
        file = weights.locate_weights(spec, settings)
        if spec.source == "file" and file is not None:
            cards[spec.key] = weights.read_card(file)
    pairs = [
        (c, cards.get(key.replace("resnet", "plain")))
        for key, c in cards.items()
        if key.startswith("resnet")
    ]
    assert pairs
    for residual, plain in pairs:
        assert plain is not None
        assert residual.recipe == plain.recipe
        assert residual.data == plain.data
        assert residual.seed == plain.seed
