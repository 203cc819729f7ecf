"""One saliency map: what is asked for, what comes out, and the limits it is made in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as transforms

from resnet_demo.errors import ChoiceError, NonFiniteMapError
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.saliency.choices import choose_layer
from resnet_demo.saliency.method import Method, Options, Task
from resnet_demo.saliency.score import ROUNDING, Budget, Score
from resnet_demo.saliency.table import find_method
from resnet_demo.settings import Settings

Baseline = Literal["mean", "black", "blurred"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)


@dataclass(frozen=True)
class MapRequest:
    """What is asked for.

    Attributes:
        method: Key of the method.
        target: Name or index of the class that is explained; None for the first column's answer.
        versus: Of a class to set it against: the map explains logit[target] - logit[versus].
        layer: Block or stage for the CAM family; None for the last block.
        baseline: For methods that need one.
        options: The method's own.
    """

    method: str = "grad-cam"
    target: str | None = None
    versus: str | None = None
    layer: str | None = None
    baseline: Baseline = "mean"
    options: Options = field(default_factory=Options)


@dataclass(frozen=True)
class Completeness:
    """How far a map's sum is from f(x) - f(baseline).

    Attributes:
        total: Sum of the map.
        change: f(x) - f(baseline).
        rounding: What smaller changes cannot be told from 0.
    """

    total: float
    change: float
    rounding: float = 0.0

    @property
    def error(self) -> float | None:
        """The difference, as a fraction of the change; None where nothing changes."""
        if abs(self.change) <= self.rounding:
            return None
        return abs(self.total - self.change) / abs(self.change)


@dataclass(frozen=True)
class SaliencyMap:
    """One network's map.

    Attributes:
        values: (3, S, S) or (1, S, S), as attributed.
        heat: (S, S), one value a pixel.
        layer: Block that was looked at; None for methods without one.
        completeness: For methods that promise it.
        options: Those the method read, with the values it used.
        steps: Steps that were needed, for Integrated Gradients.
        batch_size: Most inputs in one forward pass.
        seconds: Wall-clock time.
    """

    values: Tensor
    heat: Tensor
    layer: str | None
    completeness: Completeness | None
    options: Mapping[str, float]
    steps: int | None
    batch_size: int
    seconds: float

    @property
    def is_empty(self) -> bool:
        """Whether every value is 0: the method found nothing, there is nothing to draw."""
        return not bool(self.heat.any())


def make_map(
    model: LoadedModel,
    batch: Tensor,
    gates: Gates | None,
    request: MapRequest,
    classes: tuple[int, int | None],
    settings: Settings,
    *,
    on_inputs: Callable[[int, int], None] = lambda _inputs, _expected: None,
) -> SaliencyMap:
    """Makes one map.

    Args:
        model: The network; its shared modules are not touched.
        batch: (1, 3, S, S), normalised.
        gates: Skip and branch strengths.
        request: Which map; its names of classes are not read.
        classes: Indices of the class that is explained and of the one it is set against.
        settings: Limits on memory and time.
        on_inputs: Called with (inputs of this pass, inputs expected in all) after each forward
            pass; what it raises ends the work.

    Raises:
        ChoiceError: A choice does not exist.
        NonFiniteMapError: A value is NaN or infinite.
        SaliencyTimeoutError: The time is over.
    """
    started = time.perf_counter()
    method = find_method(request.method)
    expected = 1
    budget = Budget(settings.explain_timeout_s, lambda inputs: on_inputs(inputs, expected))

    def expect(inputs: int) -> None:
        nonlocal expected
        expected = max(expected, inputs + _count_checked(method))

    task = make_task(model, batch, gates, request, classes, settings, budget, expect)
    expect(method.count_inputs(task))
    with torch.enable_grad():
        found = method.attribute(task)
    values = found.values.detach()[0].cpu()
    if not values.isfinite().all():
        raise NonFiniteMapError(method.title, model.spec.key)
    heat = values.amax(dim=0) if method.reduction == "max" else values.sum(dim=0)
    return SaliencyMap(
        values,
        heat,
        task.layer if method.layered else None,
        _check_sum(task, values) if method.complete else None,
        found.options,
        found.steps,
        task.batch_size,
        time.perf_counter() - started,
    )


def count_inputs(task: Task, method: Method) -> int:
    """Returns how many inputs go forward for a map, as far as one can tell."""
    return method.count_inputs(task) + _count_checked(method)


def _count_checked(method: Method) -> int:
    return 2 if method.complete else 0


def _check_sum(task: Task, values: Tensor) -> Completeness:
    with torch.no_grad():
        high, low = task.score(torch.cat([task.batch.detach(), task.baseline])).tolist()
    rounding = ROUNDING * max(abs(high), abs(low))
    return Completeness(values.double().sum().item(), high - low, rounding)


def make_task(
    model: LoadedModel,
    batch: Tensor,
    gates: Gates | None,
    request: MapRequest,
    classes: tuple[int, int | None],
    settings: Settings,
    budget: Budget,
    expect: Callable[[int], None] = lambda _inputs: None,
) -> Task:
    """Returns what a method is given; arguments and errors are those of ``make_map``."""
    method = find_method(request.method)
    request.options.check()
    placed = None if gates is None else gates.to(model.device)
    score = Score(model.network, placed, *classes, budget)
    batch = batch.to(model.device)
    return Task(
        score=score.make_private() if method.private else score,
        batch=batch.clone().requires_grad_(),  # of this map alone: it asks for a gradient
        baseline=make_baseline(batch, check_baseline(request.baseline), model.preprocessing),
        layer=choose_layer(model.network, request.layer),
        batch_size=max(1, settings.explain_pixels // (batch.shape[-1] * batch.shape[-2])),
        options=request.options,
        expect=expect,
    )


def check_baseline(name: str) -> Baseline:
    """Turns a name into a baseline.

    Raises:
        ChoiceError: There is no such baseline.
    """
    for baseline in BASELINES:
        if name == baseline:
            return baseline
    raise ChoiceError("baseline", name, BASELINES)


def make_baseline(batch: Tensor, baseline: Baseline, preprocessing: Preprocessing) -> Tensor:
    """Returns what counts as no information, of the shape of a batch (1, 3, S, S)."""
    if baseline == "mean":
        return torch.zeros_like(batch)
    if baseline == "black":
        mean, std = (
            torch.tensor(values, device=batch.device).view(1, 3, 1, 1)
            for values in (preprocessing.mean, preprocessing.std)
        )
        return (-mean / std).expand_as(batch).contiguous()
    side = batch.shape[-1]
    kernel = side // 2 // 2 * 2 + 1
    sigma = [side / 8] * 2
    # One side after the other: the same blur by far fewer multiplications.
    rows = transforms.gaussian_blur(batch, [kernel, 1], sigma)
    blurred: Tensor = transforms.gaussian_blur(rows, [1, kernel], sigma)
    return blurred
