"""Each method against a few lines of its own on the same networks."""

import copy

import pytest
import torch
import torch.nn.functional as F
from captum.attr import InputXGradient, Saliency
from torch import nn

from resnet_demo.columns import parse_plan
from resnet_demo.saliency.maps import make_baseline
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

PLAN = f"{RESIDUAL}:skip[layer2.*]=0.5,branch[layer3.1]=0.25"
COLUMNS = (RESIDUAL, PLAN, f"{RESIDUAL}:skip[*]=0", f"{PLAIN}:branch[layer1.1]=0.5")


def load(store, column):
    """The shared network of a column and its gates."""
    plan = parse_plan(column, store.settings)
    return store.get(plan.model).network, plan.make_gates()


def run(method, score, batch, **options):
    score = score.make_private() if METHODS[method].private else score
    return METHODS[method].attribute(make_task(score, batch, **options)).values.detach()


def assert_same(found, expected):
    """Up to rounding, however small the values are."""
    assert found.shape == expected.shape
    assert expected.norm() > 0
    assert (found - expected).norm() <= 1e-4 * expected.norm()


def differentiate(network, batch, gates=None, target=3, versus=None):
    batch = batch.clone().requires_grad_()
    logits = network(batch, gates)[0]
    score = logits[target] if versus is None else logits[target] - logits[versus]
    return torch.autograd.grad(score, batch)[0]


@pytest.mark.parametrize("versus", [None, 7])
@pytest.mark.parametrize("column", COLUMNS)
def test_saliency_is_the_gradient_of_the_score_under_the_plan(shipped, photo_batch, column, versus):
    network, gates = load(shipped, column)
    gradient = differentiate(network, photo_batch, gates, versus=versus)
    score = make_score(network, versus=versus, gates=gates)
    assert_same(run("saliency", score, photo_batch), gradient.abs())
    product = run("input-x-gradient", score, photo_batch)
    assert_same(product, photo_batch * gradient)


def compute_grad_cam(network, batch, gates, layer, target=3, versus=None):
    """Grad-CAM from the blocks one by one, (1, 1, S, S)."""
    x, output = network.compute_stem(batch), None
    for index, (name, block) in enumerate(network.named_blocks()):
        x = block(x) if gates is None else block(x, *gates.at_block(index))
        if name == layer:
            x = output = x.detach().requires_grad_()
    logits = network.compute_head(x)[0]
    score = logits[target] if versus is None else logits[target] - logits[versus]
    weights = torch.autograd.grad(score, output)[0].mean(dim=(2, 3), keepdim=True)
    coarse = (weights * output.detach()).sum(dim=1, keepdim=True).relu()
    return F.interpolate(coarse, size=batch.shape[-2:], mode="bilinear", align_corners=False)


@pytest.mark.parametrize("layer", ["layer3.2", "layer2.1", "layer1.0"])
@pytest.mark.parametrize("versus", [None, 7])
@pytest.mark.parametrize("column", COLUMNS)
def test_grad_cam_is_the_weighted_sum_of_channels(shipped, photo_batch, column, layer, versus):
    network, gates = load(shipped, column)
    expected = compute_grad_cam(network, photo_batch, gates, layer, target=1, versus=versus)
    score = make_score(network, target=1, versus=versus, gates=gates)
    assert_same(run("grad-cam", score, photo_batch, layer=layer), expected)


class _GuidedReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (gradient > 0) * (x > 0)


class _DeconvolutionReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        return gradient * (gradient > 0)


class _Activation(nn.Module):
    def __init__(self, rule):
        super().__init__()
        self.rule = rule

    def forward(self, x):
        return self.rule.apply(x)


def replace_activations(network, rule):
    """A copy of a network whose ReLUs go backwards by another rule."""
    network, replaced = copy.deepcopy(network), 0
    for parent in list(network.modules()):
        for name, module in list(parent.named_children()):
            if isinstance(module, nn.ReLU):
                setattr(parent, name, _Activation(rule))
                replaced += 1
    assert replaced == 19  # the stem's, and two in each of nine blocks
    return network


