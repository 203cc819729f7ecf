"""What a method is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from torch import Tensor

from resnet_demo.saliency.options import MethodOptions
from resnet_demo.saliency.score import Score

Reduction = Literal["sum", "max"]
Measure = Literal["contribution", "slope", "difference"]
MethodBaseline = Literal["none", "fixed", "chosen"]


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
        options: What was chosen; a method reads those that it names.
        expect: Told how many inputs go forward in all, when that becomes clearer.
    """

    score: Score
    batch: Tensor
    baseline: Tensor
    layer: str
    batch_size: int
    options: MethodOptions
    expect: Callable[[int], None] = lambda _inputs: None


@dataclass(frozen=True)
class Attribution:
    """What a method returns.

    Attributes:
        values: (1, 3, S, S), or (1, 1, S, S) for methods that have one value a pixel.
        options: Those whose value was not used as it was chosen, with the value that was used.
        steps: Steps that were needed, for Integrated Gradients.
        unit: What one unit of a value's measure is, where it is not 1, as for a product.
    """

    values: Tensor
    options: Mapping[str, float] = field(default_factory=dict)
    steps: int | None = None
    unit: float = 1.0


@dataclass(frozen=True)
class Method:
    """One way to make a saliency map.

    Attributes:
        key: As in ``--method``.
        title: Its usual name.
        paper: Who, when, where.
        baseline: What it measures against: ``none``, ``fixed`` for a baseline of its own, or
            ``chosen`` for the one of the options. What its values mean and cost, and what a fixed
            baseline is, is in ``words/<language>/methods.py``.
        measures: What a value is: what the pixel contributes to the score, the ``slope`` of the
            score (its change per change of the input), or the ``difference`` of two scores.
        options: Names of the fields of ``MethodOptions`` that it reads, beside layer and baseline.
        private: Whether it hooks modules, and so needs a private view of the network.
        signed: Whether values have a sign.
        layered: Whether it looks at a layer.
        needs_gradient: Whether a gradient comes back from its passes.
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
    baseline: MethodBaseline = "none"
    measures: Measure = "contribution"
    options: tuple[str, ...] = ()
    private: bool = False
    signed: bool = True
    layered: bool = False
    needs_gradient: bool = True
    complete: bool = False
    reduction: Reduction = "sum"

    @property
    def seeded(self) -> bool:
        """Whether it draws random numbers."""
        return "seed" in self.options
