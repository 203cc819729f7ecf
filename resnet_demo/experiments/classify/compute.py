"""Photos to rankings of classes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.errors import InputError, RangeError
from resnet_demo.models.engine import ClassScore, average_views, compute_logits, rank_classes
from resnet_demo.models.load import LoadedModel
from resnet_demo.photos.photo import FailedPhoto, File, Photo, file_name, make_photo, open_file
from resnet_demo.photos.preprocess import ViewMode, make_views
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class ClassifiedPhoto:
    """One photo with its ranking, the likeliest class first."""

    photo: Photo
    top: tuple[ClassScore, ...]


@dataclass(frozen=True)
class Timings:
    """Wall-clock seconds of the parts of a request, summed over its photos."""

    decode_s: float
    preprocess_s: float
    forward_s: float


@dataclass(frozen=True)
class Classification:
    """The answer to one request, in the order of its files."""

    model: LoadedModel
    views: ViewMode
    results: tuple[ClassifiedPhoto | FailedPhoto, ...]
    timings: Timings


def classify_files(
    model: LoadedModel,
    files: Sequence[File],
    settings: Settings,
    *,
    views: ViewMode,
    top: int,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Classification:
    """Classifies photos; a file that cannot be read keeps its place with its error and the others
    go on.

    Args:
        model: The model.
        files: What to read.
        settings: Limits on files.
        views: ``single`` exact view, or an ``average`` over several.
        top: Classes a photo.
        on_progress: Called with (files read, files in all), also before each forward pass.

    Raises:
        RangeError: ``top`` is below 1.
        NonFiniteLogitsError: The network answered NaN or infinity.
    """
    if top < 1:
        raise RangeError("top", top, 1, len(model.labels))
    read: list[Photo | FailedPhoto] = []
    batches: list[Tensor] = []
    decode_s = preprocess_s = 0.0
    for done, file in enumerate(files):
        on_progress(done, len(files))
        started = time.perf_counter()
        try:
            image = open_file(file, settings)
        except InputError as error:
            read.append(FailedPhoto(file_name(file), error))
            continue
        decoded = time.perf_counter()
        batches.append(make_views(image.rgb, model.preprocessing, views))
        read.append(make_photo(image, model.preprocessing))
        decode_s += decoded - started
        preprocess_s += time.perf_counter() - decoded
    started = time.perf_counter()
    rankings: list[tuple[ClassScore, ...]] = []
    if batches:
        logits = compute_logits(
            model,
            torch.cat(batches),
            batch_size=settings.forward_batch_size,
            on_piece=lambda: on_progress(len(files), len(files)),
        )
        rankings = [
            rank_classes(row, model.labels, top, model.temperature)
            for row in average_views(logits, len(batches[0]))
        ]
    forward_s = time.perf_counter() - started
    answers = iter(rankings)
    results = tuple(
        item if isinstance(item, FailedPhoto) else ClassifiedPhoto(item, next(answers))
        for item in read
    )
    return Classification(model, views, results, Timings(decode_s, preprocess_s, forward_s))
