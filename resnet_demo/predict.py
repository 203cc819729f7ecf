"""From photos to labels: decoding, forward passes, averaging over views, top-k."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from resnet_demo.config import Settings
from resnet_demo.errors import InputError, NonFiniteLogitsError, OptionError, SaliencyError
from resnet_demo.images import ValidatedImage, open_image
from resnet_demo.models import LoadedModel
from resnet_demo.preprocess import Box, ViewMode, crop_box, make_views
from resnet_demo.resnet import Gates

DISPLAY_SIDE = 768

File = Path | str | tuple[str, bytes]
"""A picture to read: a path, or a name and the content of the file."""


@dataclass(frozen=True)
class ClassScore:
    """One class in a ranking; ``index`` counts the logits, ``probability`` is their softmax at the
    temperature of the model's card.
    """

    label: str
    index: int
    probability: float
    logit: float


@dataclass(frozen=True)
class Photo:
    """A photo as shown beside its answer.

    Attributes:
        name: File name.
        picture: RGB, orientation applied, shrunk to at most 768 pixels a side.
        width: Width of the original in pixels.
        height: Height of the original in pixels.
        crop: The region that the single view sees, in pixels of the original.
    """

    name: str
    picture: Image.Image
    width: int
    height: int
    crop: Box


@dataclass(frozen=True)
class ClassifiedPhoto:
    """One photo with its ranking, the likeliest class first."""

    photo: Photo
    top: tuple[ClassScore, ...]


@dataclass(frozen=True)
class FailedPhoto:
    """One file that could not be read or explained, and why."""

    name: str
    error: InputError | SaliencyError


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
        OptionError: ``top`` is below 1.
        NonFiniteLogitsError: The network answered NaN or infinity.
    """
    if top < 1:
        raise OptionError("top", top, f"a whole number from 1 to {len(model.labels)}")
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
        batches.append(make_views(image.rgb, model.preset, views))
        read.append(make_photo(image, model))
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


def open_file(file: File, settings: Settings) -> ValidatedImage:
    """Reads and checks one file.

    Raises:
        InputError: It is too large, not a picture, or damaged.
    """
    if isinstance(file, tuple):
        name, content = file
        return open_image(content, name=name, settings=settings)
    return open_image(Path(file), settings=settings)


def file_name(file: File) -> str:
    """Returns the name a file is shown under."""
    return file[0] if isinstance(file, tuple) else Path(file).name


def make_photo(image: ValidatedImage, model: LoadedModel) -> Photo:
    """Shrinks a photo for showing and notes the region the model sees."""
    width, height = image.rgb.size
    picture = image.rgb.copy()
    picture.thumbnail((DISPLAY_SIDE, DISPLAY_SIDE))
    return Photo(image.name, picture, width, height, crop_box(width, height, model.preset))


def compute_logits(
    model: LoadedModel,
    batch: Tensor,
    *,
    gates: Gates | None = None,
    batch_size: int = 64,
    on_piece: Callable[[], None] = lambda: None,
) -> Tensor:
    """Runs the network over a batch of any length in pieces.

    On CUDA the pass runs in channels_last and bfloat16 (autocast), elsewhere in float32.

    Args:
        model: The model.
        batch: (N, 3, S, S) on the CPU, normalised by the model's preset.
        gates: Skip and branch strengths, each (B,) for B blocks or (N, B) for a row a sample; None
            for the network as trained.
        batch_size: Most samples in one forward pass.
        on_piece: Called before each forward pass; what it raises ends the work.

    Returns:
        Logits, (N, K), float32 on the CPU.

    Raises:
        NonFiniteLogitsError: The network answered NaN or infinity.
    """
    if gates is not None:
        gates = gates.to(model.device)
    pieces = []
    with torch.inference_mode(), _autocast(model.device):
        for start in range(0, len(batch), batch_size):
            on_piece()
            stop = start + batch_size
            placed = batch[start:stop].to(model.device, memory_format=torch.channels_last)
            strengths = None if gates is None else gates.at_samples(start, stop)
            pieces.append(model.network(placed, strengths).float().cpu())
    logits = torch.cat(pieces)
    broken = int((~logits.isfinite()).sum())
    if broken:
        raise NonFiniteLogitsError(model.spec.key, broken)
    return logits


def average_views(logits: Tensor, views: int) -> Tensor:
    """Averages the logits of the views of each photo, as He et al. 2015 average the scores of their
    crops.

    Args:
        logits: (N·V, K), the views of a photo next to each other.
        views: V, the number of views of each photo.

    Returns:
        (N, K).
    """
    averaged: Tensor = logits.view(-1, views, logits.shape[1]).mean(dim=1)
    return averaged


def rank_classes(
    logits: Tensor, labels: Sequence[str], top: int, temperature: float = 1.0
) -> tuple[ClassScore, ...]:
    """Ranks the classes of one photo.

    Args:
        logits: (K,).
        labels: K labels.
        top: How many classes to return; more than K returns all.
        temperature: Above 0; probabilities are the softmax of the logits divided by it.

    Returns:
        The classes with the largest logits, the largest first.

    Raises:
        OptionError: ``top`` is below 1.
    """
    if top < 1:
        raise OptionError("top", top, f"a whole number from 1 to {len(labels)}")
    probabilities = (logits / temperature).softmax(dim=0)
    values, indices = logits.topk(min(top, len(labels)))
    return tuple(
        ClassScore(labels[index], index, float(probabilities[index]), logit)
        for index, logit in zip(indices.tolist(), values.tolist(), strict=True)
    )


def _autocast(device: torch.device) -> AbstractContextManager[object]:
    if device.type == "cuda":
        return torch.autocast("cuda", dtype=torch.bfloat16)
    return nullcontext()
