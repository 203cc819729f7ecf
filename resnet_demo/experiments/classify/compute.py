"""Photos to rankings of classes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.errors import NonFiniteLogitsError, ResNetLabError
from resnet_demo.experiments.classify.options import ClassifyOptions
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.reading import answer_photos
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.engine import (
    ClassScore,
    average_views,
    check_logits,
    rank_classes,
    run_network,
)
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.families import ModelSpec
from resnet_demo.photos.notes import PhotoNote
from resnet_demo.photos.photo import FailedPhoto, File, Photo, file_source, make_photo, open_file
from resnet_demo.photos.preprocess import VIEWS, ViewMode, make_views


@dataclass(frozen=True)
class ClassifiedPhoto:
    """One photo with its ranking, the likeliest class first.

    Attributes:
        name: What its client calls the file: a path as it was typed, or the name of an upload.
        top: The ranking.
        photo: The photo, as shown; None where the request keeps no pictures.
        notes: What is wrong with the file although it could be read.
    """

    name: str
    top: tuple[ClassScore, ...]
    photo: Photo | None
    notes: tuple[PhotoNote, ...] = ()


@dataclass(frozen=True)
class Timings:
    """Wall-clock seconds of the parts of a request, summed over its photos."""

    decode_s: float
    preprocess_s: float
    forward_s: float


@dataclass(frozen=True)
class Classification(Result):
    """The answer to one request.

    Attributes:
        model: The network.
        views: How many views each photo was classified by.
        results: What came out for each file, in the same order.
        timings: Where the time went.
    """

    model: LoadedModel
    views: ViewMode
    results: tuple[ClassifiedPhoto | FailedPhoto, ...]
    timings: Timings

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why photos have no ranking."""
        return tuple(item.error for item in self.results if isinstance(item, FailedPhoto))


@dataclass(frozen=True)
class _Inputs:
    """What a photo is to the network: its views, (V, 3, S, S)."""

    name: str
    views: Tensor
    photo: Photo | None
    notes: tuple[PhotoNote, ...]


class _Stopwatch:
    """Adds up the wall-clock seconds of the parts of the work, by their name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def measure(self, part: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[part] += time.perf_counter() - started


def compute(request: Request, options: ClassifyOptions) -> Classification:
    """Classifies photos. One that cannot be read, for which the network gives no numbers, or that
    the time of the request does not reach keeps its place with its error, and the others go on.

    Args:
        request: Its photos are classified by its one network.
        options: How many classes and views.

    Raises:
        SelectionError: The device does not exist, or there are no photos or too many.
        WeightsError: The model cannot be loaded.
    """
    request.check_photos()
    (column,) = request.columns
    mode = options.views or choose_views(column.spec)
    model = request.load_model(column)
    stopwatch = _Stopwatch()

    def read(file: File) -> _Inputs:
        with stopwatch.measure("decode"):
            image = open_file(file, request.settings)
        with stopwatch.measure("preprocess"):
            views = make_views(image.rgb, model.preprocessing, mode)
            photo = make_photo(image, model.preprocessing) if request.keeps_pictures else None
        return _Inputs(file_source(file), views, photo, image.notes)

    def answer(
        batch: Sequence[_Inputs], report: Callable[[], None]
    ) -> list[ClassifiedPhoto | FailedPhoto]:
        report()
        with stopwatch.measure("forward"):
            return list(_classify_batch(model, batch, options.top, request))

    results = answer_photos(request, read, answer, len(VIEWS[mode]))
    seconds = stopwatch.seconds
    timings = Timings(seconds["decode"], seconds["preprocess"], seconds["forward"])
    return Classification(model, mode, results, timings)


def count_passes(request: Request, options: ClassifyOptions) -> tuple[Passes, ...]:
    """Returns the cost: every view of every photo."""
    (column,) = request.columns
    views = len(VIEWS[options.views or choose_views(column.spec)])
    batch_size = request.settings.forward_batch_size
    return (Passes(request.load_model(column), views * len(request.photos), batch_size),)


def choose_views(spec: ModelSpec) -> ViewMode:
    """Returns how many views a photo is classified by unless somebody says how many.

    Networks trained on 32×32 pictures of whole objects gain from an average over views of a photo;
    ImageNet networks are used with the one crop that their published accuracies are measured with.
    """
    return "average" if spec.architecture.stem == "cifar" else "single"


def _classify_batch(
    model: LoadedModel, batch: Sequence[_Inputs], top: int, request: Request
) -> Iterator[ClassifiedPhoto | FailedPhoto]:
    """Yields what came out for each photo of a batch."""
    views = torch.cat([item.views for item in batch])
    answers = run_network(model, views, batch_size=request.settings.forward_batch_size)
    for item, logits in zip(batch, average_views(answers, len(batch[0].views)), strict=True):
        try:
            check_logits(model, logits)
        except NonFiniteLogitsError as error:
            yield FailedPhoto(item.name, error)
            continue
        ranking = rank_classes(logits, model.labels, top, model.temperature)
        yield ClassifiedPhoto(item.name, ranking, item.photo, item.notes)
