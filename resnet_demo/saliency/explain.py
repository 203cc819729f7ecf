"""One photo explained in every column of a comparison, by one method."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import torch
from PIL import Image
from torch import Tensor
from torchvision.transforms.v2 import functional as transforms

from resnet_demo.columns import Kind, Variant, check_labels
from resnet_demo.config import Settings
from resnet_demo.errors import NonFiniteMapError, OptionError, WeightsError
from resnet_demo.images import ValidatedImage
from resnet_demo.models import LoadedModel, ModelStore
from resnet_demo.predict import ClassScore, Photo, compute_logits, make_photo, rank_classes
from resnet_demo.preprocess import Preset, preprocess
from resnet_demo.resnet import Gates
from resnet_demo.saliency.choices import choose_classes, choose_layer
from resnet_demo.saliency.method import Attribution, Method, Options, Task
from resnet_demo.saliency.score import Budget, Score
from resnet_demo.saliency.table import find_method

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
    """

    total: float
    change: float

    @property
    def error(self) -> float:
        """The difference, as a fraction of the change; infinite where nothing changes."""
        difference = abs(self.total - self.change)
        return difference / abs(self.change) if self.change else difference and float("inf")


@dataclass(frozen=True)
class SaliencyMap:
    """One network's map.

    Attributes:
        values: (3, S, S) or (1, S, S), as attributed.
        heat: (S, S), one value a pixel.
        score: f(x).
        answer: The network's likeliest class.
        layer: Block that was looked at; None for methods without one.
        completeness: For methods that promise it.
        steps: Steps that were needed, for Integrated Gradients.
        seconds: Wall-clock time.
    """

    values: Tensor
    heat: Tensor
    score: float
    answer: ClassScore
    layer: str | None
    completeness: Completeness | None
    steps: int | None
    seconds: float

    @property
    def is_empty(self) -> bool:
        """Whether every value is 0: the method found nothing, there is nothing to draw."""
        return not bool(self.heat.any())


@dataclass(frozen=True)
class ColumnMap:
    """One column: its map, or the reason why there is none."""

    kind: Kind
    model: str
    plan: str | None
    map: SaliencyMap | None = None
    error: WeightsError | None = None


@dataclass(frozen=True)
class Explanation:
    """One photo explained in every column.

    Attributes:
        photo: The photo, as shown.
        picture: The photo, RGB at full size.
        request: What was asked for, with the labels of target and versus filled in.
        classes: Their indices; two classes may have the same label.
        method: How.
        preset: How the photo became an input.
        columns: In the order of the variants.
    """

    photo: Photo
    picture: Image.Image
    request: MapRequest
    classes: tuple[int, int | None]
    method: Method
    preset: Preset
    columns: tuple[ColumnMap, ...]


