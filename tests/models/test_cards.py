"""The networks that are shipped: their cards are whole, agree with each other and with the data.

``TEST_CIFAR10`` names CIFAR-10 as a folder or a zip file with ``test/<class>/…``; without it
the numbers are not measured again.
"""

import math
import os
import zipfile
from pathlib import Path
from shutil import copyfile

import pytest
import torch

from resnet_demo.models.depth import list_pairs
from resnet_demo.models.registry import find_spec
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import list_models
from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.settings import SHIPPED_WEIGHTS_DIR, Settings
from resnet_demo.training.card import SAMPLE_STRIDE
from resnet_demo.training.dataset import Reading, open_labelled_part
from resnet_demo.training.evaluate import collect_logits, measure_logits

pytestmark = pytest.mark.slow

KEYS = sorted(path.stem for path in SHIPPED_WEIGHTS_DIR.glob("*.safetensors"))
SETTINGS = Settings(device="cpu", offline=True)
# Their cards have errors and curves; `evaluate --update-card` has yet to measure the rest.
UNMEASURED: set[str] = set()
MEASURED = [key for key in KEYS if key not in UNMEASURED]
CARDS = {row.spec.key: row.card for row in list_models(SETTINGS) if row.spec.key in KEYS}


def test_something_is_shipped_and_everything_shipped_has_a_card():
    assert {"resnet20.cifar10", "plain20.cifar10"} <= set(KEYS)
    assert [key for key, card in CARDS.items() if card is None] == []
    assert set(CARDS) == set(KEYS)


def test_cards_that_are_not_fully_measured_are_named():
    assert {key for key in KEYS if CARDS[key].profile is None} == UNMEASURED


@pytest.mark.parametrize("key", MEASURED)
def test_metrics_agree_with_themselves(key):
    metrics = CARDS[key].metrics
    test = metrics["test"]
    confusion = torch.tensor(test["confusion"])
    assert confusion.sum(dim=1).tolist() == [scores["support"] for scores in test["per_class"]]
    assert confusion.sum() == test["images"] == 10_000
    assert confusion.diag().sum() / 10_000 == pytest.approx(test["accuracy"], abs=1e-6)
    assert test["error"] == pytest.approx(1 - test["accuracy"], abs=2e-6)
    recalls = (confusion.diag() / confusion.sum(dim=1)).tolist()
    assert [s["recall"] for s in test["per_class"]] == pytest.approx(recalls, abs=1e-6)
    f1 = [scores["f1"] for scores in test["per_class"]]
    assert test["macro"]["f1"] == pytest.approx(sum(f1) / len(f1), abs=1e-5)
    assert test["temperature"] == CARDS[key].temperature
    # Fitted on the validation images: on the test images it may miss by what chance does.
    assert test["calibration_error_scaled"] < test["calibration_error"] + 0.005
    assert metrics["train"]["images"] == 45_000
    assert metrics["validation"]["images"] == 5_000


@pytest.mark.parametrize("key", MEASURED)
def test_profiles_are_whole(key):
    spec, profile = find_spec(key), CARDS[key].profile
    blocks = block_ids(spec.architecture)
    assert profile["blocks"] == list(blocks)
    for stage in ("initial", "trained"):
        signals = profile[stage]
        assert signals["blocks"] == list(blocks)
        assert len(signals["layers"]) == len(signals["response_std"]) == spec.depth - 1
        assert all(math.isfinite(v) and v >= 0 for v in signals["gradient_norm"])
    lesions = profile["lesions"]
    if not spec.residual:
        assert lesions is None
        return
    accuracy, images = CARDS[key].metrics["test"]["accuracy"], lesions["images"]
    # Of some of the test images: within three standard errors. Of all, but for rounding.
    chance = 3 * math.sqrt(accuracy * (1 - accuracy) / images) if images < 10_000 else 2e-4
    assert lesions["accuracy"] == pytest.approx(accuracy, abs=chance)
    assert len(lesions["skip_removed"]) == len(lesions["branch_removed"]) == len(blocks)
    assert len(lesions["random_branches_removed"]) == len(blocks)
    assert max(lesions["branch_removed"]) <= lesions["accuracy"] + 0.005


def test_a_pair_is_trained_by_one_recipe():
    pairs = list_pairs(list_models(SETTINGS))
    assert 20 in pairs
    for residual, plain in pairs.values():
        assert residual.recipe == plain.recipe
        assert residual.recipe["epochs"] >= 20
        assert (residual.seed, residual.data) == (plain.seed, plain.data)
        for card in (residual, plain):
            lengths = {len(card.curves[part]["error"]) for part in ("train", "validation")}
            assert lengths == {card.recipe["epochs"]}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A folder with every 20th test image of CIFAR-10, in the order of classes."""
    given = os.environ.get("TEST_CIFAR10")
    if not given or not Path(given).exists():
        pytest.skip("TEST_CIFAR10 names no CIFAR-10 on this machine")
    folder = tmp_path_factory.mktemp("cifar10")
    if Path(given).is_dir():
        files = sorted(path for path in Path(given).glob("test/*/*") if path.is_file())
        for path in files[::SAMPLE_STRIDE]:
            copy = folder / path.relative_to(given)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copyfile(path, copy)
        return folder
    with zipfile.ZipFile(given) as archive:
        names = sorted(
            name
            for name in archive.namelist()
            if name.startswith("test/") and not name.endswith("/")
        )
        for name in names[::SAMPLE_STRIDE]:
            archive.extract(name, folder)
    return folder


@pytest.mark.parametrize("key", MEASURED)
def test_five_hundred_images_give_the_numbers_on_the_card(key, sample):
    model = ModelStore(SETTINGS).get(key)
    pictures = open_labelled_part(sample, Reading(model.preprocessing), CIFAR10_CLASSES).pictures
    logits, labels = collect_logits(model.network, pictures, model.preprocessing, model.device)
    found = measure_logits(logits, labels)
    expected = model.card.metrics["test"]["sample"]
    assert found.images == expected["images"] == 500
    # Rounding may turn an answer that hangs in the balance.
    assert found.accuracy == pytest.approx(expected["accuracy"], abs=1.5 / 500)
    assert found.loss == pytest.approx(expected["loss"], rel=1e-3)
