"""Fine-tuning a shipped network on a few pictures of other classes, by the real command."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import OptionError
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.models.zoo import list_models
from resnet_demo.networks.architecture import cifar_architecture, imagenet_architecture
from resnet_demo.networks.resnet import ResNet
from resnet_demo.settings import Settings
from resnet_demo.training.finetune import list_frozen, load_source, name_result, replace_head
from tests.conftest import make_card
from tests.experiments.study_requests import classify

pytestmark = pytest.mark.slow

SOURCE = "resnet20.cifar10"
CLASSES = ("blue", "green", "red")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Five pictures a class, of odd sizes, in class folders without parts."""
    root = tmp_path_factory.mktemp("data") / "My colours!"
    generator = np.random.default_rng(1)
    for channel, name in enumerate(CLASSES):
        (root / name).mkdir(parents=True)
        for index in range(5):
            pixels = generator.integers(0, 120, (40 + index, 60, 3))
            pixels[..., 2 - channel] += 120
            Image.fromarray(pixels.astype(np.uint8)).save(root / name / f"{index}.jpg")
    return root


def run(monkeypatch, *arguments):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.setenv("RESNET_LAB_OFFLINE", "1")
    result = CliRunner().invoke(app, ["train", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_five_pictures_a_class_make_a_model_that_the_app_offers(few, tmp_path, monkeypatch):
    out = tmp_path / "out"
    result = run(
        monkeypatch,
        "--from",
        SOURCE,
        "--data",
        few,
        "--freeze-until",
        "layer3",
        "--out",
        out,
        "--run-dir",
        tmp_path / "run",
    )
    assert result.exit_code == 0, result.stderr
    settings = Settings(weights_dir=out, device="cpu", offline=True)
    card = json.loads((out / "resnet20.my-colours.json").read_text())
    assert card["classes"] == list(CLASSES)
    assert card["source"] == SOURCE
    assert (card["data"]["train"], card["data"]["validation"]) == (12, 3)
    assert f"--from {SOURCE} --freeze-until layer3" in card["command"]
    assert "resnet20.my-colours" in {row.spec.key for row in list_models(settings)}
    store = ModelStore(settings)
    photos = [few / name / "0.jpg" for name in CLASSES]
    answers = classify(store, photos, "resnet20.my-colours")
    assert [item.top[0].label for item in answers.results] == list(CLASSES)
    tuned, source = load_source("resnet20.my-colours", settings), load_source(SOURCE, settings)
    assert tuned.preprocessing.mean == source.preprocessing.mean
    moved = {
        name.partition(".")[0]
        for name, tensor in source.network.state_dict().items()
        if not name.startswith("fc.")
        if not torch.equal(tensor, tuned.network.state_dict()[name])
    }
    assert moved == {"layer3"}  # running statistics of the frozen part included


def test_the_source_keeps_its_inputs_and_may_be_an_imagenet_network(few, tmp_path, monkeypatch):
    weights = tmp_path / "weights"
    network = ResNet(imagenet_architecture(18, num_classes=2))
    inputs = {
        "size": 64,
        "crop_fraction": 0.875,
        "interpolation": "bilinear",
        "mean": [0.4, 0.5, 0.6],
        "std": [0.2, 0.2, 0.3],
    }
    write_weights(
        weights, network.state_dict(), make_card("resnet18.old", classes=("a", "b"), input=inputs)
    )
    monkeypatch.setenv("RESNET_LAB_WEIGHTS_DIR", str(weights))
    result = run(
        monkeypatch,
        "--from",
        "resnet18.old",
        "--data",
        few,
        "--freeze-until",
        "fc",
        "--epochs",
        1,
        "--out",
        weights,
        "--run-dir",
        tmp_path / "run",
        "--model",
        "resnet18.new",
    )
    assert result.exit_code == 0, result.stderr
    assert json.loads((weights / "resnet18.new.json").read_text())["input"] == inputs
    settings = Settings(weights_dir=weights, device="cpu", offline=True)
    assert ModelStore(settings).get("resnet18.new").labels == CLASSES


def test_only_the_head_is_new():
    source = load_source(SOURCE, Settings(offline=True)).network
    before = {name: tensor.clone() for name, tensor in source.state_dict().items()}
    tuned = replace_head(source, 3, seed=1)
    assert tuned.fc.weight.shape == (3, 64)
    for name, tensor in tuned.state_dict().items():
        if not name.startswith("fc."):
            assert torch.equal(tensor, before[name])
    tuned.conv1.weight.data.zero_()
    assert torch.equal(source.conv1.weight, before["conv1.weight"])
    assert not torch.equal(tuned.fc.weight, replace_head(source, 3, seed=2).fc.weight)


def test_what_is_frozen_comes_before_what_is_trained():
    small, large = cifar_architecture(20), imagenet_architecture(18)
    assert list_frozen(small, "layer3") == ("conv1", "bn1", "layer1", "layer2")
    assert list_frozen(small, "fc") == ("conv1", "bn1", "layer1", "layer2", "layer3")
    assert list_frozen(large, "layer1") == ("conv1", "bn1")
    assert list_frozen(large, "none") == ()
    with pytest.raises(OptionError, match="none, layer1, layer2, layer3, fc"):
        list_frozen(small, "layer4")


@pytest.mark.parametrize(
    ("folder", "key", "expected"),
    [
        ("My pets (2024)", None, "resnet56.my-pets-2024"),
        ("---", None, "resnet56.mydata"),
        ("x", "resnet56.flowers", "resnet56.flowers"),
    ],
)
def test_the_result_is_named_after_network_and_folder(tmp_path, folder, key, expected):
    assert name_result("resnet56.cifar10", tmp_path / folder, key) == expected


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["--from", "resnet20.absent"], "no model 'resnet20.absent'", 2),
        (["--from", SOURCE, "--model", "resnet56.x"], "resnet20 with a tag of its own", 2),
        (["--from", SOURCE, "--model", SOURCE], "resnet20 with a tag of its own", 2),
        (["--from", SOURCE, "--freeze-until", "layer9"], "--freeze-until cannot be 'layer9'", 2),
        (["--from", "resnet44.absent"], "no model", 2),
        (["--model", "resnet50.x"], "trained from trained weights only", 2),
        ([], "There is no --model", 2),
    ],
)
def test_wrong_choices_are_explained_before_the_data_is_read(
    few, monkeypatch, tmp_path, arguments, words, code
):
    places = ["--out", tmp_path / "out", "--run-dir", tmp_path / "run"]
    result = run(monkeypatch, "--data", few, *places, *arguments)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr


def test_one_class_is_not_enough(few, monkeypatch, tmp_path):
    (tmp_path / "one" / "cat").mkdir(parents=True)
    Image.new("RGB", (32, 32)).save(tmp_path / "one" / "cat" / "a.png")
    result = run(monkeypatch, "--data", tmp_path / "one", "--from", SOURCE)
    assert result.exit_code == 4
    assert "one class only (cat)" in result.stderr
