"""What `bench saliency` measures; how long it takes is for the bench itself."""

import pytest

from resnet_demo.bench.saliency import STEPS, draw_picture, measure_trained
from resnet_demo.saliency.options import MethodOptions


@pytest.mark.slow
def test_both_sides_integrate_the_shipped_network_closely_enough():
    contest = measure_trained([draw_picture()], repeats=1)
    assert max(contest.completeness_errors) <= MethodOptions().tolerance
    assert contest.peer in {f"Captum, {steps} steps" for steps in STEPS}
    assert contest.ratio > 0