def explain_photo(
    store: ModelStore,
    variants: Sequence[Variant],
    image: ValidatedImage,
    request: MapRequest,
    *,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Explanation:
    """Makes one map a column, all of the same class on the same view.

    A column whose weights cannot be used carries its error; the others are not lost.

    Args:
        store: Loaded models and settings.
        variants: The columns; the first that answers gives the target if none is named.
        image: The photo.
        request: Which map.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (inputs done, inputs expected) after each forward pass; what it
            raises ends the work.

    Raises:
        OptionError: A choice does not exist, or the columns know different classes.
        SaliencyError: A map is NaN or infinite, or the time is over.
        WeightsError: No column can be used; the first one's error.
        DeviceError: This machine has no such device.
    """
    method = find_method(request.method)
    done = 0
    labels: tuple[str, ...] | None = None
    columns: list[ColumnMap] = []
    first: LoadedModel | None = None
    classes: tuple[int, int | None] | None = None
    for index, variant in enumerate(variants):
        named = (variant.kind, variant.spec.key, variant.plan_text)
        gates = variant.make_gates()

        def advance(inputs: int, expected: int, index: int = index) -> None:
            nonlocal done
            done += inputs
            on_progress(min(done, expected * (index + 1)), expected * len(variants))

        try:
            model = store.get(variant.spec.key, device)
            labels = check_labels(model, labels)
            batch = preprocess(image.rgb, model.preset)
            logits = compute_logits(model, batch, gates=gates)[0]
        except WeightsError as error:
            columns.append(ColumnMap(*named, error=error))
            continue
        answer = rank_classes(logits, model.labels, 1, model.temperature)[0]
        if classes is None:
            first = model
            classes = choose_classes(labels, request.target, request.versus, answer.index)
        made = make_map(
            model, batch, gates, request, classes, answer, store.settings, on_inputs=advance
        )
        columns.append(ColumnMap(*named, made))
    if first is None or classes is None:
        raise next(column.error for column in columns if column.error is not None)
    photo = make_photo(image, first)
    target, versus = (None if chosen is None else first.labels[chosen] for chosen in classes)
    request = replace(request, target=target, versus=versus)
    return Explanation(photo, image.rgb, request, classes, method, first.preset, tuple(columns))


def make_map(
    model: LoadedModel,
    batch: Tensor,
    gates: Gates | None,
    request: MapRequest,
    classes: tuple[int, int | None],
    answer: ClassScore,
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
        answer: The network's likeliest class.
        settings: Limits on memory and time.
        on_inputs: Called with (inputs of this pass, inputs expected in all).

    Raises:
        OptionError: A choice does not exist.
        NonFiniteMapError: A value is NaN or infinite.
        SaliencyTimeoutError: The time is over.
    """
    started = time.perf_counter()
    method = find_method(request.method)
    request.options.check()
    expected = 1
    budget = Budget(settings.explain_timeout_s, lambda inputs: on_inputs(inputs, expected))
    placed = None if gates is None else gates.to(model.device)
    score = Score(model.network, placed, *classes, budget)
    if method.private:
        score = score.make_private()
    # Of this map alone: it asks for a gradient.
    batch = batch.to(model.device).clone().requires_grad_()
    task = Task(
        score=score,
        batch=batch,
        baseline=make_baseline(batch.detach(), check_baseline(request.baseline), model.preset),
        layer=choose_layer(model.network, request.layer),
        batch_size=max(1, settings.explain_pixels // (batch.shape[-1] * batch.shape[-2])),
        options=request.options,
    )
    expected = method.count_inputs(task) + 2
    with torch.enable_grad():
        found = method.attribute(task)
    return _finish_map(model, method, task, found, answer, started)


def _finish_map(
    model: LoadedModel,
    method: Method,
    task: Task,
    found: Attribution,
    answer: ClassScore,
    started: float,
) -> SaliencyMap:
    values = found.values.detach()[0].cpu()
    if not values.isfinite().all():
        raise NonFiniteMapError(method.title, model.spec.key)
    with torch.no_grad():
        ends = task.score(torch.cat([task.batch.detach(), task.baseline])).tolist()
    completeness = None
    if method.complete:
        completeness = Completeness(values.double().sum().item(), ends[0] - ends[1])
    heat = values.amax(dim=0) if method.reduction == "max" else values.sum(dim=0)
    return SaliencyMap(
        values, heat, ends[0], answer, task.layer if method.layered else None, completeness,
        found.steps, time.perf_counter() - started,
    )  # fmt: skip


def check_baseline(name: str) -> Baseline:
    """Turns a name into a baseline.

    Raises:
        OptionError: There is no such baseline.
    """
    for baseline in BASELINES:
        if name == baseline:
            return baseline
    raise OptionError("baseline", name, ", ".join(BASELINES))


def make_baseline(batch: Tensor, baseline: Baseline, preset: Preset) -> Tensor:
    """Returns what counts as no information, of the shape of a batch (1, 3, S, S)."""
    if baseline == "mean":
        return torch.zeros_like(batch)
    if baseline == "black":
        mean, std = (
            torch.tensor(values, device=batch.device).view(1, 3, 1, 1)
            for values in (preset.mean, preset.std)
        )
        return (-mean / std).expand_as(batch).contiguous()
    side = batch.shape[-1]
    kernel = side // 2 // 2 * 2 + 1
    sigma = [side / 8] * 2
    # One side after the other: the same blur by far fewer multiplications.
    rows = transforms.gaussian_blur(batch, [kernel, 1], sigma)
    blurred: Tensor = transforms.gaussian_blur(rows, [1, kernel], sigma)
    return blurred
