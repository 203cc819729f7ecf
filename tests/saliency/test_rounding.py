"""A map that is nothing but rounding is 0 everywhere; a small map is not."""

from dataclasses import replace

import pytest
import torch
from PIL import Image

from resnet_demo.experiments.explain.document import explanation_document, find_common_scale
from resnet_demo.models.store import ModelStore
from resnet_demo.saliency.maps import Subject, make_map
from resnet_demo.saliency.options import MethodOptions
from resnet_demo.saliency.rounding import ROUNDING, clear_rounding
from resnet_demo.settings import Settings
from tests.photos.image_files import encode
from tests.saliency.map_requests import (
    CHEAP,
    METHODS,
    PLAIN,
    RESIDUAL,
    explain,
    explain_one,
    make_score,
    make_task,
)

DEEP = "resnet56.cifar10:skip[*]=0"  # what reaches the end does not depend on the photo
WEAK = f"{RESIDUAL}:skip[*]=0"  # hardly depends on it: its logits differ by a hundredth of them
# It looks at what the last block puts out, not at the photo: its biases are enough for a map.
FROM_BIASES = "grad-cam"
# Both multiply what is left at every ReLU: nothing that the score could show reaches the photo.
GUIDED = ("guided-backprop", "guided-grad-cam")


@pytest.fixture(scope="module")
def deep():
    store = ModelStore(Settings(device="cpu", offline=True))
    store.get("resnet56.cifar10")
    return store


@pytest.mark.parametrize("method", [key for key in METHODS if key != FROM_BIASES])
def test_a_network_that_does_not_see_the_photo_has_no_map(deep, photos, method):
    explanation = explain(deep, photos / "bus.png", [DEEP], method=method)
    ((_, made),) = explanation.list_maps()
    assert made.is_empty
    assert not made.values.any()
    (entry,) = explanation_document(explanation)["columns"]
    assert (entry["empty"], entry["minimum"], entry["maximum"]) == (True, 0, 0)
    assert find_common_scale(explanation) == 0
    if METHODS[method].complete:
        assert made.completeness.total == 0
        assert made.completeness.error is None


def test_grad_cam_of_an_early_block_that_the_score_does_not_hear_is_empty(deep, photos):
    late = explain_one(deep, photos / "bus.png", DEEP, "grad-cam")
    early = explain_one(deep, photos / "bus.png", DEEP, "grad-cam", layer="layer1.0")
    assert (late.is_empty, early.is_empty) == (False, True)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_a_whole_network_has_a_map(shipped, photos, method):
    made = explain_one(shipped, photos / "bus.png", RESIDUAL, method, options=MethodOptions())
    assert not made.is_empty


@pytest.mark.parametrize("method", [key for key in METHODS if key not in GUIDED])
def test_a_small_map_is_drawn(shipped, photos, method):
    """The logits are weak and hardly depend on the photo."""
    found = explain_one(shipped, photos / "bus.png", WEAK, method)
    strong = explain_one(shipped, photos / "bus.png", RESIDUAL, method)
    assert 0 < found.heat.abs().max() < 0.05 * strong.heat.abs().max()
    assert found.heat.flatten().unique().numel() > 10  # structure, not one value


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_the_scale_of_a_network_does_not_decide(shipped, photo_batch, method, factor):
    """Logits of another size, and gradients with them: the map is as empty as before."""
    model = shipped.get(RESIDUAL)
    network = replace_head(model.network, factor)
    scaled = replace(model, network=network)
    maps = [
        make_map(Subject(one, photo_batch, None, (1, None)), METHODS[method], CHEAP, Settings())
        for one in (model, scaled)
    ]
    assert [made.is_empty for made in maps] == [False, False]
    power = 2 if method == "guided-grad-cam" else 1  # the product of two
    expected = maps[0].heat * factor**power
    assert (maps[1].heat - expected).norm() <= 1e-2 * expected.norm()


def replace_head(network, factor):
    from resnet_demo.models.private import open_view

    view = open_view(network)
    state = dict(network.state_dict())
    for name in ("fc.weight", "fc.bias"):
        state[name] = state[name] * factor
    view.load_state_dict(state, assign=True)
    return view.requires_grad_(False).eval()


@pytest.mark.parametrize(
    "method", [key for key, method in METHODS.items() if method.baseline == "chosen"]
)
@pytest.mark.parametrize(("colour", "baseline"), [("black", "black"), ("grey", "blurred")])
def test_a_photo_that_is_its_own_baseline_has_no_map(shipped, method, colour, baseline):
    file = ("flat.png", encode(Image.new("RGB", (64, 64), colour)))
    for column in (RESIDUAL, PLAIN):
        made = explain_one(shipped, file, column, method, target="cat", baseline=baseline)
        assert made.is_empty


def make_linear_task(values, *, baseline=None):
    """A task whose network's largest logit is 4."""
    task = make_task(torch.nn.Identity(), values, baseline=baseline)
    task.score.largest_logit = 4.0
    return task


@pytest.mark.parametrize(("share", "empty"), [(0.5, True), (2.0, False)])
def test_contributions_count_together_slopes_over_the_range(share, empty):
    batch = torch.linspace(-1, 1, 300).view(1, 3, 10, 10)
    task = make_linear_task(batch, baseline=batch - 1)
    values = torch.ones(3, 10, 10) * share * 4 * ROUNDING / 300  # of the largest logit
    assert clear_rounding(values, METHODS["gradient-shap"], task).any() == (not empty)
    assert clear_rounding(values / 2, METHODS["saliency"], task).any() == (not empty)
    signs = torch.tensor([1.0, -1.0]).repeat(150).view(3, 10, 10)
    assert clear_rounding(values * signs, METHODS["gradient-shap"], task).any() == (not empty)


def test_differences_count_one_by_one():
    batch = torch.zeros(1, 3, 10, 10)
    task = make_linear_task(batch)
    values = torch.full((1, 10, 10), 3 * ROUNDING)
    values[0, 2, 5] = 5 * ROUNDING
    cleared = clear_rounding(values, METHODS["occlusion"], task)
    assert cleared.nonzero().tolist() == [[0, 2, 5]]
    assert cleared[0, 2, 5] == values[0, 2, 5]


@pytest.mark.parametrize(("change", "empty"), [(3 * ROUNDING, True), (5 * ROUNDING, False)])
def test_a_map_that_sums_to_a_change_needs_a_change(change, empty):
    batch = torch.ones(1, 3, 10, 10)
    task = make_linear_task(batch)
    values = torch.ones(3, 10, 10)
    cleared = clear_rounding(values, METHODS["integrated-gradients"], task, change=change)
    assert cleared.any() == (not empty)


def test_the_scale_is_that_of_the_largest_logit(shipped, photo_batch):
    """Of two classes whose logits are nearly alike the difference is as rough as they are."""
    network = shipped.get(RESIDUAL).network
    score = make_score(network, target=1, versus=9)
    assert score.largest_logit == 0
    with torch.no_grad():
        score(photo_batch)
    logits = network(photo_batch)
    assert score.largest_logit == pytest.approx(logits.abs().max().item())
