"""The networks that stand side by side: one loop over them, and one result type, for every
experiment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from torch import Tensor

from resnet_demo.errors import (
    ColumnCountError,
    DifferentClassesError,
    ModelBesideColumnsError,
    PlainNetworkError,
    PlanBesideColumnsError,
    PlanItemError,
    PlanModelMissingError,
    RequestTimeoutError,
    ResNetLabError,
    SaliencyError,
    UnknownModelError,
    WeightsError,
)
from resnet_demo.models.catalog import find_model, find_plain_twin
from resnet_demo.models.engine import ClassScore, compute_logits, rank_classes
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.plan import PARTS, AblationPlan, Part, make_plan, make_preset
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.preprocess import preprocess
from resnet_demo.settings import Settings

MAX_COLUMNS = 3
DEFAULT_MODEL = "resnet20.cifar10"

Kind = Literal["residual", "ablated", "plain_twin"]
Before = TypeVar("Before")
Value = TypeVar("Value")

# Where the items of a plan begin, whatever stands before them.
_FIRST_ITEM = re.compile(r"\w+\[", re.ASCII)
_ITEM = re.compile(r"(?P<part>\w+)\[(?P<pattern>[^\]]*)\]=(?P<strength>[-+.0-9a-zA-Z]+)", re.ASCII)
# A Chinese keyboard types these in place of the marks of a plan.
_FULL_WIDTH = str.maketrans("：，＝［］＊．", ":,=[]*.")


@dataclass(frozen=True)
class Column:
    """One network, and under which plan.

    Attributes:
        kind: ``residual`` (as trained), ``ablated`` (the same weights under a plan) or
            ``plain_twin`` (a network of the same depth that was trained without skips).
        spec: The model.
        plan: Of an ablated column, else None.
    """

    kind: Kind
    spec: ModelSpec
    plan: AblationPlan | None = None

    @property
    def plan_text(self) -> str | None:
        """The plan as text; None for a network as trained."""
        return None if self.plan is None else str(self.plan)

    def make_gates(self) -> Gates | None:
        """Returns the gates of the plan, each (B,); None for a network as trained."""
        return None if self.plan is None else self.plan.make_gates()


@dataclass(frozen=True)
class ColumnResult(Generic[Value]):
    """What came out for one column: a value, or the reason why there is none."""

    column: Column
    value: Value | None = None
    error: ResNetLabError | None = None

    def name_column(self) -> dict[str, str | None]:
        """Returns the entries that name the column in a document."""
        column = self.column
        return {"kind": column.kind, "model": column.spec.key, "plan": column.plan_text}


def run_columns(
    results: Iterable[ColumnResult[Before]], work: Callable[[Column, Before], Value]
) -> tuple[ColumnResult[Value], ...]:
    """Does the next piece of work in every column.

    A column that has an error keeps it; one whose weights cannot be used, whose map cannot be made,
    or that the time of the request does not reach gets its error. The other columns are not lost.
    """
    after: list[ColumnResult[Value]] = []
    for result in results:
        if result.value is None:
            after.append(ColumnResult(result.column, error=result.error))
            continue
        try:
            after.append(ColumnResult(result.column, work(result.column, result.value)))
        except (WeightsError, SaliencyError, RequestTimeoutError) as error:
            after.append(ColumnResult(result.column, error=error))
    return tuple(after)


LoadColumn = Callable[[Column], LoadedModel]
"""Loads the network of a column, as ``Request.load_model`` does, which reports a download."""


def load_columns(
    columns: Sequence[Column], load_model: LoadColumn
) -> tuple[ColumnResult[LoadedModel], ...]:
    """Loads the network of every column.

    Raises:
        DifferentClassesError: The networks have different classes.
        DeviceError: This machine has no such device.
    """
    labels: tuple[str, ...] | None = None

    def load(column: Column, key: str) -> LoadedModel:
        nonlocal labels
        model = load_model(column)
        if labels is not None and model.labels != labels:
            raise DifferentClassesError(key)
        labels = model.labels
        return model

    return run_columns((ColumnResult(column, column.spec.key) for column in columns), load)


@dataclass(frozen=True)
class OpenColumn:
    """One network that can be used, with a photo as its input and its answer to it.

    Attributes:
        model: The network.
        batch: The photo's single view, (1, 3, S, S), normalised.
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


OpenColumns = tuple[ColumnResult[OpenColumn], ...]


def open_columns(
    columns: Sequence[Column], image: ValidatedImage, load_model: LoadColumn
) -> OpenColumns:
    """Loads every network and asks it about a photo; all see the same single view.

    Raises:
        DifferentClassesError: The networks have different classes.
        DeviceError: This machine has no such device.
    """
    batches: dict[object, Tensor] = {}

    def ask(column: Column, model: LoadedModel) -> OpenColumn:
        if model.preprocessing not in batches:
            batches[model.preprocessing] = preprocess(image.rgb, model.preprocessing)
        batch, gates = batches[model.preprocessing], column.make_gates()
        return OpenColumn(model, batch, gates, compute_logits(model, batch, gates=gates)[0])

    return run_columns(load_columns(columns, load_model), ask)


