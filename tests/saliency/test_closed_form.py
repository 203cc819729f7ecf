"""Methods on a linear score, where the answer is known, and Integrated Gradients' completeness."""

import pytest
import torch
from captum.attr import IntegratedGradients
from torch import nn

from resnet_demo.saliency.maps import Completeness, make_baseline
from resnet_demo.saliency.methods.occlusion import choose_window, count_inputs
from tests.saliency.map_requests import (
    BASELINES,
    METHODS,
    PLAIN,
    RESIDUAL,
    MethodOptions,
    explain_one,
    make_score,
    make_task,
)

SIDE = 8


class LinearScore(nn.Module):
    """f(x) = w · x + 2."""

    largest_logit = 2.0

    def __init__(self, weights):
        super().__init__()
        self.register_buffer("weights", weights)

    def forward(self, batch):
        return (batch * self.weights).sum(dim=(1, 2, 3)) + 2


@pytest.fixture
def numbers():
    """Photo, baseline and weights, each (1, 3, S, S)."""
    generator = torch.Generator().manual_seed(5)
    return [torch.randn(1, 3, SIDE, SIDE, generator=generator) for _ in range(3)]


def run(method, numbers, **options):
    x, baseline, weights = numbers
    task = make_task(LinearScore(weights), x, baseline=baseline, options=MethodOptions(**options))
    return METHODS[method].attribute(task)


LINEAR = {
    "saliency": lambda _x, _baseline, w: w.abs(),
    "smoothgrad": lambda _x, _baseline, w: w.abs(),
    "input-x-gradient": lambda x, _baseline, w: x * w,
    "integrated-gradients": lambda x, baseline, w: (x - baseline) * w,
    "deeplift": lambda x, baseline, w: (x - baseline) * w,
    "gradient-shap": lambda x, baseline, w: (x - baseline) * w,
    "guided-backprop": lambda _x, _baseline, w: w,  # there is no ReLU
    "deconvolution": lambda _x, _baseline, w: w,
}


@pytest.mark.parametrize("method", LINEAR)
def test_the_map_of_a_linear_score_is_known(method, numbers):
    found = run(method, numbers, noise=0)
    torch.testing.assert_close(found.values.detach(), LINEAR[method](*numbers))
    assert found.steps == (9 if method == "integrated-gradients" else None)


def test_the_noise_of_smoothgrad_cancels_before_the_size_is_taken(numbers):
    x, baseline, _ = numbers
    task = make_task(
        KinkedScore(), x, baseline=baseline, options=MethodOptions(samples=400, noise=0.2)
    )
    found = METHODS["smoothgrad"].attribute(task).values
    # The gradient of |x| is 1 or -1: where the noise hides the sign, it cancels.
    near = x.abs() < 0.02 * (x.max() - x.min())
    assert near.any()
    assert found[near].max() < 0.4
    assert found[x.abs() > 2.5].min() > 0.95


class KinkedScore(nn.Module):
    """f(x) = |x₁| + |x₂| + …"""

    def forward(self, batch):
        return batch.abs().sum(dim=(1, 2, 3))


@pytest.mark.slow
def test_gradient_shap_tends_to_integrated_gradients(shipped, photos):
    options = MethodOptions(samples=200)
    for model in (RESIDUAL, PLAIN):
        shap, integrated = (
            explain_one(shipped, photos / "bus.png", model, method, options=options)
            for method in ("gradient-shap", "integrated-gradients")
        )
        change = integrated.completeness.change
        assert shap.values.sum().item() == pytest.approx(change, rel=0.15)
        flat = torch.stack([shap.heat.flatten(), integrated.heat.flatten()])
        assert torch.corrcoef(flat)[0, 1] > 0.9


@pytest.mark.parametrize(("window", "stride"), [(2, 1), (3, 2), (4, 4), (5, 3), (8, 8), (99, 2)])
def test_occlusion_is_the_mean_over_the_squares_on_a_pixel(numbers, window, stride):
    x, baseline, weights = numbers
    side = min(window, SIDE)
    starts = [start for start in range(0, SIDE, stride) if start - stride + side < SIDE]
    total, count = torch.zeros(2, SIDE, SIDE)
    for top in starts:
        for left in starts:
            square = (..., slice(top, top + side), slice(left, left + side))
            total[square] += ((x - baseline) * weights)[square].sum()
            count[square] += 1
    found = run("occlusion", numbers, window=window, stride=stride)
    torch.testing.assert_close(found.values, (total / count)[None, None], rtol=1e-4, atol=1e-4)
    assert found.values.shape == (1, 1, SIDE, SIDE)


