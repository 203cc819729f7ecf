"""What a card says of the machine, and what `--update-card` leaves on it."""

import json
import shutil
from dataclasses import replace

import pytest
import torch

from resnet_demo.errors import OtherPicturesError, UnmeasurableCardError, UnwritableCardError
from resnet_demo.models.store import ModelStore
from resnet_demo.settings import Settings
from resnet_demo.training import card as cards
from resnet_demo.training.card import complete_card, describe_hardware
from resnet_demo.training.evaluation import EvaluationOptions, update_card
from resnet_demo.training.start import TrainingOptions, start_training

pytestmark = pytest.mark.slow

KEY = "resnet20.colours"


def test_hardware_is_named_by_the_kind_of_device(monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _device: "NVIDIA H100")
    assert describe_hardware(torch.device("cuda", 0)) == "NVIDIA H100"
    assert "Apple GPU (MPS)" in describe_hardware(torch.device("mps"))
    assert "CPU" not in describe_hardware(torch.device("mps"))
    assert describe_hardware(torch.device("xpu")).endswith("XPU")


def test_a_processor_is_named_as_the_system_names_it(monkeypatch, tmp_path):
    processors = tmp_path / "cpuinfo"
    processors.write_text("processor : 0\nmodel name\t: AMD EPYC 7763\nmodel name\t: other\n")
    monkeypatch.setattr(cards, "PROCESSOR_FILE", processors)
    assert describe_hardware(torch.device("cpu")).startswith("AMD EPYC 7763 (")
    processors.unlink()
    monkeypatch.setattr(cards.platform, "machine", lambda: "arm64")
    assert describe_hardware(torch.device("cpu")).startswith("arm64 CPU (")
    assert describe_hardware(torch.device("cpu")).endswith(" threads")


@pytest.fixture(scope="module")
def trained(folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("trained")
    options = TrainingOptions(
        folder, model=KEY, epochs=1, out=root / "weights", run_dir=root / "run"
    )
    start_training(options, Settings(device="cpu"))
    return root / "weights"


@pytest.fixture
def weights(trained, tmp_path):
    return shutil.copytree(trained, tmp_path / "weights")


def test_what_is_measured_again_leaves_the_rest_of_the_card(folder, weights):
    path = weights / f"{KEY}.json"
    before = json.loads(path.read_text())
    before["licence"] = "mine"
    before["data"]["note"] = "photographed in May"
    before["data"]["name"] = "colours"
    before["metrics"]["other"] = {"accuracy": 0.5}
    path.write_text(json.dumps(before))
    store = ModelStore(Settings(weights_dir=weights, device="cpu", offline=True))
    document = update_card(store, EvaluationOptions(KEY, folder))
    after = json.loads(path.read_text())
    assert after.pop("profile")["blocks"][0] == "layer1.0"
    assert before.pop("profile") is None
    assert after == before
    assert document["model"] == KEY
    assert document["accuracy"] == before["metrics"]["test"]["accuracy"]


def test_a_card_is_not_measured_on_other_pictures(folder, weights, tmp_path):
    path = weights / f"{KEY}.json"
    before = path.read_bytes()
    data = shutil.copytree(folder, tmp_path / "data")
    shutil.rmtree(data / "test")
    store = ModelStore(Settings(weights_dir=weights, device="cpu", offline=True))
    with pytest.raises(OtherPicturesError, match="test, test_sha256"):
        update_card(store, EvaluationOptions(KEY, data))
    assert path.read_bytes() == before


def test_a_card_without_a_test_part_is_not_measured(folder, weights):
    path = weights / f"{KEY}.json"
    card = json.loads(path.read_text())
    del card["metrics"]["test"]
    path.write_text(json.dumps(card))
    store = ModelStore(Settings(weights_dir=weights, device="cpu", offline=True))
    with pytest.raises(UnmeasurableCardError, match=KEY):
        update_card(store, EvaluationOptions(KEY, folder))


def test_a_card_that_cannot_be_written_is_refused_before_it_is_measured(
    folder, weights, monkeypatch
):
    def refuse(place):
        assert place == weights
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(cards, "try_writing", refuse)
    monkeypatch.setattr(cards, "measure_parts", None)
    store = ModelStore(Settings(weights_dir=weights, device="cpu", offline=True))
    with pytest.raises(UnwritableCardError, match=r"cannot be written \(Permission denied\)"):
        update_card(store, EvaluationOptions(KEY, folder))


def test_other_classes_are_named(weights, dataset):
    model = ModelStore(Settings(weights_dir=weights, device="cpu", offline=True)).get(KEY)
    with pytest.raises(OtherPicturesError, match=f"{KEY} .*for classes"):
        complete_card(model, model.card, replace(dataset, classes=("a", "b", "c")))
