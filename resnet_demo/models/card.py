"""Model cards: how a network was made and what was measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any

from annotated_types import Gt
from pydantic import ConfigDict, Field, FiniteFloat, TypeAdapter
from typing_extensions import NotRequired, TypedDict

Table = ConfigDict(extra="allow", strict=True)


@dataclass(frozen=True)
class ModelCard:
    """The JSON file beside the weights.

    Attributes:
        key: Model key.
        sha256: Hex digest of the ``.safetensors`` file.
        classes: Label of each logit, in order.
        input: ``size`` in pixels, ``mean`` and ``std`` a channel, for inputs in [0, 1];
            ``crop_fraction`` and ``interpolation`` of a photo's single view.
        data: ``name``, the number of images in ``train``, ``validation`` and ``test``, and digests
            of the last two.
        recipe: Every field of the training recipe.
        seed: Seed of the initial weights and of the data order.
        command: Command line that trains the same network.
        versions: Of python, torch, torchvision and this package.
        hardware: Processor or GPU, and the number of threads.
        wall_time_s: Seconds spent in training epochs.
        curves: ``train`` and ``validation``, each with ``loss`` (nats) and ``error`` (fraction) an
            epoch; ``size``, ``learning_rate`` and ``seconds`` an epoch.
        metrics: ``train``, ``validation`` and ``test``; the last is the document of a
            ``training.evaluate.Evaluation``, null when the data had no test part.
        temperature: What logits are divided by before the softmax (Guo et al. 2017), fitted on one
            view of the validation images; null when there are too few.
        source: Key of the model whose weights training started from; null for none.
        profile: The document of a ``training.profile.NetworkProfile``; null when not measured.
    """

    key: str
    sha256: str
    classes: tuple[str, ...]
    input: Mapping[str, Any]
    data: Mapping[str, Any]
    recipe: Mapping[str, Any]
    seed: int
    command: str
    versions: Mapping[str, str]
    hardware: str
    wall_time_s: float
    curves: Mapping[str, Any]
    metrics: Mapping[str, Any]
    temperature: float | None = None
    source: str | None = None
    profile: Mapping[str, Any] | None = None


def parse_card(document: object) -> ModelCard:
    """Builds a card from a JSON document, checking the type of everything that is read from cards.

    Raises:
        ValueError: Something is missing or of another type; pydantic says what.
    """
    checked: Mapping[str, Any] = _SCHEMA.validate_python(document)
    names = {field.name for field in fields(ModelCard)}
    return ModelCard(**{name: value for name, value in checked.items() if name in names})


class _Scores(TypedDict):
    __pydantic_config__ = Table  # type: ignore[misc]
    label: str
    precision: FiniteFloat
    recall: FiniteFloat
    f1: FiniteFloat
    support: int


class _Measured(TypedDict, total=False):
    __pydantic_config__ = Table  # type: ignore[misc]
    accuracy: FiniteFloat
    error: FiniteFloat


class _Tested(TypedDict):
    __pydantic_config__ = Table  # type: ignore[misc]
    accuracy: FiniteFloat
    error: NotRequired[FiniteFloat]
    macro: NotRequired[_Scores]
    weighted: NotRequired[_Scores]
    per_class: NotRequired[list[_Scores]]
    confusion: NotRequired[list[list[int]]]
    calibration_error: NotRequired[FiniteFloat]
    calibration_error_scaled: NotRequired[FiniteFloat]
    temperature: NotRequired[FiniteFloat]


class _Metrics(TypedDict, total=False):
    __pydantic_config__ = Table  # type: ignore[misc]
    train: _Measured | None
    validation: _Measured | None
    test: _Tested | None


class _Errors(TypedDict):
    __pydantic_config__ = Table  # type: ignore[misc]
    error: list[FiniteFloat]


class _Curves(TypedDict, total=False):
    __pydantic_config__ = Table  # type: ignore[misc]
    train: _Errors
    validation: _Errors


class _Recipe(TypedDict, total=False):
    __pydantic_config__ = Table  # type: ignore[misc]
    name: str
    epochs: int
    batch_size: int
    learning_rate: FiniteFloat


class _Signals(TypedDict):
    __pydantic_config__ = Table  # type: ignore[misc]
    layers: list[str]
    response_std: list[FiniteFloat]
    blocks: list[str]
    gradient_norm: list[Annotated[FiniteFloat, Gt(0)]]


class _Lesions(TypedDict):
    __pydantic_config__ = Table  # type: ignore[misc]
    accuracy: FiniteFloat
    skip_removed: list[FiniteFloat]
    branch_removed: list[FiniteFloat]
    random_branches_removed: list[list[FiniteFloat]]


class _Profile(TypedDict):
    __pydantic_config__ = Table  # type: ignore[misc]
    blocks: list[str]
    signal_images: int
    initial: _Signals | None
    trained: _Signals
    lesions: _Lesions | None


class _Card(TypedDict, total=False):
    __pydantic_config__ = Table  # type: ignore[misc]
    key: str
    sha256: str
    classes: Annotated[list[str], Field(min_length=1)]
    input: dict[str, Any]
    data: dict[str, Any]
    recipe: _Recipe
    seed: int
    command: str
    versions: dict[str, str]
    hardware: str
    wall_time_s: FiniteFloat
    curves: _Curves
    metrics: _Metrics
    temperature: Annotated[FiniteFloat, Gt(0)] | None
    source: str | None
    profile: _Profile | None


_SCHEMA: TypeAdapter[_Card] = TypeAdapter(_Card)
