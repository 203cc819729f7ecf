"""One photo through a ResNet, the same weights under an ablation plan, and the plain twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from resnet_demo.ablation import AblationPlan, make_preset
from resnet_demo.errors import OptionError, WeightsError
from resnet_demo.images import ValidatedImage
from resnet_demo.models import LoadedModel, ModelStore
from resnet_demo.predict import ClassScore, Photo, compute_logits, make_photo, rank_classes
from resnet_demo.preprocess import preprocess
from resnet_demo.registry import ModelSpec

Kind = Literal["residual", "ablated", "plain_twin"]


@dataclass(frozen=True)
class Variant:
    """One column of a comparison.

    Attributes:
        kind: ``residual`` (as trained), ``ablated`` (the same weights under a plan) or
            ``plain_twin`` (a network of the same depth that was trained without skips).
        spec: The model.
        plan: Of an ablated column, else None.
    """

    kind: Kind
    spec: ModelSpec
    plan: AblationPlan | None = None


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


def list_variants(
    spec: ModelSpec, twin: ModelSpec | None, plan: AblationPlan | None = None
) -> tuple[Variant, ...]:
    """Returns the columns for a residual network: as trained, ablated, and its plain twin where
    there is one.

    Args:
        spec: A residual network.
        twin: The plain network of the same depth and data, if there is one.
        plan: For the second column; None removes every skip.

    Raises:
        OptionError: The model is itself plain.
        PlanError: The plan is for another model.
    """
    if not spec.residual:
        raise OptionError(
            "model", spec.key, "a residual network; its plain twin is found by itself"
        )
    plan = plan or make_preset(spec, "all-off")
    plan.check_model(spec.key)
    columns = (Variant("residual", spec), Variant("ablated", spec, plan))
    return columns if twin is None else (*columns, Variant("plain_twin", twin))


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
        OptionError: ``top`` is below 1.
        DeviceError: This machine has no such device.
    """
    photo: Photo | None = None
    reference: Tensor | None = None
    answers = []
    for variant in variants:
        plan = None if variant.plan is None else str(variant.plan)
        try:
            model = store.get(variant.spec.key, device)
            photo = photo or make_photo(image, model)
            gates = None if variant.plan is None else variant.plan.make_gates()
            logits = compute_logits(model, preprocess(image.rgb, model.preset), gates=gates)[0]
        except WeightsError as error:
            answers.append(VariantAnswer(variant.kind, variant.spec.key, plan, error=error))
            continue
        answers.append(_describe_answer(variant, model, plan, logits, top, reference))
        if variant is variants[0]:
            reference = (logits / model.temperature).softmax(dim=0)
    return Comparison(photo, tuple(answers))


def _describe_answer(
    variant: Variant,
    model: LoadedModel,
    plan: str | None,
    logits: Tensor,
    top: int,
    reference: Tensor | None,
) -> VariantAnswer:
    """Ranks logits (K,) and compares them with the reference's probabilities (K,)."""
    probabilities = (logits / model.temperature).softmax(dim=0)
    first, second = probabilities.topk(2).values.tolist()
    return VariantAnswer(
        variant.kind,
        variant.spec.key,
        plan,
        rank_classes(logits, model.labels, top, model.temperature),
        entropy=torch.special.entr(probabilities).sum().item(),
        margin=first - second,
        difference=None if reference is None else measure_difference(reference, probabilities),
    )


def measure_difference(reference: Tensor, probabilities: Tensor) -> Difference:
    """Compares probabilities (K,) with those of the reference (K,)."""
    best = int(reference.argmax())
    # In double precision: 32 bits turn a divergence of nearly 0 negative. xlogy takes 0·ln 0 as 0.
    p, q = reference.double(), probabilities.double().clamp_min(torch.finfo(torch.double).tiny)
    divergence = (torch.xlogy(p, p) - p * q.log()).sum().clamp_min(0).item()
    rank = int((probabilities > probabilities[best]).sum()) + 1
    return Difference(best == int(probabilities.argmax()), divergence, rank)
