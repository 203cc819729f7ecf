"""Limits on time and memory of a map, and how far it is."""

import time
from dataclasses import replace

import pytest

from resnet_demo.errors import RequestTimeoutError, SaliencyTimeoutError
from resnet_demo.experiments.explain.compute import compute_all_methods
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import open_file
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.progress import Deadline
from resnet_demo.saliency.maps import Subject, make_map
from tests.experiments.study_requests import EndsAfter
from tests.networks.small_networks import open_short_store
from tests.saliency.map_requests import (
    CHEAP,
    METHODS,
    PLAIN,
    RESIDUAL,
    MethodOptions,
    explain_all,
    explain_files,
    explain_one,
    make_options,
    make_request,
)

COLUMNS = (RESIDUAL, f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.0]=0.5", PLAIN)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Untrained networks of three blocks."""
    with open_short_store(tmp_path_factory.mktemp("weights")) as store:
        yield store


@pytest.mark.parametrize("method", METHODS)
def test_the_time_is_limited(store, picture, method):
    hasty = ModelStore(replace(store.settings, explain_timeout_s=1e-9))
    with pytest.raises(SaliencyTimeoutError, match=r"1e-09 s") as caught:
        explain_one(hasty, picture, RESIDUAL, method)
    assert caught.value.fields == {"timeout_s": 1e-9}


def test_the_time_of_many_maps_is_limited_as_a_whole(store, picture):
    late = Deadline(timeout_s=5, started_s=time.monotonic() - 6)
    photos = explain_files(store, [picture, picture], COLUMNS, method="saliency", deadline=late)
    assert [type(photo.error) for photo in photos.results] == [RequestTimeoutError] * 2
    request = make_request(store, [picture], [RESIDUAL], deadline=late)
    maps, failures = compute_all_methods(request, make_options())
    assert maps == []
    assert list(failures) == [method.title for method in METHODS.values()]
    assert {type(error) for error in failures.values()} == {RequestTimeoutError}
    with pytest.raises(RequestTimeoutError):
        explain_one(store, picture, RESIDUAL, "saliency", deadline=late)


def test_the_maps_that_were_made_in_time_are_kept(store, picture):
    """The time is over during the second column; of two photos, during the second."""
    columns = (RESIDUAL, PLAIN)
    one = explain_files(store, [picture], columns, method="saliency", deadline=EndsAfter(1))
    first, second = (column.value for column in one.results[0].columns)
    assert first.map.heat.any()
    assert second.map is None
    assert isinstance(second.error, RequestTimeoutError)
    assert [type(error) for error in one.errors] == [RequestTimeoutError]
    # A check before each photo, and one a map.
    both = explain_files(
        store, [picture, picture], columns, method="saliency", deadline=EndsAfter(3)
    )
    assert [type(item).__name__ for item in both.results] == ["Explanation", "FailedPhoto"]
    assert isinstance(both.results[1].error, RequestTimeoutError)


def test_every_method_is_counted_once(store, picture):
    steps = []
    request = make_request(
        store, [picture], [RESIDUAL], on_progress=lambda *step: steps.append(step)
    )
    maps, failures = compute_all_methods(request, make_options())
    assert failures == {}
    assert [explanation.method.key for explanation in maps] == list(METHODS)
    assert list(dict.fromkeys(steps)) == [(done, len(METHODS)) for done in range(len(METHODS))]


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_progress_goes_up_to_its_total(store, picture, method):
    # More steps of Integrated Gradients than are expected at first.
    options, steps = replace(CHEAP, tolerance=0, max_steps=90), []
    explain_all(
        store,
        picture,
        COLUMNS,
        method,
        options=options,
        baseline="black",
        on_progress=lambda *step: steps.append(step),
    )
    done, totals = zip(*steps, strict=True)
    assert list(done) == sorted(done)
    assert all(found <= total for found, total in steps)
    assert done[-1] == totals[-1]
    shares = [found / total for found, total in steps]
    assert max(shares[:-1]) < 1
    if method == "integrated-gradients":
        assert totals[0] < totals[-1]
    else:
        assert len(set(totals)) == 1


@pytest.mark.parametrize("method", METHODS)
def test_what_progress_raises_ends_the_work(store, picture, method):
    calls = []

    def stop(*step):
        calls.append(step)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain_one(store, picture, RESIDUAL, method, on_progress=stop)
    assert len(calls) == 1


@pytest.mark.parametrize("method", METHODS)
def test_a_pass_holds_as_many_pixels_as_the_settings_allow(store, picture, method):
    sizes = []
    model = store.get(RESIDUAL)
    view = preprocess(open_file(picture, store.settings).rgb, model.preprocessing)
    options = MethodOptions(
        samples=16, window=8, stride=4, tolerance=0, max_steps=60, baseline="black"
    )
    make_map(
        Subject(model, view, None, (3, None)),
        METHODS[method],
        options,
        replace(store.settings, explain_pixels=7 * 32 * 32 + 1),
        on_inputs=lambda inputs, _expected: sizes.append(inputs),
    )
    assert max(sizes) <= 7
    expected = {
        "smoothgrad": [7, 7, 2],
        "gradient-shap": [7, 7, 2],
        "occlusion": [1, *[7] * 7],
        "deeplift": [2],
        "guided-grad-cam": [1, 1],
    }
    if METHODS[method].complete:
        assert sizes.pop() == 2  # photo and baseline, for the sum
    if method == "integrated-gradients":
        assert sizes[0] == 2  # both ends of the path
        assert sum(sizes[1:]) == 60
    else:
        assert sizes == expected.get(method, [1])
