"""Photos through up to three columns: a ResNet, its weights under a plan, the plain twin."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from resnet_demo.columns import Column, ColumnResult, OpenColumn, list_errors, run_columns
from resnet_demo.errors import ResNetLabError
from resnet_demo.experiments.compare.batch import BatchComparison, compare_photos
from resnet_demo.experiments.compare.options import CompareOptions
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.engine import ClassScore
from resnet_demo.photos.photo import Photo, make_photo


@dataclass(frozen=True)
class Difference:
    """How an answer differs from the reference's, the first column's.

    Attributes:
        agrees: Whether the likeliest class is the same.
        divergence: Kullback-Leibler divergence of this answer from the reference, in nats:
            Σ p·ln(p/q), p the reference's probabilities.
        reference_rank: Rank here of the reference's likeliest class; 1 is the first.
    """

    agrees: bool
    divergence: float
    reference_rank: int


@dataclass(frozen=True)
class Answer:
    """What one column answers.

    Attributes:
        top: The ranking, the likeliest class first.
        entropy: Of the probabilities of all classes, in nats; 0 is certain.
        margin: Probability of the first class less that of the second.
        difference: From the first column; None for itself or where it has no answer.
    """

    top: tuple[ClassScore, ...]
    entropy: float
    margin: float
    difference: Difference | None


@dataclass(frozen=True)
class Comparison(Result):
    """One photo through every column.

    Attributes:
        source: What the client calls the file.
        photo: The photo, as shown; None when no network could be used.
        answers: What each column answers.
    """

    source: str
    photo: Photo | None
    answers: tuple[ColumnResult[Answer], ...]

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why columns have no answer."""
        return list_errors(self.answers)


def compute(request: Request, options: CompareOptions) -> Comparison | BatchComparison:
    """Classifies photos by their single view with every column's network: one photo with its
    rankings and how they differ, or several with the likeliest classes, counted.

    A column whose weights cannot be used has its error in its place; of several photos, one that
    cannot be read, or that the time does not reach, has its own. The others are not lost.

    Raises:
        InputError: The only photo cannot be read.
        SelectionError: The columns have different classes, the device does not exist, or there are
            no photos or too many.
        RequestTimeoutError: The time is over before the only photo is answered.
    """
    if len(request.check_photos()) > 1:
        return compare_photos(request)
    return _compare_photo(request, options.top)


def count_passes(request: Request, _options: CompareOptions) -> tuple[Passes, ...]:
    """Returns the cost: every photo in every network."""
    photos, batch_size = len(request.photos), request.settings.forward_batch_size
    return tuple(
        Passes(result.value, photos, batch_size)
        for result in request.load_columns()
        if result.value is not None
    )


def _compare_photo(request: Request, top: int) -> Comparison:
    request.report("computing", 0, 0)
    image = request.open_photo()
    opened = request.open_columns(image)
    models = [result.value.model for result in opened if result.value is not None]
    photo = make_photo(image, models[0].preprocessing) if models else None
    reference = opened[0].value

    def answer(_column: Column, opened: OpenColumn) -> Answer:
        return _describe_answer(opened, top, None if opened is reference else reference)

    return Comparison(request.source, photo, run_columns(opened, answer))


def _describe_answer(opened: OpenColumn, top: int, reference: OpenColumn | None) -> Answer:
    """Ranks the classes of a column and compares its answer with that of the reference."""
    logits = opened.logits / opened.model.temperature
    probabilities = logits.softmax(dim=0)
    first, second = probabilities.topk(2).values.tolist()
    difference = None
    if reference is not None:
        difference = measure_difference(reference.logits / reference.model.temperature, logits)
    return Answer(
        opened.rank()[:top],
        entropy=torch.special.entr(probabilities).sum().item(),
        margin=first - second,
        difference=difference,
    )


def measure_difference(reference: Tensor, logits: Tensor) -> Difference:
    """Compares logits (K,) with those of the reference (K,), both divided by their temperature."""
    best = int(reference.argmax())
    # In double precision: 32 bits turn a divergence of nearly 0 negative, and far classes to 0.
    p, q = (row.double().log_softmax(dim=0) for row in (reference, logits))
    divergence = F.kl_div(q, p, reduction="sum", log_target=True).clamp_min(0).item()
    rank = int((logits > logits[best]).sum()) + 1
    return Difference(best == int(logits.argmax()), divergence, rank)
