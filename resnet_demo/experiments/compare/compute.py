"""One photo through up to three columns: a ResNet, its weights under a plan, the plain twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from resnet_demo.columns import Kind, Variant, check_labels
from resnet_demo.errors import WeightsError
from resnet_demo.models.engine import ClassScore, compute_logits, rank_classes
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.photo import Photo, make_photo
from resnet_demo.photos.preprocess import Preprocessing, preprocess


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
class VariantAnswer:
    """What one column answers: the ranking, or the reason why there is none.

    Attributes:
        kind: As of the variant.
        model: Model key.
        plan: The plan as text; None for a network as trained.
        top: The ranking.
        entropy: Of the probabilities of all classes, in nats; 0 is certain.
        margin: Probability of the first class less that of the second.
        difference: From the first column; None for itself or without one.
        error: Why there is no answer.
    """

    kind: Kind
    model: str
    plan: str | None
    top: tuple[ClassScore, ...] = ()
    entropy: float | None = None
    margin: float | None = None
    difference: Difference | None = None
    error: WeightsError | None = None


@dataclass(frozen=True)
class Comparison:
    """One photo through every column; ``photo`` is None when no network could be used."""

    photo: Photo | None
    answers: tuple[VariantAnswer, ...]


def compare_photo(
    store: ModelStore,
    variants: Sequence[Variant],
    image: ValidatedImage,
    *,
    top: int,
    device: str | None = None,
) -> Comparison:
    """Classifies one photo by the same single view with every column's network.

    A column whose weights cannot be used carries its error; the others are not lost.

    Raises:
        OptionError: ``top`` is below 1, or the columns know different classes.
        DeviceError: This machine has no such device.
    """
    photo: Photo | None = None
    labels: tuple[str, ...] | None = None
    views: dict[Preprocessing, Tensor] = {}
    reference: Tensor | None = None
    answers = []
    for variant in variants:
        plan = variant.plan_text
        try:
            model = store.get(variant.spec.key, device)
            labels = check_labels(model, labels)
            photo = photo or make_photo(image, model.preprocessing)
            if model.preprocessing not in views:
                views[model.preprocessing] = preprocess(image.rgb, model.preprocessing)
            logits = compute_logits(model, views[model.preprocessing], gates=variant.make_gates())[
                0
            ]
        except WeightsError as error:
            answers.append(VariantAnswer(variant.kind, variant.spec.key, plan, error=error))
            continue
        answers.append(_describe_answer(variant, model, plan, logits, top, reference))
        if variant is variants[0]:
            reference = logits / model.temperature
    return Comparison(photo, tuple(answers))


def _describe_answer(
    variant: Variant,
    model: LoadedModel,
    plan: str | None,
    logits: Tensor,
    top: int,
    reference: Tensor | None,
) -> VariantAnswer:
    """Ranks logits (K,) and compares them with the reference's (K,), at its temperature."""
    probabilities = (logits / model.temperature).softmax(dim=0)
    first, second = probabilities.topk(2).values.tolist()
    return VariantAnswer(
        variant.kind,
        variant.spec.key,
        plan,
        rank_classes(logits, model.labels, top, model.temperature),
        entropy=torch.special.entr(probabilities).sum().item(),
        margin=first - second,
        difference=None
        if reference is None
        else measure_difference(reference, logits / model.temperature),
    )


def measure_difference(reference: Tensor, logits: Tensor) -> Difference:
    """Compares logits (K,) with those of the reference (K,), both divided by their temperature."""
    best = int(reference.argmax())
    # In double precision: 32 bits turn a divergence of nearly 0 negative, and far classes to 0.
    p, q = (row.double().log_softmax(dim=0) for row in (reference, logits))
    divergence = F.kl_div(q, p, reduction="sum", log_target=True).clamp_min(0).item()
    rank = int((logits > logits[best]).sum()) + 1
    return Difference(best == int(logits.argmax()), divergence, rank)
