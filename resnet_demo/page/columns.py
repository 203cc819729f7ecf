"""Which networks stand side by side: a choice for each of three columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from resnet_demo.errors import ChoiceError, PinnedPlanMissingError, UnknownModelError
from resnet_demo.models.catalog import find_model, find_plain_twin
from resnet_demo.networks.plan import AblationPlan
from resnet_demo.page.context import I18N, Context, mark

KINDS = ("residual", "ablated", "pinned", "plain_twin", "none")
DEFAULTS = ("residual", "ablated", "plain_twin")


@dataclass(frozen=True)
class Columns:
    """The three choices, each one of ``KINDS``, and the pinned plan."""

    choices: tuple[gr.Dropdown, ...]
    pinned: gr.Textbox


def build_columns() -> Columns:
    """Lays out the choices, folded away."""
    with gr.Accordion(I18N("columns"), open=False, elem_id="columns"):
        with gr.Row():
            choices = tuple(
                gr.Dropdown(
                    [(mark(f"column_{kind}"), kind) for kind in KINDS[: 4 if number == 1 else 5]],
                    value=default,
                    label=I18N(f"column_number_{number}"),
                    filterable=False,
                    elem_id=f"column-{number}",
                    min_width=240,
                )
                for number, default in enumerate(DEFAULTS, start=1)
            )
        pinned = gr.Textbox(
            label=I18N("pinned"),
            info=I18N("pinned_info"),
            elem_id="pinned",
            max_lines=3,
            placeholder="resnet20.cifar10:skip[layer2.*]=0",
        )
    return Columns(choices, pinned)


def list_columns(
    context: Context, plan: AblationPlan, kinds: Sequence[str], pinned: str
) -> list[str]:
    """Returns the columns as the service takes them; a twin that nobody defined is left out.

    Args:
        context: Where models are.
        plan: The plan of the picture.
        kinds: One of ``KINDS`` for each column.
        pinned: The pinned plan, as text.

    Raises:
        PinnedPlanMissingError: A pinned plan is asked for and there is none.
        ChoiceError: A kind does not exist.
    """
    texts = []
    for kind in kinds:
        if kind not in KINDS:
            raise ChoiceError("column", kind, KINDS)
        if kind == "residual":
            texts.append(plan.model)
        elif kind == "ablated":
            texts.append(str(plan))
        elif kind == "pinned":
            if not (pinned or "").strip():
                raise PinnedPlanMissingError
            texts.append(pinned.strip())
        elif kind == "plain_twin":
            spec = find_model(plan.model, context.settings)
            try:
                texts.append(find_plain_twin(spec, context.settings).key)
            except UnknownModelError:
                continue
    return texts
