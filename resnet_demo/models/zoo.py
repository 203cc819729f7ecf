"""Every model with what is known of it without loading it: the table behind pickers and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from resnet_demo.errors import WeightsError
from resnet_demo.models.card import ModelCard
from resnet_demo.models.catalog import list_specs
from resnet_demo.models.registry import LICENCES
from resnet_demo.models.weights import Origin, locate_weights, read_card
from resnet_demo.networks.architecture import STEMS
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.layout import count_costs
from resnet_demo.settings import Settings

BYTES_PER_PARAMETER = 4


@dataclass(frozen=True)
class ModelRow:
    """One model as a list shows it.

    Attributes:
        spec: Its row in the registry.
        parameters: Number of parameters.
        macs: Multiply-accumulates of one forward pass at ``macs_size`` pixels.
        macs_size: See ``macs``.
        origin: Where its weights are on this machine; None when they are not.
        card: Its card; None for weights from the hub, and when it cannot be read.
    """

    spec: ModelSpec
    parameters: int
    macs: int
    macs_size: int
    origin: Origin | None
    card: ModelCard | None

    @property
    def status(self) -> str:
        """Where its weights are; ``describe_models`` lists the words."""
        absent = "download" if self.spec.source == "timm" else "missing"
        return self.origin or absent

    @property
    def size_bytes(self) -> int:
        """Size of its weights in float32."""
        return self.parameters * BYTES_PER_PARAMETER

    @property
    def accuracy(self) -> float | None:
        """Test accuracy from the card, a fraction; None when it was never measured."""
        test = self.card.metrics.get("test") if self.card else None
        return test["accuracy"] if test else None

    @property
    def macro_f1(self) -> float | None:
        """Mean F1 over the classes on the test part, from the card."""
        test = self.card.metrics.get("test") if self.card else None
        return test["macro"]["f1"] if test and "macro" in test else None

    @property
    def recipe(self) -> str | None:
        """Name of the training recipe; for weights from the hub, their tag."""
        if self.card is None:
            return self.spec.tag if self.spec.source == "timm" else None
        return self.card.recipe.get("name")


def list_models(settings: Settings) -> tuple[ModelRow, ...]:
    """Lists every model, the registry's and the user's own."""
    rows = []
    for spec in list_specs(settings):
        file = locate_weights(spec, settings)
        try:
            card = None if file is None else read_card(file)
        except WeightsError:
            card = None  # the list stays whole; using the model says what is wrong with its card
        size = STEMS[spec.architecture.stem].counted_size
        parameters, macs = count_costs(spec.architecture, size)
        rows.append(ModelRow(spec, parameters, macs, size, file.origin if file else None, card))
    return tuple(rows)


def describe_models(rows: Iterable[ModelRow]) -> dict[str, Any]:
    """Returns the list of models as a JSON document.

    ``status`` is ``shipped`` (with the app), ``local`` (a folder of the user's), ``cache`` (fetched
    before), ``download`` (fetched when first used) or ``missing`` (has to be trained). ``macs`` are
    for one picture of 32 × 32 (CIFAR-10) or 224 × 224 pixels (ImageNet); ``licence`` is null for
    weights under this project's own.
    """
    return {"models": [_model_entry(row) for row in rows]}


def _model_entry(row: ModelRow) -> dict[str, Any]:
    return {
        "key": row.spec.key,
        "family": row.spec.family,
        "depth": row.spec.depth,
        "residual": row.spec.residual,
        "parameters": row.parameters,
        "macs": row.macs,
        "size_bytes": row.size_bytes,
        "status": row.status,
        "accuracy": row.accuracy,
        "macro_f1": row.macro_f1,
        "recipe": row.recipe,
        "licence": LICENCES.get(row.spec.tag),
        "sha256": row.card.sha256 if row.card else None,
    }
