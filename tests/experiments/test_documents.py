import base64
import csv
import hashlib
import io
import json

import numpy as np
import pytest
from PIL import Image

from resnet_demo.errors import DamagedImageError
from resnet_demo.experiments import render, service
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import Photo
from resnet_demo.photos.preprocess import Box

BOX_RGB = (0xE6, 0x9F, 0x00)


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def result(store, photos, tmp_path):
    """A lion, a file that is no picture, and a photo whose name is a formula."""
    bad = tmp_path / "bad.png"
    bad.write_text("not a picture")
    formula = tmp_path / "=1+1.jpg"
    formula.write_bytes((photos / "tower.jpg").read_bytes())
    files = [photos / "lion.jpg", bad, formula]
    return service.classify(store, files, model="resnet20.cifar10", top=3)


def test_classification_document_is_json_with_an_entry_a_file(result):
    document = json.loads(json.dumps(render.classification_document(result)))
    assert document["model"] == "resnet20.cifar10"
    assert [entry["file"] for entry in document["results"]] == ["lion.jpg", "bad.png", "=1+1.jpg"]
    top = document["results"][0]["top"]
    assert [set(score) for score in top] == [{"label", "index", "probability", "logit"}] * 3
    assert top[0]["logit"] >= top[1]["logit"] >= top[2]["logit"]
    error = document["results"][1]["error"]
    assert error["type"] == "UnsupportedImageError"
    assert error["message"].startswith("bad.png is not a picture")


def test_models_document_says_where_weights_are(settings):
    document = render.models_document(service.list_models(settings))
    rows = {row["key"]: row for row in json.loads(json.dumps(document))["models"]}
    assert rows["resnet20.cifar10"] == {
        "key": "resnet20.cifar10",
        "family": "cifar10",
        "depth": 20,
        "residual": True,
        "parameters": 269_722,
        "macs": 40_551_040,
        "size_bytes": 1_078_888,
        "status": "local",
        "accuracy": 0.1,
        "macro_f1": None,
        "recipe": None,
        "licence": None,
        "sha256": hashlib.sha256(
            (settings.weights_dir / "resnet20.cifar10.safetensors").read_bytes()
        ).hexdigest(),
    }
    assert rows["resnet50.a1_in1k"]["licence"] == "Apache-2.0"
    assert rows["resnet152.a1_in1k"]["status"] in {"download", "cache"}


def test_comparison_document_keeps_columns_with_errors(store, photos):
    comparison = service.compare(store, photos / "lion.jpg", model="resnet20.cifar10", top=2)
    document = json.loads(json.dumps(render.comparison_document(comparison)))
    assert document["file"] == "lion.jpg"
    assert [len(answer["top"]) for answer in document["answers"]] == [2, 2, 2]


def test_csv_has_a_row_a_class_and_no_formulas(result):
    rows = list(csv.DictReader(io.StringIO(render.classification_csv(result))))
    assert len(rows) == 3 + 1 + 3
    assert rows[0]["file"] == "lion.jpg"
    assert rows[0]["rank"] == "1"
    assert rows[3]["error"].startswith("bad.png is not a picture")
    assert rows[4]["file"] == "'=1+1.jpg"


def test_error_entry_names_the_class():
    entry = render.error_entry(DamagedImageError("a.png", "cut off"))
    assert entry["type"] == "DamagedImageError"


@pytest.mark.parametrize(
    ("size", "box"),
    [((400, 200), Box(100, 0, 300, 200)), ((200, 400), Box(0, 100, 200, 300))],
)
def test_box_is_drawn_where_the_crop_is(size, box):
    photo = Photo("a.png", Image.new("RGB", size, "white"), *size, box)
    pixels = np.asarray(render.draw_crop(photo, 100)).astype(int)
    assert max(pixels.shape[:2]) == 100
    rows, columns = np.nonzero((pixels == BOX_RGB).all(axis=2))
    scale = 100 / 400
    found = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    expected = tuple(edge * scale for edge in box)
    assert np.abs(np.subtract(found, expected)).max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (4000, 10), (3, 700)])
def test_box_on_odd_shapes(size):
    width, height = size
    photo = Photo("a.png", Image.new("RGB", size), width, height, Box(0, 0, width, height))
    assert render.draw_crop(photo, 360).width <= 360
    assert photo.picture.size == size  # the shared picture is untouched


def test_addresses_hold_their_content():
    table = base64.b64decode(render.csv_uri("file\r\n猫\r\n").split(",")[1])
    assert table.decode("utf-8-sig") == "file\r\n猫\r\n"
    picture = render.picture_uri(Image.new("RGB", (5, 4), "red"))
    content = base64.b64decode(picture.split(",")[1])
    assert Image.open(io.BytesIO(content)).size == (5, 4)
