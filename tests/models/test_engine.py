"""Classification and comparison, on real photos and through the service."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from resnet_demo.errors import (
    InputError,
    NonFiniteLogitsError,
    OptionError,
    UnknownModelError,
    WeightsMissingError,
)
from resnet_demo.experiments import service
from resnet_demo.experiments.classify.compute import ClassifiedPhoto
from resnet_demo.models.engine import average_views, compute_logits, rank_classes
from resnet_demo.models.registry import find_spec
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.photos.preprocess import make_views
from resnet_demo.settings import Settings

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


def test_a_path_may_be_text(store, photos, tmp_path):
    lion, missing = photos / "lion.jpg", tmp_path / "missing.jpg"
    for files in ([lion, missing], [str(lion), str(missing)]):
        answer, failure = service.classify(store, files, model=RESIDUAL).results
        assert answer.photo.name == "lion.jpg"
        assert failure.name == "missing.jpg"
        assert str(failure.error).startswith("missing.jpg cannot be read")
    batch = service.compare_batch(store, [str(lion), str(missing)], columns=[RESIDUAL])
    assert [row.name for row in batch.rows] == ["lion.jpg", "missing.jpg"]


def test_a_plan_beside_columns_is_refused(store, photos):
    with pytest.raises(OptionError, match="put the plan into a column"):
        service.compare(store, photos / "lion.jpg", plan=f"{RESIDUAL}:skip[*]=0", columns=[PLAIN])


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


def test_photos_keep_their_order_and_a_bad_one_its_place(store, photos):
    seen = []
    files = [
        photos / "lion.jpg",
        ("bad.png", b"nothing"),
        ("bus", (photos / "bus.png").read_bytes()),
    ]
    result = service.classify(
        store, files, model=RESIDUAL, top=3, on_progress=lambda *p: seen.append(p)
    )
    first, bad, last = result.results
    assert isinstance(first, ClassifiedPhoto)
    assert isinstance(bad, FailedPhoto)
    assert (bad.name, isinstance(bad.error, InputError)) == ("bad.png", True)
    assert (first.photo.name, last.photo.name) == ("lion.jpg", "bus")
    assert len(first.top) == 3
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert result.timings.forward_s > 0
    assert (result.views, result.model.card.key) == ("average", RESIDUAL)


def test_average_is_the_mean_over_the_views_of_the_preprocessing(store, photos):
    model = store.get(RESIDUAL)
    result = service.classify(store, [photos / "bus.png"], model=RESIDUAL, top=10)
    picture = service.open_file(photos / "bus.png", store.settings).rgb
    expected = compute_logits(model, make_views(picture, model.preprocessing, "average")).mean(0)
    actual = torch.tensor([s.logit for s in sorted(result.results[0].top, key=lambda s: s.index)])
    torch.testing.assert_close(actual, expected, rtol=0, atol=1e-4)
    single = service.classify(store, [photos / "bus.png"], model=RESIDUAL, top=10, views="single")
    assert single.results[0].top != result.results[0].top


@pytest.mark.parametrize("key", [RESIDUAL, PLAIN])
def test_the_shipped_networks_take_a_bus_for_a_road_vehicle(photos, key):
    store = ModelStore(Settings(device="cpu", offline=True))
    (answer,) = service.classify(store, [photos / "bus.png"], model=key, top=10).results
    probabilities = {score.label: score.probability for score in answer.top}
    assert probabilities["automobile"] + probabilities["truck"] > 0.5


def test_only_bad_files_is_an_answer_too(store):
    result = service.classify(store, [("a.png", b""), ("b.png", b"x")], model=RESIDUAL)
    assert [type(item) for item in result.results] == [FailedPhoto, FailedPhoto]


@pytest.mark.parametrize(
    ("files", "options", "error"),
    [
        ([], {}, OptionError),
        ([("a.png", b"")] * 65, {}, OptionError),
        ([("a.png", b"")], {"views": "all"}, OptionError),
        ([("a.png", b"")], {"top": -1}, OptionError),
        ([("a.png", b"")], {"model": "lenet.mnist"}, UnknownModelError),
        ([("a.png", b"")], {"model": "resnet110.cifar10"}, WeightsMissingError),
    ],
)
def test_wrong_choices_are_refused(settings, tmp_path, monkeypatch, files, options, error):
    from resnet_demo import settings as config

    monkeypatch.setattr(config, "SHIPPED_WEIGHTS_DIR", tmp_path)
    with pytest.raises(error):
        service.classify(ModelStore(settings), files, **({"model": RESIDUAL} | options))


def test_comparison_has_three_columns_on_the_same_view(store, photos):
    result = service.compare(store, photos / "lion.jpg", model=RESIDUAL, top=10)
    assert [(a.kind, a.model) for a in result.answers] == [
        ("residual", RESIDUAL),
        ("ablated", RESIDUAL),
        ("plain_twin", PLAIN),
    ]
    picture = service.open_file(photos / "lion.jpg", store.settings).rgb
    model = store.get(RESIDUAL)
    batch = make_views(picture, model.preprocessing, "single")
    for answer, gates in zip(result.answers[:2], (None, Gates(skip=torch.zeros(9))), strict=True):
        expected = compute_logits(model, batch, gates=gates)[0]
        actual = torch.tensor([s.logit for s in sorted(answer.top, key=lambda s: s.index)])
        torch.testing.assert_close(actual, expected, rtol=0, atol=1e-5)
    assert result.answers[0].top != result.answers[1].top


def test_a_missing_twin_does_not_lose_the_other_columns(settings, tmp_path, monkeypatch, photos):
    from resnet_demo.models import weights

    monkeypatch.setattr(weights, "SHIPPED_WEIGHTS_DIR", tmp_path)
    monkeypatch.setattr("resnet_demo.settings.SHIPPED_WEIGHTS_DIR", tmp_path)
    (settings.weights_dir / f"{PLAIN}.safetensors").unlink()
    result = service.compare(ModelStore(settings), photos / "lion.jpg", model=RESIDUAL)
    assert [bool(answer.top) for answer in result.answers] == [True, True, False]
    assert PLAIN in str(result.answers[2].error)


def test_comparing_a_plain_model_is_refused(store, photos):
    with pytest.raises(OptionError, match="its plain twin is found by itself"):
        service.compare(store, photos / "lion.jpg", model=PLAIN)


def test_many_threads_get_the_answers_they_would_get_alone(settings, photos):
    requests = [
        (service.classify, {"files": [photos / "lion.jpg"], "model": RESIDUAL}),
        (service.classify, {"files": [photos / "bus.png"], "model": PLAIN, "views": "single"}),
        (service.compare, {"file": photos / "tower.jpg", "model": RESIDUAL}),
        (service.classify, {"files": [photos / "cheetah.jpg"] * 3, "model": RESIDUAL}),
    ]

    def ask(store, index):
        function, options = requests[index % len(requests)]
        result = function(store, **options)
        rankings = getattr(result, "results", None) or result.answers
        return [item.top for item in rankings]

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
    rows = {row.spec.key: row for row in service.list_models(replace(settings, offline=True))}
    assert (rows[RESIDUAL].origin, rows[RESIDUAL].accuracy) == ("local", 0.1)
    assert (rows[PLAIN].origin, rows[PLAIN].accuracy) == ("local", None)
    assert rows["resnet50.a1_in1k"].parameters == 25_557_032
    assert find_spec("resnet50.a1_in1k") == rows["resnet50.a1_in1k"].spec