@pytest.mark.parametrize(
    ("side", "window", "stride", "expected"),
    [(32, 0, 0, (4, 2)), (224, 0, 0, (28, 14)), (8, 0, 0, (2, 1)), (32, 7, 0, (7, 3))],
)
def test_the_square_is_an_eighth_unless_told(side, window, stride, expected):
    options = MethodOptions(window=window, stride=stride)
    score = LinearScore(torch.ones(1, 3, side, side))
    task = make_task(score, torch.ones(1, 3, side, side), options=options)
    assert choose_window(task) == expected
    passed = []
    score.register_forward_hook(lambda _module, inputs, _output: passed.append(len(inputs[0])))
    METHODS["occlusion"].attribute(task)
    assert sum(passed) == count_inputs(task)
    assert max(passed) == min(task.batch_size, count_inputs(task) - 1)


def test_the_error_of_completeness_is_a_fraction_of_the_change():
    assert Completeness(3, -4).error == pytest.approx(1.75)
    assert Completeness(1, 0).error is None  # a photo that is its own baseline
    assert Completeness(1e-6, 1e-7, rounding=1e-6).error is None
    assert Completeness(3, -4, rounding=1e-6).error == pytest.approx(1.75)


def integrate(store, photos, model=RESIDUAL, baseline="mean", **options):
    return explain_one(
        store,
        photos / "bus.png",
        model,
        "integrated-gradients",
        baseline=baseline,
        options=MethodOptions(**options),
    )


@pytest.mark.parametrize("model", [RESIDUAL, PLAIN])
@pytest.mark.parametrize("baseline", BASELINES)
def test_integrated_gradients_sum_to_the_change(shipped, photos, photo_batch, baseline, model):
    found = integrate(shipped, photos, model, baseline, tolerance=0.01)
    assert found.completeness.error <= 0.01
    assert found.completeness.total == pytest.approx(found.heat.double().sum().item(), rel=1e-4)
    assert 6 <= found.steps < 1000

    loaded = shipped.get(model)
    score = make_score(loaded.network, target=found.answer.index)
    other = make_baseline(photo_batch, baseline, loaded.preprocessing)
    with torch.no_grad():
        ends = score(torch.cat([photo_batch, other]))
    assert found.score == pytest.approx(ends[0].item(), rel=1e-4)
    assert found.completeness.change == pytest.approx((ends[0] - ends[1]).item(), rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "baseline"), [*((RESIDUAL, name) for name in BASELINES), (PLAIN, "mean")]
)
def test_integrated_gradients_are_those_of_many_even_steps(
    shipped, photos, photo_batch, baseline, model
):
    found = integrate(shipped, photos, model, baseline, tolerance=0, max_steps=60)
    loaded = shipped.get(model)
    even = IntegratedGradients(make_score(loaded.network, target=found.answer.index)).attribute(
        photo_batch,
        make_baseline(photo_batch, baseline, loaded.preprocessing),
        n_steps=150,
        method="riemann_middle",
        internal_batch_size=50,
    )
    assert (found.values - even[0]).norm() <= 0.05 * even.norm()


@pytest.mark.slow
def test_integrated_gradients_takes_the_steps_it_may(shipped, photos):
    # Half as many more each time.
    for most in (1, 5, 6, 7, 9, 30, 35):
        found = integrate(shipped, photos, tolerance=0, max_steps=most)
        assert found.steps == most
        assert found.heat.any()
    steps = [integrate(shipped, photos, tolerance=limit).steps for limit in (1e9, 0.05, 0.01)]
    assert 9 <= steps[0] <= steps[1] <= steps[2] < 1000


class BalancedScore(nn.Module):
    """f(x) = relu(x₁ - 0.3) - relu(x₂ - 0.3) + 0.1 x₃: where x₁ = x₂ only the last is left."""

    largest_logit = 1.0

    def forward(self, batch):
        one, two, three = batch[:, 0, 0].T
        return (one - 0.3).relu() - (two - 0.3).relu() + 0.1 * three


def test_a_sum_that_is_right_by_luck_does_not_end_the_work():
    x = torch.ones(1, 1, 1, 3)
    counts = []
    score = BalancedScore()
    score.register_forward_hook(lambda _module, inputs, _output: counts.append(len(inputs[0])))
    task = make_task(score, x, options=MethodOptions(tolerance=1e-3))
    found = METHODS["integrated-gradients"].attribute(task)
    assert found.values.sum().item() == pytest.approx(0.1)
    torch.testing.assert_close(
        found.values[0, 0, 0], torch.tensor([0.7, -0.7, 0.1]), rtol=0.03, atol=0
    )
    assert counts == [2, 6, 3, 4]
    assert found.steps == 13
