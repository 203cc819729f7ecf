"""The networks of a request, each with the photo as its input and its answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from resnet_demo.columns import Variant, check_labels
from resnet_demo.errors import WeightsError
from resnet_demo.models.engine import ClassScore, compute_logits, rank_classes
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.preprocess import preprocess


@dataclass(frozen=True)
class OpenColumn:
    """One network that can be used.

    Attributes:
        model: The network.
        batch: The photo, (1, 3, S, S), normalised.
        gates: Skip and branch strengths.
        logits: Its answer, (K,).
    """

    model: LoadedModel
    batch: Tensor
    gates: Gates | None
    logits: Tensor

    def rank(self) -> tuple[ClassScore, ...]:
        """Returns all classes, the likeliest first."""
        labels, temperature = self.model.labels, self.model.temperature
        return rank_classes(self.logits, labels, len(labels), temperature)

    def compute_score(self, classes: tuple[int, int | None]) -> float:
        """Returns the logit of the first class, less that of the second if there is one."""
        target, versus = classes
        score = self.logits[target]
        return float(score if versus is None else score - self.logits[versus])


def open_columns(
    store: ModelStore,
    variants: Sequence[Variant],
    image: ValidatedImage,
    *,
    device: str | None = None,
) -> tuple[OpenColumn | WeightsError, ...]:
    """Loads every network and asks it; one whose weights cannot be used gives its error.

    Raises:
        OptionError: The columns know different classes.
        WeightsError: No column can be used; the first one's error.
        DeviceError: This machine has no such device.
    """
    labels: tuple[str, ...] | None = None
    found: list[OpenColumn | WeightsError] = []
    for variant in variants:
        try:
            model = store.get(variant.spec.key, device)
            labels = check_labels(model, labels)
            batch, gates = preprocess(image.rgb, model.preprocessing), variant.make_gates()
            logits = compute_logits(model, batch, gates=gates)[0]
        except WeightsError as error:
            found.append(error)
            continue
        found.append(OpenColumn(model, batch, gates, logits))
    errors = [one for one in found if isinstance(one, WeightsError)]
    if len(errors) == len(found):
        raise errors[0]
    return tuple(found)


def find_first(columns: Sequence[OpenColumn | WeightsError]) -> OpenColumn:
    """Returns the first column that can be used."""
    return next(column for column in columns if isinstance(column, OpenColumn))
