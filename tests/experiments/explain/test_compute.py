"""One request for maps: what is explained, what is refused, what is told on the way."""

from dataclasses import replace

import pytest
import torch

from resnet_demo.errors import (
    DeviceError,
    NonFiniteLogitsError,
    NonFiniteMapError,
    NoPhotoError,
    OptionError,
    PlanError,
    SelectionError,
    TooManyPhotosError,
    UnknownModelError,
    UnsupportedImageError,
    WeightsMissingError,
)
from resnet_demo.experiments.explain.document import (
    draw_map,
    explanation_document,
    find_scale,
)
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.photos.photo import FailedPhoto, open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.saliency.method import Attribution
from tests.experiments.study_requests import compare, make_pictures
from tests.saliency.map_requests import (
    CHEAP,
    METHODS,
    PLAIN,
    RESIDUAL,
    SEEDED,
    MethodOptions,
    explain,
    explain_all,
    explain_files,
    explain_one,
    make_score,
)

PLAN = f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.1]=0.5"
COLUMNS = (RESIDUAL, PLAN, PLAIN)
SILENT = f"{RESIDUAL}:skip[layer3.2]=0,branch[layer3.2]=0"  # the last block's output is 0


@pytest.fixture
def view(store, picture):
    image = open_file(picture, store.settings)
    return preprocess(image.rgb, store.get(RESIDUAL).preprocessing)


def list_maps(explanation):
    return [made for _, made in explanation.list_maps()]


def test_several_photos_are_explained_each_as_if_alone(store, picture):
    other = make_pictures(2)[1]
    files, steps = [picture, ("bad.png", b"no picture"), other], []
    result = explain_files(
        store, files, COLUMNS, method="saliency", on_progress=lambda *step: steps.append(step)
    )
    first, failed, second = result.results
    assert isinstance(failed, FailedPhoto)
    assert (failed.name, type(failed.error)) == ("bad.png", UnsupportedImageError)
    assert result.errors == (failed.error,)
    for found, file in ((first, picture), (second, other)):
        alone = explain(store, file, COLUMNS, method="saliency")
        assert (found.target, found.source) == (alone.target, file[0])
        for one, two in zip(list_maps(found), list_maps(alone), strict=True):
            assert torch.equal(one.heat, two.heat)
    assert {total for _, total in steps} == {3}
    assert steps[-1][0] == 2
    with pytest.raises(NoPhotoError):
        explain_files(store, [], COLUMNS)
    with pytest.raises(TooManyPhotosError):
        explain_files(store, [picture] * (store.settings.max_files + 1), COLUMNS)


def test_a_class_that_is_one_photos_own_answer_loses_that_photo_only(shipped, photos):
    files = [photos / name for name in ("bus.png", "lion.jpg", "tower.jpg")]
    answers = [explain(shipped, file, [RESIDUAL]).target for file in files]
    versus = answers[0]
    assert versus not in answers[1:]
    result = explain_files(shipped, files, [RESIDUAL], method="saliency", versus=versus)
    failed, *others = result.results
    assert failed.name == str(files[0])
    assert isinstance(failed.error, OptionError)
    assert [(item.target, item.versus) for item in others] == [
        (answer, versus) for answer in answers[1:]
    ]
    assert all(list_maps(item)[0].heat.any() for item in others)
    assert result.errors == (failed.error,)
    with pytest.raises(OptionError):
        explain(shipped, files[0], [RESIDUAL], versus=versus)


@pytest.mark.parametrize(
    ("choices", "words"), [({"target": "unicorn"}, "unicorn"), ({"layer": "layer9"}, "layer9")]
)
def test_photos_among_others_keep_what_is_wrong_with_them(store, picture, choices, words):
    result = explain_files(store, [picture, ("bad.png", b"no picture")], [RESIDUAL], **choices)
    first, second = result.errors
    assert isinstance(first, OptionError)
    assert words in str(first)
    assert isinstance(second, UnsupportedImageError)


def test_maps_of_one_photo_that_are_not_finite_lose_that_photo_only(store, picture, monkeypatch):
    calls = []

    def attribute(task):
        calls.append(task)
        return return_filled(float("nan") if len(calls) == 1 else 1.0)(task)

    replace_method(monkeypatch, "saliency", attribute=attribute)
    files = [picture, picture]
    first, second = explain_files(store, files, [RESIDUAL], method="saliency").results
    assert isinstance(first.error, NonFiniteMapError)
    assert list_maps(second)[0].heat.any()


def test_networks_that_no_photo_can_use_are_refused_at_once(store, picture):
    with pytest.raises(WeightsMissingError):
        explain_files(store, [picture, picture], ["resnet32.cifar10"])
    with pytest.raises(DeviceError):
        explain_files(store, [picture, picture], [RESIDUAL], device="tpu")


