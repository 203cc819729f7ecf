"""What a method is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from torch import Tensor

from resnet_demo.errors import RangeError, WholeNumberError
from resnet_demo.networks.seeds import MAX_SEED
from resnet_demo.saliency.score import Score

Reduction = Literal["sum", "max"]
Baseline = Literal["none", "fixed", "chosen"]


@dataclass(frozen=True)
class Options:
    """What a visitor may choose; a method reads what it needs.

    Attributes:
        samples: Draws of the random methods.
        noise: Standard deviation of SmoothGrad's noise, as a fraction of the input's range.
        window: Side of the occluded square, in pixels of the model's input; 0 for an eighth of it.
        stride: Step between two squares, in pixels; 0 for half the window.
        tolerance: Largest relative completeness error at which Integrated Gradients stops adding
            steps.
        max_steps: Most steps it may take, as far as the gradients fit into memory.
        seed: Of the random methods; the same seed gives the same map.
    """

    samples: int = 16
    noise: float = 0.15
    window: int = 0
    stride: int = 0
    tolerance: float = 0.01
    max_steps: int = 1000
    seed: int = 0

    def check(self) -> None:
        """Checks every value.

        Raises:
            OptionError: One is out of range.
        """
        limits = {
            "samples": (1, 500),
            "noise": (0, 1),
            "window": (0, 1024),
            "stride": (0, 1024),
            "tolerance": (0, 1e9),
            "max_steps": (1, 10_000),
            "seed": (0, MAX_SEED),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise RangeError(name, value, low, high)
            is_fraction = name in {"noise", "tolerance"}
            if not is_fraction and (isinstance(value, bool) or not isinstance(value, int)):
                raise WholeNumberError(name, value)


@dataclass(frozen=True)
class Task:
    """One map to compute.

    Attributes:
        score: The scalar that is explained, as a module of this task's own where the method hooks
            modules.
        batch: (1, 3, S, S), normalised.
        baseline: (1, 3, S, S), what counts as no information.
        layer: Block id whose output the CAM family looks at.
        batch_size: Most inputs in one forward pass.
        options: The rest.
        expect: Told how many inputs go forward in all, when that becomes clearer.
    """

    score: Score
    batch: Tensor
    baseline: Tensor
    layer: str
    batch_size: int
    options: Options
    expect: Callable[[int], None] = lambda _inputs: None


@dataclass(frozen=True)
class Attribution:
    """What a method returns.

    Attributes:
        values: (1, 3, S, S), or (1, 1, S, S) for methods that have one value a pixel.
        options: Those that were read, with the values that were used.
        steps: Steps that were needed, for Integrated Gradients.
    """

    values: Tensor
    options: Mapping[str, float] = field(default_factory=dict)
    steps: int | None = None


@dataclass(frozen=True)
class Method:
    """One way to make a saliency map.

    Attributes:
        key: As in ``--method``.
        title: Its usual name.
        paper: Who, when, where.
        baseline: What it measures against: ``none``, ``fixed`` for a baseline of its own, or
            ``chosen`` for the one of the request. What its values mean and cost, and what a
            fixed baseline is, is in ``words/<language>/methods.py``.
        local: Whether a value is a change of the score per change of the input, like a gradient;
            else it is what the pixel contributes.
        private: Whether it hooks modules, and so needs a private view of the network.
        seeded: Whether it draws random numbers.
        signed: Whether values have a sign.
        layered: Whether it looks at a layer.
        complete: Whether the values sum to f(x) - f(baseline), so that this can be checked.
        reduction: How three channels become one value a pixel.
        attribute: Computes it.
        count_inputs: Inputs it will pass forward, as far as one can tell, for the progress bar.
    """

    key: str
    title: str
    paper: str
    attribute: Callable[[Task], Attribution]
    count_inputs: Callable[[Task], int] = lambda _task: 1
    baseline: Baseline = "none"
    local: bool = False
    private: bool = False
    seeded: bool = False
    signed: bool = True
    layered: bool = False
    complete: bool = False
    reduction: Reduction = "sum"
