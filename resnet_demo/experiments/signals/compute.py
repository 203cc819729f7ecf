"""One photo's signals and gradients inside every column, trained and untrained."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.columns import (
    Column,
    ColumnResult,
    OpenColumn,
    find_first,
    list_errors,
    run_columns,
)
from resnet_demo.errors import (
    NonFiniteSignalsError,
    RequestTimeoutError,
    ResNetLabError,
    WeightsError,
)
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.experiments.signals.options import SignalsOptions
from resnet_demo.experiments.signals.paths import (
    PATHS_A_PASS,
    PathStudy,
    check_residual,
    compute_paths,
)
from resnet_demo.models.private import make_statistics, open_view, reestimate_statistics
from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.resnet import draw_network
from resnet_demo.networks.signals import PhotoSignals, measure_photo_signals
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.photos.preprocess import VIEWS, Preprocessing


@dataclass(frozen=True)
class ColumnSignals:
    """One network's signals.

    Attributes:
        trained: With trained weights, as the network answers.
        initial: With fresh weights (He et al. 2015, arXiv:1502.01852) of the study's seed, under
            the same plan. BatchNorm has the statistics of the request's photos.
    """

    trained: PhotoSignals
    initial: PhotoSignals


@dataclass(frozen=True)
class SignalsStudy(Result):
    """Signals of one photo in every column.

    Attributes:
        source: What the client calls the file.
        reference: Label of the class whose loss sends the gradients: the first answer.
        seed: Of the fresh weights.
        columns: In the order of the request.
        paths: Gradients along paths through the first network; None if that was not asked for, or
            there is an error.
        paths_error: Why they are missing although they were asked for.
        failed_others: The photos that the statistics of the fresh networks should be over too, and
            cannot be read.
    """

    source: str
    reference: str
    seed: int
    columns: tuple[ColumnResult[ColumnSignals], ...]
    paths: PathStudy | None = None
    paths_error: WeightsError | RequestTimeoutError | None = None
    failed_others: tuple[FailedPhoto, ...] = ()

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why columns have no signals, paths are missing, or photos from the statistics."""
        paths = () if self.paths_error is None else (self.paths_error,)
        failed = (photo.error for photo in self.failed_others)
        return (*list_errors(self.columns), *paths, *failed)


def compute(request: Request, options: SignalsOptions) -> SignalsStudy:
    """Measures one photo's signals in every column, and gradients along paths if asked to.

    A column whose weights cannot be used, or that the time of the request does not reach, carries
    its error; the others are not lost. Nor are the columns where the paths have an error.

    Args:
        request: Its first photo is studied; BatchNorm statistics of the fresh networks are taken
            over several views of all of them that can be read.
        options: Seed of the fresh weights, and how many paths.

    Raises:
        InputError: The photo under study cannot be read.
        DifferentClassesError: The networks have different classes.
        PlainNetworkError: Paths are asked for and the first network is plain: a single path.
        WeightsError: No column can be used; the first one's error.
        RequestTimeoutError: The time is over before any column is measured.
    """
    if options.paths:
        check_residual(request)
    image = request.open_photo()
    opened = request.open_columns(image)
    first = find_first(opened)
    reference = int(first.logits.argmax())
    done, total = itertools.count(), sum(result.value is not None for result in opened)
    statistics: dict[Preprocessing, Tensor] = {}
    failed: dict[int, FailedPhoto] = {}

    def measure(column: Column, network: OpenColumn) -> ColumnSignals:
        request.report("networks", next(done), total)
        preprocessing = network.model.preprocessing
        if preprocessing not in statistics:
            images = itertools.chain([image], request.open_others(failed))
            statistics[preprocessing] = make_statistics(images, preprocessing)
        return _measure_column(column, network, reference, options.seed, statistics[preprocessing])

    columns = run_columns(opened, measure)
    find_first(columns)
    label = first.model.labels[reference]
    paths, paths_error = _follow_paths(request, options)
    others = tuple(failed.values())
    return SignalsStudy(
        request.source, label, options.seed, columns, paths, paths_error, failed_others=others
    )


def count_passes(request: Request, options: SignalsOptions) -> tuple[Passes, ...]:
    """Returns the cost. Every network answers, and is measured with trained and with fresh weights;
    the fresh ones are built, and take their statistics on all views. Each path is a gradient of its
    own.
    """
    views = len(VIEWS["average"]) * len(request.photos)
    passes: list[Passes] = []
    for result in request.load_columns():
        model = result.value
        if model is not None:
            passes += [Passes(model, 1), Passes(model, 2, backward=True)]
            passes += [Passes(model, views, views, builds=True)]
    first = request.columns[0]
    if options.paths:
        check_residual(request)
        model, blocks = request.load_model(first), len(block_ids(first.spec.architecture))
        paths = (blocks + 1) * options.paths
        passes += [Passes(model, 1), Passes(model, paths, PATHS_A_PASS, backward=True)]
    return tuple(passes)


def _follow_paths(
    request: Request, options: SignalsOptions
) -> tuple[PathStudy | None, WeightsError | RequestTimeoutError | None]:
    """Returns the gradients along paths if they are asked for, or else why there are none."""
    if not options.paths:
        return None, None
    try:
        return compute_paths(request, options), None
    except (WeightsError, RequestTimeoutError) as error:
        return None, error


def _measure_column(
    column: Column, network: OpenColumn, label: int, seed: int, statistics: Tensor
) -> ColumnSignals:
    """Returns the signals with trained and with fresh weights."""
    model = network.model
    batch, statistics = network.batch.to(model.device), statistics.to(model.device)
    gates = None if network.gates is None else network.gates.to(model.device)
    trained = measure_photo_signals(open_view(model.network), batch, label, gates)
    fresh = draw_network(column.spec.architecture, seed)
    fresh.to(model.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    fresh.requires_grad_(False).eval()
    reestimate_statistics(fresh, statistics, gates)
    initial = measure_photo_signals(fresh, batch, label, gates)
    for signals in (trained, initial):
        numbers = torch.tensor([*signals.signals.response_std, *signals.signals.gradient_norm])
        if not numbers.isfinite().all():
            raise NonFiniteSignalsError(column.spec.key)
    return ColumnSignals(trained, initial)