def test_every_column_explains_the_answer_of_the_first(store, picture):
    wanted = [answer.value.top[0] for answer in compare(store, picture, columns=COLUMNS).answers]
    assert len({answer.label for answer in wanted}) > 1
    for order in (COLUMNS, COLUMNS[::-1]):
        found = explain(store, picture, order, method="saliency")
        answers = wanted if order == COLUMNS else wanted[::-1]
        assert found.target == answers[0].label
        assert [column.value.answer for column in found.columns] == answers
        for column, text in zip(found.columns, order, strict=True):
            alone = explain_one(store, picture, text, "saliency", target=answers[0].label)
            assert torch.equal(alone.values, column.value.map.values)
            assert alone.score == column.value.score


def test_without_columns_they_are_those_of_the_model(store, picture):
    found = explain(store, picture, model=RESIDUAL, plan=PLAN)
    assert [tuple(column.name_column().values()) for column in found.columns] == [
        ("residual", RESIDUAL, None),
        ("ablated", RESIDUAL, PLAN),
        ("plain_twin", PLAIN, None),
    ]
    assert found.method.key == "grad-cam"
    assert {column.value.map.layer for column in found.columns} == {"layer3.2"}


@pytest.mark.parametrize("target", ["ship", " SHIP "])
def test_a_contrast_explains_the_difference_of_two_logits(store, picture, view, target):
    network = store.get(RESIDUAL).network
    found = explain_one(store, picture, RESIDUAL, "saliency", target=target, versus="cat")
    batch = view.clone().requires_grad_()
    ship, cat = (make_score(network, CIFAR10_CLASSES.index(name)) for name in ("ship", "cat"))
    (gradient,) = torch.autograd.grad(ship(batch) - cat(batch), batch)
    torch.testing.assert_close(found.values, gradient[0].abs())
    torch.testing.assert_close(found.heat, gradient[0].abs().amax(dim=0))
    assert found.score == pytest.approx((ship(view) - cat(view)).item(), rel=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "automobil"}, "automobile"),
        ({"target": "unicorn"}, "'airplane', 'automobile'"),
        ({"versus": "hors"}, "horse"),
        ({"target": "cat", "versus": "cat"}, "contrasted with itself"),
        ({"method": "nonsense"}, "grad-cam, saliency"),
        ({"layer": "layer9.0"}, r"layer1, layer2, layer3, or a block from layer1\.0 to layer3"),
        ({"layer": ""}, "layer1"),
        ({"baseline": "white"}, "mean, black, blurred"),
    ],
)
def test_choices_that_do_not_exist_are_refused(store, picture, options, message):
    options = {"method": "grad-cam"} | options
    with pytest.raises(OptionError, match=message):
        explain_one(store, picture, RESIDUAL, options.pop("method"), **options)


def test_columns_that_do_not_exist_are_refused(store, picture):
    with pytest.raises(UnknownModelError):
        explain_one(store, picture, "resnet21.cifar10", "saliency")
    with pytest.raises(PlanError):
        explain_one(store, picture, f"{PLAIN}:skip[*]=0", "saliency")


def test_a_stride_that_leaves_gaps_is_refused(store, picture):
    with pytest.raises(SelectionError):
        explain_one(
            store, picture, RESIDUAL, "occlusion", options=MethodOptions(window=4, stride=8)
        )


def test_a_stage_is_its_last_block(store, picture):
    for method in ("grad-cam", "guided-grad-cam"):
        stage, block, first, last = (
            explain_one(store, picture, RESIDUAL, method, layer=layer)
            for layer in ("layer2", "layer2.2", "layer2.0", None)
        )
        assert (stage.layer, last.layer) == ("layer2.2", "layer3.2")
        assert torch.equal(stage.values, block.values)
        assert not torch.equal(stage.values, first.values)
    assert explain_one(store, picture, RESIDUAL, "saliency", layer="layer2").layer is None


@pytest.mark.parametrize("method", METHODS)
def test_a_request_decides_the_map(store, picture, method):
    requests = [{"seed": 0}, {"seed": 0}, {"seed": 1}, {"seed": 2**31}]
    # From black: from the mean, 0, a network without biases is linear on the way to the photo.
    fixed = {"target": "cat", "baseline": "black"}
    maps = [
        explain_one(store, picture, PLAN, method, **fixed, options=replace(CHEAP, **request))
        for request in requests
    ]
    assert maps[0].heat.shape == (32, 32)
    assert len({found.values.numpy().tobytes() for found in maps[:2]}) == 1
    different = len({found.values.numpy().tobytes() for found in maps})
    assert different == (3 if method in SEEDED else 1)


