"""The shipped networks and a photo, loaded once a file."""

import pytest

from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.settings import Settings
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures


@pytest.fixture(scope="module")
def picture():
    return make_pictures(1)[0]


@pytest.fixture
def store(settings) -> ModelStore:
    """Untrained resnet20 and plain20."""
    return ModelStore(settings)


@pytest.fixture(scope="module")
def shipped() -> ModelStore:
    """Trained resnet20 and plain20."""
    store = ModelStore(Settings(device="cpu", offline=True))
    for key in (RESIDUAL, PLAIN):
        store.get(key)
    return store


@pytest.fixture(scope="module")
def photo_batch(shipped, photos):
    """A photo as the trained networks see it, (1, 3, 32, 32)."""
    image = open_file(photos / "bus.png", shipped.settings)
    return preprocess(image.rgb, shipped.get(RESIDUAL).preprocessing)
