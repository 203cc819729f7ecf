"""What the command ``evaluate`` does: a model on labelled pictures, and the measured part of its
card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resnet_demo.errors import UnmeasurableCardError
from resnet_demo.models.load import LoadedModel, list_class_aliases
from resnet_demo.models.store import ModelStore
from resnet_demo.training.card import complete_card
from resnet_demo.training.dataset import (
    Dataset,
    LabelledPart,
    Reading,
    load_dataset,
    open_labelled_part,
)
from resnet_demo.training.evaluate import collect_logits, evaluate_logits
from resnet_demo.training.pictures import PictureFolder


@dataclass(frozen=True)
class EvaluationOptions:
    """What the command ``evaluate`` takes.

    Attributes:
        model: Model key, one's own included.
        data: As for training; of its parts the test part, or else the validation part, is measured
            on.
        device: ``auto`` or a device name; None takes the settings' device.
        skip_damaged: Go on without pictures that cannot be read.
    """

    model: str
    data: Path
    device: str | None = None
    skip_damaged: bool = False


@dataclass(frozen=True)
class EvaluationCallbacks:
    """What is called on the way.

    Attributes:
        on_status: With what begins.
        on_part: With what is measured on, and the classes of the model, before it is measured.
        on_dataset: With the data set of a card that is measured again, before it is measured.
        on_progress: With (pictures or steps done, in all).
    """

    on_status: Callable[[str], None] = lambda _status: None
    on_part: Callable[[LabelledPart, tuple[str, ...]], None] = lambda _part, _classes: None
    on_dataset: Callable[[Dataset], None] = lambda _dataset: None
    on_progress: Callable[[int, int], None] = lambda _done, _total: None


def evaluate_model(
    store: ModelStore,
    options: EvaluationOptions,
    callbacks: EvaluationCallbacks = EvaluationCallbacks(),
) -> dict[str, Any]:
    """Measures a model on labelled pictures, one exact view each.

    Returns:
        The document that ``evaluate --json`` prints: the model's key, the part that was measured
        on, pictures that were left out as damaged, and an
        :class:`resnet_demo.training.evaluate.Evaluation`.

    Raises:
        SelectionError: There is no such model or device.
        WeightsError: The model cannot be loaded.
        DatasetError: The data cannot be used, or is of other classes.
    """
    model = store.get(options.model, options.device, callbacks.on_status)
    callbacks.on_status("reading the data")
    part = open_labelled_part(
        options.data,
        Reading(model.preprocessing, store.settings, options.skip_damaged),
        model.labels,
        list_class_aliases(model.spec),
    )
    callbacks.on_part(part, model.labels)
    logits, labels = collect_logits(
        model.network,
        part.pictures,
        model.preprocessing,
        model.device,
        on_progress=callbacks.on_progress,
    )
    evaluation = evaluate_logits(logits, labels, model.labels, model.temperature)
    damaged = sorted(part.pictures.damaged) if isinstance(part.pictures, PictureFolder) else []
    document = {"model": model.spec.key, "part": part.name, "damaged": damaged}
    return document | evaluation.document()


def update_card(
    store: ModelStore,
    options: EvaluationOptions,
    callbacks: EvaluationCallbacks = EvaluationCallbacks(),
) -> dict[str, Any]:
    """Measures a model on all parts of its training data, its temperature and its profile, and
    writes them on its card.

    Returns:
        The document of the test part.

    Raises:
        SelectionError: There is no such model or device, or its card has no test part.
        WeightsError: The model cannot be loaded.
        TrainingError: The data is not what it was trained on, or the card cannot be written.
    """
    model: LoadedModel = store.get(options.model, options.device, callbacks.on_status)
    card = model.card
    if card is None or card.metrics.get("test") is None:
        raise UnmeasurableCardError(model.spec.key)
    callbacks.on_status("reading the data")
    # Split as `train` splits for a fine-tuned model, and for one of its own.
    dataset = load_dataset(
        options.data,
        Reading(model.preprocessing, store.settings, options.skip_damaged),
        balanced=card.source is not None,
    )
    callbacks.on_dataset(dataset)
    card = complete_card(model, card, dataset, callbacks.on_status, callbacks.on_progress)
    return {"model": card.key} | dict(card.metrics["test"])