def replace_method(monkeypatch, key, **changes):
    """Puts a changed method in the place of another."""
    module = f"resnet_demo.saliency.methods.{key}"
    monkeypatch.setattr(f"{module}.METHOD", replace(METHODS[key], **changes))


def return_filled(number):
    return lambda task: Attribution(torch.full_like(task.batch.detach(), number))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_map_that_is_not_finite_is_refused(store, picture, monkeypatch, number):
    replace_method(monkeypatch, "saliency", attribute=return_filled(number))
    with pytest.raises(NonFiniteMapError, match=f"Saliency gave a map of {RESIDUAL}"):
        explain_one(store, picture, RESIDUAL, "saliency")


def test_a_map_that_cannot_be_made_loses_only_its_column(store, picture, monkeypatch):
    calls = []

    def attribute(task):
        calls.append(task)
        fill = return_filled(float("nan") if len(calls) == 2 else 1.0)
        return fill(task)

    replace_method(monkeypatch, "saliency", attribute=attribute)
    found = explain(store, picture, COLUMNS, method="saliency")
    assert [type(column.value.error) for column in found.columns] == [
        type(None),
        NonFiniteMapError,
        type(None),
    ]
    assert [column.value.map is None for column in found.columns] == [False, True, False]
    assert found.columns[1].value.score is not None
    entries = explanation_document(found)["columns"]
    assert entries[1]["error"]["type"] == "NonFiniteMapError"


@pytest.mark.parametrize("method", SEEDED)
def test_memory_does_not_decide_what_is_drawn(store, picture, method):
    options = MethodOptions(samples=16, seed=5)
    maps = [
        explain_one(
            ModelStore(replace(store.settings, explain_pixels=inputs * 32 * 32)),
            picture,
            PLAN,
            method,
            target="cat",
            options=options,
        ).values
        for inputs in (16, 5, 1)
    ]
    for found in maps[1:]:
        torch.testing.assert_close(found, maps[0], rtol=1e-3, atol=1e-4 * maps[0].abs().max())


def test_neighbouring_seeds_share_no_draws(store, picture):
    small = ModelStore(replace(store.settings, explain_pixels=5 * 32 * 32))
    first, near, far = (
        explain_one(
            small,
            picture,
            PLAN,
            "smoothgrad",
            target="cat",
            options=MethodOptions(samples=10, seed=seed),
        ).values
        for seed in (0, 5, 1000)
    )
    distances = [(first - other).norm().item() for other in (near, far)]
    assert distances[0] > distances[1] / 2


def test_an_answer_that_is_not_finite_is_the_error_of_its_column(store, picture):
    store.get(PLAIN).network.fc.bias[3] = float("nan")
    broken, whole = explain(store, picture, [PLAIN, RESIDUAL], method="saliency").columns
    assert isinstance(broken.error, NonFiniteLogitsError)
    assert broken.value is None
    assert whole.value.map.heat.any()
    with pytest.raises(NonFiniteLogitsError):
        explain(store, picture, [PLAIN], method="saliency")


def test_a_map_of_zeros_is_called_empty(store, picture):
    explanation = explain(store, picture, [SILENT, RESIDUAL], method="grad-cam")
    empty, full = list_maps(explanation)
    assert (empty.is_empty, full.is_empty) == (True, False)
    entries = explanation_document(explanation)["columns"]
    assert [entry["empty"] for entry in entries] == [True, False]
    assert (entries[0]["minimum"], entries[0]["maximum"]) == (0, 0)
    assert find_scale([empty.heat]) == 0
    drawn = draw_map(explanation, empty.heat, scale=0, signed=False)
    inside = (8, 6, 30, 26)  # clear of the frame
    assert drawn.crop(inside).tobytes() == explanation.picture.crop(inside).tobytes()
    coloured = draw_map(explanation, empty.heat, scale=1, signed=False)
    assert coloured.crop(inside).tobytes() != explanation.picture.crop(inside).tobytes()


def test_a_column_without_weights_has_its_error_and_the_others_remain(store, picture):
    columns = ["resnet32.cifar10", PLAN, PLAIN]
    missing, *others = explain(store, picture, columns, method="saliency").columns
    assert isinstance(missing.error, WeightsMissingError)
    assert missing.value is None
    alone = explain_all(store, picture, columns[1:], "saliency")
    for column, expected in zip(others, alone, strict=True):
        assert torch.equal(column.value.map.values, expected.values)
    with pytest.raises(WeightsMissingError, match="resnet32"):
        explain_one(store, picture, "resnet32.cifar10", "saliency")
