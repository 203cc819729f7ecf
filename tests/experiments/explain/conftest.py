"""Untrained networks and a small photo."""

import pytest

from resnet_demo.models.store import ModelStore
from resnet_demo.settings import Settings
from tests.experiments.study_requests import make_pictures


@pytest.fixture(scope="module")
def picture():
    return make_pictures(1)[0]


@pytest.fixture
def store(settings) -> ModelStore:
    """Untrained resnet20 and plain20."""
    return ModelStore(settings)


@pytest.fixture(scope="module")
def shipped() -> ModelStore:
    """The trained networks."""
    return ModelStore(Settings(device="cpu", offline=True))
