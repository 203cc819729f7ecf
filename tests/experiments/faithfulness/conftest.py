"""Subjects to check, cheap and untrained, and the shipped networks."""

import pytest

from resnet_demo.experiments.faithfulness.options import FaithfulnessOptions
from resnet_demo.experiments.faithfulness.subject import CheckedSubject
from resnet_demo.models.engine import compute_logits, rank_classes
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.saliency.score import Budget
from resnet_demo.saliency.table import find_method
from resnet_demo.settings import Settings
from tests.experiments.study_requests import RESIDUAL, make_pictures

CHEAP = FaithfulnessOptions(samples=2, window=16, stride=16, max_steps=12)


@pytest.fixture
def store(settings) -> ModelStore:
    """Untrained resnet20 and plain20."""
    return ModelStore(settings)


@pytest.fixture(scope="module")
def shipped() -> ModelStore:
    """The trained networks."""
    return ModelStore(Settings(device="cpu", offline=True))


@pytest.fixture(scope="module")
def picture():
    return make_pictures(1)[0]


def make_subject(store, file, method="saliency", *, key=RESIDUAL, gates=None, kind=CheckedSubject):
    """One method's subject, which explains the network's own answer."""
    model = store.get(key)
    batch = preprocess(open_file(file, store.settings).rgb, model.preprocessing)
    logits = compute_logits(model, batch, gates=gates)[0]
    answer = rank_classes(logits, model.labels, 1, model.temperature)[0]
    budget = Budget(1e9, lambda _inputs: None)
    classes = (answer.index, None)
    return kind(
        model,
        batch,
        gates,
        classes,
        find_method(method),
        CHEAP,
        store.settings,
        budget,
    )
