"""One saliency map: what is asked for, what comes out, and the limits it is made in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from resnet_demo.errors import NonFiniteMapError
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.saliency.choices import choose_layer
from resnet_demo.saliency.method import Attribution, Method, Task
from resnet_demo.saliency.options import Baseline, MethodOptions
from resnet_demo.saliency.rounding import clear_rounding, find_rounding
from resnet_demo.saliency.score import Budget, Score
from resnet_demo.settings import Settings


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
        """Whether every value is 0, as those of a map that is nothing but rounding are: the method
        finds nothing, there is nothing to draw.
        """
        return not bool(self.heat.any())


@dataclass(frozen=True)
class Subject:
    """What a map explains.

    Attributes:
        model: The network; its shared modules are not touched.
        batch: (1, 3, S, S), normalised.
        gates: Skip and branch strengths.
        classes: Indices of the class that is explained and of the one it is set against.
    """

    model: LoadedModel
    batch: Tensor
    gates: Gates | None
    classes: tuple[int, int | None]

    def make_score(self, budget: Budget) -> Score:
        """Returns the score as a function of inputs."""
        gates = None if self.gates is None else self.gates.to(self.model.device)
        return Score(self.model.network, gates, *self.classes, budget)


def make_map(
    subject: Subject,
    method: Method,
    options: MethodOptions,
    settings: Settings,
    *,
    on_inputs: Callable[[int, int], None] = lambda _inputs, _expected: None,
) -> SaliencyMap:
    """Makes one map.

    Args:
        subject: What is explained.
        method: How.
        options: What the method reads.
        settings: Limits on memory and time.
        on_inputs: Called with (inputs of this pass, inputs expected in all) after each forward
            pass; what it raises ends the work.

    Raises:
        OptionError: A choice does not fit the network.
        NonFiniteMapError: A value is NaN or infinite.
        SaliencyTimeoutError: The time is over.
    """
    started = time.perf_counter()
    expected = 1
    budget = Budget(settings.explain_timeout_s, lambda inputs: on_inputs(inputs, expected))

    def expect(inputs: int) -> None:
        nonlocal expected
        expected = max(expected, inputs + _count_checked(method))

    task = make_task(subject, method, options, settings, budget, expect)
    expect(method.count_inputs(task))
    with torch.enable_grad():
        attribution = method.attribute(task)
    values = attribution.values.detach()[0].cpu()
    if not values.isfinite().all():
        raise NonFiniteMapError(method.title, subject.model.spec.key)
    change = _compute_change(task) if method.complete else None
    values = clear_rounding(values, method, task, unit=attribution.unit, change=change)
    return SaliencyMap(
        values,
        values.amax(dim=0) if method.reduction == "max" else values.sum(dim=0),
        task.layer if method.layered else None,
        None if change is None else _check_sum(task, values, change),
        _list_used(method, options, attribution),
        attribution.steps,
        task.batch_size,
        time.perf_counter() - started,
    )


def _list_used(
    method: Method, options: MethodOptions, attribution: Attribution
) -> dict[str, float]:
    """Returns the options that the method read, with the values that it used."""
    return {**{name: getattr(options, name) for name in method.options}, **attribution.options}


def count_inputs(task: Task, method: Method) -> int:
    """Returns how many inputs go forward for a map, as far as one can tell."""
    return method.count_inputs(task) + _count_checked(method)


def count_batch(model: LoadedModel, settings: Settings) -> int:
    """Returns the most inputs in one forward pass of a map."""
    return max(1, settings.explain_pixels // model.preprocessing.input_size**2)


def count_map_inputs(
    model: LoadedModel, method: Method, options: MethodOptions, settings: Settings
) -> int:
    """Returns how many inputs go forward for a map of one network, before there is a photo.

    Raises:
        OptionError: A choice does not fit the network.
    """
    side = model.preprocessing.input_size
    subject = Subject(model, torch.zeros(1, 3, side, side), None, (0, None))
    budget = Budget(float("inf"), lambda _inputs: None)
    shared = replace(method, private=False)  # nothing is run, so it needs no network of its own
    return count_inputs(make_task(subject, shared, options, settings, budget), method)


def _count_checked(method: Method) -> int:
    return 2 if method.complete else 0


def _compute_change(task: Task) -> float:
    """Returns f(x) - f(baseline)."""
    with torch.no_grad():
        high, low = task.score(torch.cat([task.batch.detach(), task.baseline])).tolist()
    return float(high - low)


def _check_sum(task: Task, values: Tensor, change: float) -> Completeness:
    return Completeness(values.double().sum().item(), change, find_rounding(task))


def make_task(
    subject: Subject,
    method: Method,
    options: MethodOptions,
    settings: Settings,
    budget: Budget,
    expect: Callable[[int], None] = lambda _inputs: None,
) -> Task:
    """Returns what a method is given; arguments and errors are those of ``make_map``."""
    model, score = subject.model, subject.make_score(budget)
    batch = subject.batch.to(model.device)
    return Task(
        score=score.make_private() if method.private else score,
        batch=batch.clone().requires_grad_(),  # of this map alone: it asks for a gradient
        baseline=make_baseline(batch, options.baseline, model.preprocessing),
        layer=choose_layer(model.network, options.layer),
        batch_size=max(1, settings.explain_pixels // (batch.shape[-1] * batch.shape[-2])),
        options=options,
        expect=expect,
    )


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
    from torchvision.transforms.v2 import functional as transforms  # takes seconds

    side = batch.shape[-1]
    kernel = side // 2 // 2 * 2 + 1
    sigma = [side / 8] * 2
    # One side after the other: the same blur by far fewer multiplications.
    rows = transforms.gaussian_blur(batch, [kernel, 1], sigma)
    blurred: Tensor = transforms.gaussian_blur(rows, [1, kernel], sigma)
    return blurred