RULES = {"guided-backprop": _GuidedReLU, "deconvolution": _DeconvolutionReLU}


@pytest.mark.parametrize("method", RULES)
@pytest.mark.parametrize("column", COLUMNS)
def test_activations_go_backwards_by_the_rule(shipped, photo_batch, column, method):
    network, gates = load(shipped, column)
    expected = differentiate(
        replace_activations(network, RULES[method]), photo_batch, gates, versus=7
    )
    score = make_score(network, versus=7, gates=gates)
    assert_same(run(method, score, photo_batch), expected)
    assert not torch.allclose(expected, differentiate(network, photo_batch, gates, versus=7))


@pytest.mark.parametrize("layer", ["layer3.2", "layer2.1"])
@pytest.mark.parametrize("column", COLUMNS)
def test_guided_grad_cam_is_the_product_of_its_parts(shipped, photo_batch, column, layer):
    network, gates = load(shipped, column)
    score = make_score(network, target=1, gates=gates)
    guided = run("guided-backprop", score, photo_batch)
    expected = guided * compute_grad_cam(network, photo_batch, gates, layer, target=1)
    assert_same(run("guided-grad-cam", score, photo_batch, layer=layer), expected)


@pytest.mark.parametrize("baseline", BASELINES)
@pytest.mark.parametrize("column", COLUMNS)
def test_deeplift_sums_to_the_change(shipped, photos, column, baseline):
    found = explain_one(shipped, photos / "bus.png", column, "deeplift", baseline=baseline)
    assert found.completeness.error <= 1e-3
    assert found.heat.abs().max() > 0


def test_deeplift_is_not_input_times_gradient(shipped, photo_batch):
    score = make_score(load(shipped, RESIDUAL)[0])
    product = InputXGradient(score).attribute(photo_batch.clone().requires_grad_())
    found = run("deeplift", score, photo_batch)
    assert (found - product).norm() > 0.1 * product.norm()


def draw_noisy_copies(task, seed, count):
    deviation = task.options.noise * (task.batch.max() - task.batch.min()).item()
    generator = torch.Generator().manual_seed(seed)
    shape = (count, *task.batch.shape[1:])
    return task.batch.detach() + torch.randn(shape, generator=generator) * deviation


@pytest.mark.parametrize("pieces", [(5,), (2, 2, 1)])
def test_smoothgrad_is_the_mean_over_noisy_copies(shipped, photo_batch, pieces):
    network, gates = load(shipped, PLAN)
    score = make_score(network, gates=gates)
    options = MethodOptions(samples=5, noise=0.2, seed=11)
    task = make_task(score, photo_batch, options=options, batch_size=pieces[0])
    copies = draw_noisy_copies(task, 11, sum(pieces))
    slopes = Saliency(score).attribute(copies.requires_grad_(), abs=False)
    found = METHODS["smoothgrad"].attribute(task).values
    assert_same(found, slopes.mean(dim=0, keepdim=True).abs())


def test_the_baselines_are_what_they_are_called(shipped, photo_batch):
    preprocessing = shipped.get(RESIDUAL).preprocessing
    colours = {
        name: (
            make_baseline(photo_batch, name, preprocessing)
            * torch.tensor(preprocessing.std).view(3, 1, 1)
            + torch.tensor(preprocessing.mean).view(3, 1, 1)
        )
        for name in BASELINES
    }
    assert colours["black"].abs().max() < 1e-6
    torch.testing.assert_close(
        colours["mean"], torch.tensor(preprocessing.mean).view(1, 3, 1, 1).expand(1, 3, 32, 32)
    )
    blurred = make_baseline(photo_batch, "blurred", preprocessing)
    assert blurred.std() < 0.7 * photo_batch.std()
    assert (blurred.mean(dim=(2, 3)) - photo_batch.mean(dim=(2, 3))).abs().max() < 0.2
