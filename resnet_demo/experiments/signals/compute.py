"""One photo's signals and gradients inside every column of a comparison, trained and untrained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor

from resnet_demo.columns import Kind, Variant, check_labels
from resnet_demo.errors import NonFiniteSignalsError, WeightsError
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.private import make_statistics, open_view, reestimate_statistics
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates, draw_network
from resnet_demo.networks.signals import PhotoSignals, measure_photo_signals
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.preprocess import Preprocessing, preprocess


@dataclass(frozen=True)
class ColumnSignals:
    """One network's part of a profile.

    Attributes:
        kind: As of the variant.
        model: Model key.
        plan: The plan as text; None for a network as trained.
        trained: With trained weights, as the network answers.
        initial: With fresh weights (He et al. 2015, arXiv:1502.01852) of the profile's seed, under
            the same plan. BatchNorm has the statistics of the profile's photos.
        error: Why there is nothing.
    """

    kind: Kind
    model: str
    plan: str | None
    trained: PhotoSignals | None = None
    initial: PhotoSignals | None = None
    error: WeightsError | None = None


@dataclass(frozen=True)
class PhotoProfile:
    """Signals of one photo in every column.

    Attributes:
        reference: Label of the class whose loss sends the gradients: the first answer.
        seed: Of the fresh weights.
        columns: In the order of the variants.
    """

    reference: str
    seed: int
    columns: tuple[ColumnSignals, ...]


def profile_photo(
    store: ModelStore,
    variants: Sequence[Variant],
    image: ValidatedImage,
    *,
    seed: int = 0,
    open_others: Callable[[], Iterable[ValidatedImage]] = tuple,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> PhotoProfile:
    """Measures one photo's signals in every column.

    A column whose weights cannot be used carries its error; the others are not lost.

    Args:
        store: Loaded models and settings.
        variants: The columns; the first that answers gives the class that is followed.
        image: The photo.
        seed: Of the fresh weights; the same in every column.
        open_others: Opens, one after the other, the photos that BatchNorm statistics of the fresh
            networks are taken on beside this one.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (columns done, columns in all); what it raises ends the work.

    Raises:
        OptionError: The columns know different classes.
        WeightsError: No column can be used; the first one's error.
        DeviceError: This machine has no such device.
    """
    reference: int | None = None
    labels: tuple[str, ...] | None = None
    statistics: dict[Preprocessing, Tensor] = {}
    columns = []
    for done, variant in enumerate(variants):
        on_progress(done, len(variants))
        named = (variant.kind, variant.spec.key, variant.plan_text)
        gates = variant.make_gates()
        try:
            model = store.get(variant.spec.key, device)
            labels = check_labels(model, labels)
            batch = preprocess(image.rgb, model.preprocessing)
            if reference is None:
                reference = int(compute_logits(model, batch, gates=gates)[0].argmax())
            if model.preprocessing not in statistics:
                photos = chain([image], open_others())
                statistics[model.preprocessing] = make_statistics(photos, model.preprocessing)
            trained, initial = _measure_column(
                model, batch, reference, gates, seed, statistics[model.preprocessing]
            )
        except WeightsError as error:
            columns.append(ColumnSignals(*named, error=error))
            continue
        columns.append(ColumnSignals(*named, trained, initial))
    failures = [column.error for column in columns if column.error is not None]
    if reference is None or labels is None:
        raise failures[0]
    return PhotoProfile(labels[reference], seed, tuple(columns))


def _measure_column(
    model: LoadedModel,
    batch: Tensor,
    label: int,
    gates: Gates | None,
    seed: int,
    statistics: Tensor,
) -> tuple[PhotoSignals, PhotoSignals]:
    """Returns the signals with trained and with fresh weights."""
    batch, statistics = batch.to(model.device), statistics.to(model.device)
    gates = None if gates is None else gates.to(model.device)
    trained = measure_photo_signals(open_view(model.network), batch, label, gates)
    fresh = draw_network(model.spec.architecture, seed)
    fresh.to(model.device).requires_grad_(False).eval()
    reestimate_statistics(fresh, statistics, gates)
    initial = measure_photo_signals(fresh, batch, label, gates)
    for signals in (trained, initial):
        numbers = torch.tensor([*signals.signals.response_std, *signals.signals.gradient_norm])
        if not numbers.isfinite().all():
            raise NonFiniteSignalsError(model.spec.key)
    return trained, initial
