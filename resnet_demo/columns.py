"""The columns of a comparison: which network, and under which plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from resnet_demo.errors import OptionError, PlanError
from resnet_demo.models.catalog import find_model
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.plan import PARTS, AblationPlan, Part, make_plan, make_preset
from resnet_demo.networks.resnet import Gates
from resnet_demo.settings import Settings

MAX_COLUMNS = 3

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

    @property
    def plan_text(self) -> str | None:
        """The plan as text; None for a network as trained."""
        return None if self.plan is None else str(self.plan)

    def make_gates(self) -> Gates | None:
        """Returns the gates of the plan, each (B,); None for a network as trained."""
        return None if self.plan is None else self.plan.make_gates()


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


def parse_columns(texts: Sequence[str], settings: Settings) -> tuple[Variant, ...]:
    """Reads columns, each an ablation plan as text; a bare model key is the model as trained.

    Args:
        texts: One to three.
        settings: Where the user's own models are.

    Raises:
        OptionError: There are none or too many.
        UnknownModelError: No model has the key of a column.
        PlanError: A plan cannot be read, or does not fit its model.
    """
    if not 1 <= len(texts) <= MAX_COLUMNS:
        raise OptionError("the number of columns", len(texts), f"1 to {MAX_COLUMNS}")
    return tuple(_make_variant(parse_plan(text, settings), settings) for text in texts)


def _make_variant(plan: AblationPlan, settings: Settings) -> Variant:
    spec = find_model(plan.model, settings)
    if not plan.is_identity:
        return Variant("ablated", spec, plan)
    return Variant("residual" if spec.residual else "plain_twin", spec)


def check_labels(model: LoadedModel, labels: tuple[str, ...] | None) -> tuple[str, ...]:
    """Returns a model's labels, after checking that they are those of the columns before it.

    Raises:
        OptionError: They differ.
    """
    if labels is not None and model.labels != labels:
        raise OptionError("a column", model.spec.key, "networks that know the same classes")
    return model.labels


# MERGE


_ITEM = re.compile(r"(?P<part>\w+)\[(?P<pattern>[^\]]*)\]=(?P<strength>[-+.0-9a-zA-Z]+)", re.ASCII)


def parse_plan(text: str, settings: Settings) -> AblationPlan:
    """Reads a plan as :class:`AblationPlan` writes it.

    Args:
        text: ``MODEL`` or ``MODEL:ITEM,ITEM…`` with items such as ``skip[layer2.*]=0``.
        settings: Where the user's own models are.

    Raises:
        UnknownModelError: No model has this key.
        PlanError: The text cannot be read, or does not fit the model.
    """
    key, _, rest = text.strip().partition(":")
    spec = find_model(key, settings)
    plan = make_plan(spec)
    for item in filter(None, (part.strip() for part in rest.split(","))):
        found = _ITEM.fullmatch(item)
        try:
            strength = float(found["strength"]) if found else None
        except ValueError:
            strength = None
        if found is None or strength is None or found["part"] not in PARTS:
            raise PlanError(f"{item!r} is not like skip[layer2.*]=0 or branch[layer3.4]=0.5")
        part: Part = "skip" if found["part"] == "skip" else "branch"
        plan = plan.set_strength(part, [found["pattern"]], strength)
    return plan