def find_first(results: Sequence[ColumnResult[Value]]) -> Value:
    """Returns the value of the first column that has one.

    Raises:
        ResNetLabError: No column has one; the error of the first.
    """
    for result in results:
        if result.value is not None:
            return result.value
    raise next(result.error for result in results if result.error is not None)


def list_errors(results: Iterable[ColumnResult[Value]]) -> tuple[ResNetLabError, ...]:
    """Lists why columns have no value."""
    return tuple(result.error for result in results if result.error is not None)


# --- Which columns ------------------------------------------------------------------------------


def choose_columns(
    settings: Settings, model: str | None, plan: str | None, columns: Sequence[str] | None
) -> tuple[Column, ...]:
    """Returns the columns that are asked for, or those of a model: as trained, the same weights
    under the plan, and the trained plain twin where there is one.

    Args:
        settings: Where the user's own models are.
        model: Key of a residual model; None takes that of the plan, or the default.
        plan: The ablation plan as text, ``resnet56.cifar10:skip[layer2.*]=0``; None removes every
            skip. Not together with columns.
        columns: In place of model and plan: plans as text, one a column; a bare model key is the
            model as trained.

    Raises:
        SelectionError: A choice does not exist or does not fit the model.
    """
    if columns is not None:
        if plan is not None:
            raise PlanBesideColumnsError(plan)
        if model is not None:
            raise ModelBesideColumnsError(model)
        return parse_columns(columns, settings)
    parsed = None if plan is None else parse_plan(plan, settings)
    default = DEFAULT_MODEL if parsed is None else parsed.model
    key = default if model is None else model
    spec = find_model(key, settings)
    try:
        twin = find_plain_twin(spec, settings)
    except UnknownModelError:
        twin = None  # nobody trained one
    return list_columns(spec, twin, parsed)


def list_columns(
    spec: ModelSpec, twin: ModelSpec | None, plan: AblationPlan | None = None
) -> tuple[Column, ...]:
    """Returns the columns for a residual network: as trained, ablated, and its plain twin where
    there is one.

    Args:
        spec: A residual network.
        twin: The plain network of the same depth and data, if there is one.
        plan: For the second column; None removes every skip.

    Raises:
        PlainNetworkError: The model is itself plain.
        PlanError: The plan is for another model.
    """
    if not spec.residual:
        raise PlainNetworkError(spec.key)
    plan = plan or make_preset(spec, "all-off")
    plan.check_model(spec.key)
    columns = (Column("residual", spec), Column("ablated", spec, plan))
    return columns if twin is None else (*columns, Column("plain_twin", twin))


def parse_columns(texts: Sequence[str], settings: Settings) -> tuple[Column, ...]:
    """Reads columns, each an ablation plan as text; a bare model key is the model as trained.

    Args:
        texts: One to three.
        settings: Where the user's own models are.

    Raises:
        ColumnCountError: There are none or too many.
        UnknownModelError: No model has the key of a column.
        PlanError: A plan cannot be read, or does not fit its model.
    """
    if not 1 <= len(texts) <= MAX_COLUMNS:
        raise ColumnCountError(len(texts), MAX_COLUMNS)
    return tuple(_make_column(parse_plan(text, settings), settings) for text in texts)


def trained_column(model: str | None, settings: Settings) -> tuple[Column]:
    """Returns the one column of a model as it was trained.

    Raises:
        UnknownModelError: No model has this key.
    """
    spec = find_model(DEFAULT_MODEL if model is None else model, settings)
    return (Column("residual" if spec.residual else "plain_twin", spec),)


def _make_column(plan: AblationPlan, settings: Settings) -> Column:
    spec = find_model(plan.model, settings)
    if not plan.is_identity:
        return Column("ablated", spec, plan)
    return Column("residual" if spec.residual else "plain_twin", spec)


def parse_plan(text: str, settings: Settings) -> AblationPlan:
    """Reads a plan as :class:`AblationPlan` writes it.

    Args:
        text: ``MODEL`` or ``MODEL:ITEM,ITEM`` with items such as ``skip[layer2.*]=0``; full-width
            marks are read as the usual ones.
        settings: Where the user's own models are.

    Raises:
        UnknownModelError: No model has this key.
        PlanError: The text cannot be read, or does not fit the model.
    """
    text = text.translate(_FULL_WIDTH)
    key, _, rest = text.strip().partition(":")
    if not key or "[" in key:
        first = _FIRST_ITEM.search(text)
        items = text[first.start() :].strip() if first else "skip[*]=0"
        raise PlanModelMissingError(text, f"{DEFAULT_MODEL}:{items}")
    spec = find_model(key, settings)
    plan = make_plan(spec)
    for item in filter(None, (part.strip() for part in rest.split(","))):
        match = _ITEM.fullmatch(item)
        try:
            strength = float(match["strength"]) if match else None
        except ValueError:
            strength = None
        if match is None or strength is None or match["part"] not in PARTS:
            raise PlanItemError(item)
        part: Part = "skip" if match["part"] == "skip" else "branch"
        plan = plan.set_strength(part, [match["pattern"]], strength)
    return plan
