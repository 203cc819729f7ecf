"""Deletion and insertion, against pictures that are put together pixel by pixel."""

from dataclasses import replace

import pytest
import torch

from resnet_demo.faithfulness.curves import (
    CURVE_STEPS,
    FILLS,
    draw_curves,
    measure_chance,
    rank_pixels,
)
from resnet_demo.predict import compute_logits
from resnet_demo.saliency.maps import make_baseline
from tests.conftest import make_card
from tests.faithfulness.conftest import make_subject
from tests.study_requests import RESIDUAL


@pytest.fixture
def subject(store, picture):
    """A network whose card has a temperature."""
    found = make_subject(store, picture)
    warm = replace(found.model, card=make_card(RESIDUAL, temperature=1.7))
    return replace(found, model=warm)


def test_chance_is_what_five_random_orders_reach(subject):
    generator = torch.Generator().manual_seed(0)
    gains, reaches = [], []
    for _ in range(5):
        order = torch.randperm(1024, generator=generator)
        curves = [draw_curves(subject, order, fill) for fill in FILLS]
        gains.append((curves[0].gain + curves[1].gain) / 2)
        reaches += [max(c.deletion + c.insertion) - min(c.deletion + c.insertion) for c in curves]
    chance = measure_chance(subject)
    assert chance.gain == pytest.approx((sum(gain**2 for gain in gains) / 5) ** 0.5)
    assert chance.reach == pytest.approx(max(reaches))


def probability(subject, batch):
    logits = compute_logits(subject.model, batch)[0]
    return (logits / subject.model.temperature).softmax(0)[subject.target.index].item()


def test_pixels_are_ranked_by_value_and_equal_ones_at_random():
    heat = torch.tensor([[0.5, -1.0], [2.0, 0.0]])
    assert rank_pixels(heat, seed=0).tolist() == [2, 0, 3, 1]
    flat = torch.zeros(16, 16)
    flat[7, 7] = 1
    first, again, other = (rank_pixels(flat, seed).tolist() for seed in (0, 0, 1))
    assert first == again != other
    assert sorted(first) == list(range(256))
    assert first[0] == other[0] == 7 * 16 + 7
    assert first[1:] != sorted(first[1:])


@pytest.mark.parametrize("fill", FILLS)
def test_curves_are_what_masking_by_hand_gives(subject, fill):
    order = rank_pixels(torch.randn(32, 32, generator=torch.Generator().manual_seed(1)), 0)
    curve = draw_curves(subject, order, fill)
    filled = make_baseline(subject.batch, fill, subject.model.preset)
    for step in (0, 1, 7, CURVE_STEPS):
        deleted, inserted = subject.batch.clone(), filled.clone()
        for place in order[: step * 1024 // CURVE_STEPS].tolist():
            row, column = divmod(place, 32)
            deleted[..., row, column] = filled[..., row, column]
            inserted[..., row, column] = subject.batch[..., row, column]
        assert curve.deletion[step] == pytest.approx(probability(subject, deleted), abs=1e-6)
        assert curve.insertion[step] == pytest.approx(probability(subject, inserted), abs=1e-6)


def test_inserting_in_one_order_is_deleting_in_the_opposite_one(subject):
    order = rank_pixels(torch.rand(32, 32, generator=torch.Generator().manual_seed(2)), 0)
    forth, back = (draw_curves(subject, way, "mean") for way in (order, order.flip(0)))
    assert forth.insertion == pytest.approx(back.deletion[::-1], abs=1e-6)
    assert forth.gain == pytest.approx(-back.gain, abs=1e-6)


def test_areas_are_those_under_the_curves(subject):
    curve = draw_curves(subject, torch.arange(1024), "mean")
    inner = sum(curve.deletion[1:-1]) + (curve.deletion[0] + curve.deletion[-1]) / 2
    assert curve.deletion_area == pytest.approx(inner / CURVE_STEPS)
    assert 0 < curve.insertion_area < 1


def test_an_occlusion_map_of_a_trained_network_beats_random_orders(shipped, photos):
    subject = make_subject(shipped, photos / "bus.png", "occlusion")
    heat = subject.explain(subject.model, subject.batch).heat
    gain = draw_curves(subject, rank_pixels(heat, 0), "mean").gain
    generator = torch.Generator().manual_seed(0)
    chance = [
        draw_curves(subject, torch.randperm(1024, generator=generator), "mean").gain
        for _ in range(5)
    ]
    assert gain > max(map(abs, chance)) + 0.05
