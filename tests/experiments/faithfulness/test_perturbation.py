"""Infidelity on linear scores, where the right answer is known, and sensitivity by hand."""

from dataclasses import replace

import pytest
import torch

from resnet_demo.experiments.faithfulness.perturbation import (
    PERTURB_RADIUS,
    PERTURBED_PHOTOS,
    draw_squares,
    measure_infidelity,
    measure_sensitivity,
    measure_variation,
)
from resnet_demo.experiments.faithfulness.subject import CheckedSubject
from resnet_demo.models.engine import compute_logits
from resnet_demo.networks.resnet import Gates
from tests.experiments.faithfulness.conftest import make_subject

WEIGHTS = torch.randn(3, 32, 32, generator=torch.Generator().manual_seed(0))


class LinearScore:
    """A sum of weights times inputs."""

    largest_logit = 1.0

    def __call__(self, batch):
        return (WEIGHTS * batch).sum(dim=(1, 2, 3))


class NoisyScore:
    """A score that does not depend on the input, but for its last digits."""

    largest_logit = 4.0

    def __call__(self, batch):
        return 4.0 + 4e-7 * (batch.sum(dim=(1, 2, 3)) > 0)


class Linear(CheckedSubject):
    def make_score(self, _budget):
        return LinearScore()


class Constant(CheckedSubject):
    def make_score(self, _budget):
        return NoisyScore()


def measure(subject, values):
    return measure_infidelity(subject, values, measure_variation(subject))


def test_the_gradient_of_a_linear_score_explains_it_whole(store, picture):
    subject = make_subject(store, picture, "guided-backprop", kind=Linear)
    assert measure(subject, WEIGHTS) == pytest.approx(0, abs=1e-6)
    assert measure(subject, 3 * WEIGHTS) == pytest.approx(0, abs=1e-6)


def test_the_contributions_to_a_linear_score_explain_it_whole(store, picture):
    subject = make_subject(store, picture, "integrated-gradients", kind=Linear)
    contributions = WEIGHTS * subject.batch[0]  # the baseline is 0
    assert measure(subject, contributions) == pytest.approx(0, abs=1e-6)
    whole_pixels = contributions.sum(dim=0, keepdim=True)
    assert measure(subject, whole_pixels) == pytest.approx(0, abs=1e-6)
    # Gradients do not say what pixels contribute, nor does another network's map.
    assert 0.3 < measure(subject, WEIGHTS) <= 1
    other = torch.randn(WEIGHTS.shape, generator=torch.Generator().manual_seed(1))
    assert 0.3 < measure(subject, other) <= 1


def test_magnitudes_of_gradients_count_as_contributions(store, picture):
    subject = make_subject(store, picture, "saliency", kind=Linear)
    contributions = (WEIGHTS * subject.batch[0]).sum(dim=0, keepdim=True)
    assert measure(subject, contributions) == pytest.approx(0, abs=1e-6)


def test_the_score_is_that_of_the_network_under_its_plan(store, picture):
    block = torch.ones(9)
    block[4] = 0
    cut = make_subject(store, picture, gates=Gates(skip=block))
    expected = compute_logits(cut.model, cut.batch, gates=cut.gates)[0, cut.classes[0]]
    assert cut.make_score(cut.budget)(cut.batch).item() == pytest.approx(expected.item(), rel=1e-5)
    whole = replace(cut, gates=None).make_score(cut.budget)(cut.batch).item()
    assert whole != pytest.approx(expected.item(), rel=1e-3)


def test_a_score_that_never_changes_leaves_nothing_to_explain(store, picture):
    assert measure_variation(make_subject(store, picture, kind=Constant)) is None


def test_squares_are_filled_and_of_all_sizes():
    masks = draw_squares(200, 32, torch.Generator().manual_seed(0))
    sides = set()
    for mask in masks[:, 0]:
        rows, columns = mask.any(dim=1), mask.any(dim=0)
        sides.add(int(rows.sum()))
        assert rows.sum() == columns.sum()
        assert mask.sum() == rows.sum() * columns.sum()
    assert sides == set(range(4, 17))
    seen = masks[:, 0].any(dim=0)
    assert seen[[0, -1]].any(dim=1).all()  # up to every edge
    assert seen[:, [0, -1]].any(dim=0).all()


@pytest.mark.parametrize("method", ["saliency", "grad-cam"])
def test_sensitivity_is_the_largest_change_of_ten(store, picture, method):
    subject = make_subject(store, picture, method)
    before = subject.explain(subject.model, subject.batch).values
    generator = torch.Generator().manual_seed(0)
    changes = []
    for _ in range(PERTURBED_PHOTOS):
        noise = torch.rand(subject.batch.shape, generator=generator) * 2 - 1
        values = subject.explain(subject.model, subject.batch + PERTURB_RADIUS * noise).values
        changes.append(((values - before).norm() / before.norm()).item())
    assert measure_sensitivity(subject, before) == pytest.approx(max(changes), rel=1e-5)
    assert len(set(changes)) > 1


def test_deconvolution_without_max_pooling_does_not_see_the_photo(shipped, photos):
    first, second = (
        make_subject(shipped, photos / name, "deconvolution") for name in ("bus.png", "lion.jpg")
    )
    second = replace(second, classes=first.classes)
    maps = [subject.explain(subject.model, subject.batch).values for subject in (first, second)]
    assert measure_sensitivity(first, maps[0]) == 0
    assert torch.equal(*maps)
    assert maps[0].any()
