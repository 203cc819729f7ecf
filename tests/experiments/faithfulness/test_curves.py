"""Deletion and insertion, against pictures that are put together pixel by pixel."""

from dataclasses import replace

import pytest
import torch

from resnet_demo.experiments.faithfulness import curves
from resnet_demo.experiments.faithfulness.curves import (
    CURVE_STEPS,
    FILLS,
    MOVED_MAPS,
    count_curve_inputs,
    draw_curves,
    move_maps,
    rank_pixels,
)
from resnet_demo.models.engine import compute_logits
from resnet_demo.saliency.maps import make_baseline
from resnet_demo.saliency.score import Budget
from tests.conftest import make_card
from tests.experiments.faithfulness.conftest import make_subject
from tests.experiments.study_requests import RESIDUAL

pytestmark = pytest.mark.slow


@pytest.fixture
def subject(store, picture):
    """A network whose card has a temperature."""
    found = make_subject(store, picture)
    warm = replace(found.model, card=make_card(RESIDUAL, temperature=1.7))
    return replace(found, model=warm)


def probability(subject, batch):
    logits = compute_logits(subject.model, batch)[0]
    return (logits / subject.model.temperature).softmax(0)[subject.classes[0]].item()


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
    filled = make_baseline(subject.batch, fill, subject.model.preprocessing)
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


def test_moved_maps_are_the_map_elsewhere():
    heat = torch.randn(8, 8, generator=torch.Generator().manual_seed(3))
    moved = move_maps(heat, seed=1)
    assert len(moved) == MOVED_MAPS
    assert len({one.numpy().tobytes() for one in moved}) == MOVED_MAPS
    for one in moved:
        found = [
            torch.equal(one, turned.roll((down, right), (0, 1)))
            for turned in (heat, heat.flip(0), heat.flip(1), heat.flip((0, 1)))
            for down in range(8)
            for right in range(8)
        ]
        assert sum(found) == 1
    again, other = (move_maps(heat, seed) for seed in (1, 2))
    assert all(torch.equal(*pair) for pair in zip(moved, again, strict=True))
    assert not all(torch.equal(*pair) for pair in zip(moved, other, strict=True))
    # All maps of one study are moved alike.
    for one, double in zip(moved, move_maps(2 * heat, seed=1), strict=True):
        assert torch.equal(2 * one, double)


def test_the_inputs_of_curves_are_counted(subject, monkeypatch):
    passed = []
    monkeypatch.setattr(
        curves, "compute_logits", lambda _, batch, gates: torch.ones(len(batch), 10)
    )
    subject = replace(subject, budget=Budget(1e9, passed.append))
    heat = torch.rand(32, 32, generator=torch.Generator().manual_seed(2))
    for one in (heat, *move_maps(heat, 0)):
        for fill in FILLS:
            draw_curves(subject, rank_pixels(one, 0), fill)
    assert sum(passed) == count_curve_inputs()
