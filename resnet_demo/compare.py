"""One photo through a ResNet, the same weights without skips, and the trained plain twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from resnet_demo.ablation import remove_all_skips
from resnet_demo.errors import OptionError, WeightsError
from resnet_demo.images import ValidatedImage
from resnet_demo.models import ModelStore
from resnet_demo.predict import ClassScore, Photo, compute_logits, make_photo, rank_classes
from resnet_demo.preprocess import preprocess
from resnet_demo.registry import ModelSpec
from resnet_demo.resnet import Gates

Kind = Literal["residual", "skips_removed", "plain_twin"]


@dataclass(frozen=True)
class Variant:
    """One column of a comparison.

    Attributes:
        kind: ``residual`` (as trained), ``skips_removed`` (the same weights, every skip at 0) or
            ``plain_twin`` (a network of the same depth that was trained without skips).
        spec: The model.
        gates: Skip and branch strengths; None for the network as trained.
    """

    kind: Kind
    spec: ModelSpec
    gates: Gates | None


@dataclass(frozen=True)
class VariantAnswer:
    """What one column answers: the ranking, or the reason why there is none."""

    kind: Kind
    model: str
    top: tuple[ClassScore, ...]
    error: WeightsError | None = None


@dataclass(frozen=True)
class Comparison:
    """One photo through every column; ``photo`` is None when no network could be used."""

    photo: Photo | None
    answers: tuple[VariantAnswer, ...]


def list_variants(spec: ModelSpec, twin: ModelSpec | None) -> tuple[Variant, ...]:
    """Returns the columns for a residual network: two, and its plain twin where there is one.

    Raises:
        OptionError: The model is itself plain.
    """
    if not spec.residual:
        raise OptionError(
            "model", spec.key, "a residual network; its plain twin is found by itself"
        )
    columns = (
        Variant("residual", spec, None),
        Variant("skips_removed", spec, remove_all_skips(spec.architecture)),
    )
    return columns if twin is None else (*columns, Variant("plain_twin", twin, None))


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
    answers = []
    for variant in variants:
        try:
            model = store.get(variant.spec.key, device)
            photo = photo or make_photo(image, model)
            batch = preprocess(image.rgb, model.preset)
            logits = compute_logits(model, batch, gates=variant.gates)
        except WeightsError as error:
            answers.append(VariantAnswer(variant.kind, variant.spec.key, (), error))
            continue
        answers.append(
            VariantAnswer(
                variant.kind,
                variant.spec.key,
                rank_classes(logits[0], model.labels, top, model.temperature),
            )
        )
    return Comparison(photo, tuple(answers))
