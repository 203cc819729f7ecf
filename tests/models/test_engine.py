"""Forward passes, rankings, and many threads that share one store."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from resnet_demo.errors import NonFiniteLogitsError, OptionError
from resnet_demo.models.engine import average_views, compute_logits, rank_classes
from resnet_demo.models.registry import find_spec
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import list_models
from tests.experiments.study_requests import classify, compare

RESIDUAL, PLAIN = "resnet20.cifar10", "plain20.cifar10"


@pytest.fixture
def store(settings):
    return ModelStore(settings)


def test_averaging_keeps_the_views_of_a_photo_together():
    logits = torch.tensor([[1.0, 0], [3, 0], [10, 4], [20, 8]])
    assert torch.equal(average_views(logits, 2), torch.tensor([[2.0, 0], [15, 6]]))


def test_ranking_is_sorted_and_its_probabilities_are_the_softmax():
    top = rank_classes(torch.tensor([0.0, 2.0, 1.0]), ("a", "b", "c"), 9)
    assert [(score.label, score.index, score.logit) for score in top] == [
        ("b", 1, 2),
        ("c", 2, 1),
        ("a", 0, 0),
    ]
    assert sum(score.probability for score in top) == pytest.approx(1)
    assert top[0].probability == pytest.approx(0.665241, abs=1e-6)
    with pytest.raises(OptionError, match="1 to 3"):
        rank_classes(torch.zeros(3), ("a", "b", "c"), 0)


def test_logits_do_not_depend_on_the_batch_size(store):
    model = store.get(RESIDUAL)
    batch = torch.randn(7, 3, 32, 32)
    together = compute_logits(model, batch, batch_size=64)
    torch.testing.assert_close(
        compute_logits(model, batch, batch_size=2), together, rtol=0, atol=1e-5
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_non_finite_logits_are_an_error_and_not_a_label(store, value):
    batch = torch.zeros(1, 3, 32, 32)
    batch[0, 0, 4, 4] = value
    with pytest.raises(NonFiniteLogitsError, match=r"resnet20\.cifar10 gave \d+ logits"):
        compute_logits(store.get(RESIDUAL), batch)


@pytest.mark.slow
def test_many_threads_get_the_answers_they_would_get_alone(settings, photos):
    requests = [
        lambda store: classify(store, [photos / "lion.jpg"], RESIDUAL).results,
        lambda store: classify(store, [photos / "bus.png"], PLAIN, views="single").results,
        lambda store: compare(store, photos / "tower.jpg", model=RESIDUAL).answers,
        lambda store: classify(store, [photos / "cheetah.jpg"] * 3, RESIDUAL).results,
    ]

    def ask(store, index):
        results = requests[index % len(requests)](store)
        return [getattr(item, "value", item).top for item in results]

    alone = [ask(ModelStore(settings), index) for index in range(len(requests))]
    shared = ModelStore(settings)
    barrier = threading.Barrier(8)

    def ask_many(start):
        barrier.wait()
        return [(index, ask(shared, index)) for index in range(start, start + 6)]

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask_many, range(8)):
            for index, answer in answers:
                assert answer == alone[index % len(requests)]


def test_the_list_of_models_says_where_weights_are(settings, weights_dir):
    (weights_dir / f"{PLAIN}.json").write_text("{broken")
    rows = {row.spec.key: row for row in list_models(replace(settings, offline=True))}
    assert (rows[RESIDUAL].origin, rows[RESIDUAL].accuracy) == ("local", 0.1)
    assert (rows[PLAIN].origin, rows[PLAIN].accuracy) == ("local", None)
    assert rows["resnet50.a1_in1k"].parameters == 25_557_032
    assert find_spec("resnet50.a1_in1k") == rows["resnet50.a1_in1k"].spec
