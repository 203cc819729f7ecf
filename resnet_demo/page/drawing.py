"""The clickable picture of a network: what is cut, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.errors import DrawingMismatchError, EmptyDrawingError
from resnet_demo.models.catalog import find_model
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.layout import count_channels, list_places
from resnet_demo.networks.plan import PARTS, AblationPlan, make_plan
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words

SCRIPT = Path(__file__).with_name("drawing.js").read_text(encoding="utf-8")


def build_network(elem_id: str, value: dict[str, Any], *, still: bool = False) -> gr.HTML:
    """Returns the picture; its value is ``describe_network``'s, ``input`` fires on every change.

    A still one is looked at only: neither pointer nor keyboard reach it.
    """
    return gr.HTML(
        value,
        html_template=f'<div class="rl-net"{" inert" if still else ""}></div>',
        js_on_load=SCRIPT,
        apply_default_css=False,
        elem_id=elem_id,
        padding=False,
    )


def describe_network(
    words: Words, spec: ModelSpec, plan: AblationPlan, clicks: int = 0
) -> dict[str, Any]:
    """Returns what the picture draws: stages with their blocks, and the strengths in block order.

    Args:
        words: The language.
        spec: The model of the plan.
        plan: What is weakened.
        clicks: How many clicks of the visitor this picture takes account of.
    """
    architecture = spec.architecture
    places = list_places(architecture)
    stages = []
    for index, name in enumerate(dict.fromkeys(place.stage for place in places)):
        blocks = [
            {"id": place.name, "downsampling": place.changes_shape}
            for place in places
            if place.stage == name
        ]
        about = words.say("network_stage", channels=count_channels(architecture, index))
        stages.append({"id": name, "about": about, "blocks": blocks})
    keys = ("picture", "skip", "branch", "strength", "weakened", "whole")
    return {
        "model": spec.key,
        "residual": spec.residual,
        "stages": stages,
        # How many clicks the picture had seen when the server drew it: later ones are kept.
        "clicks": clicks,
        "skip": list(plan.skip),
        "branch": list(plan.branch),
        # Filled in by the browser, so the fields stay as they are.
        "words": {key: words.template(f"network_{key}") for key in keys},
    }


def read_network(value: object, settings: Settings) -> AblationPlan:
    """Reads the plan out of the picture's value, which a browser sent.

    Raises:
        UnknownModelError: No model has this key.
        PlanError: The value is not what the picture sends, or does not fit the model.
    """
    if not isinstance(value, Mapping):
        raise EmptyDrawingError
    spec = find_model(str(value.get("model")), settings)
    plan = make_plan(spec)
    for part in PARTS:
        strengths = value.get(part)
        if not isinstance(strengths, list) or len(strengths) != len(plan.blocks):
            raise DrawingMismatchError(spec.key, len(plan.blocks))
        for block, strength in zip(plan.blocks, strengths, strict=True):
            if not isinstance(strength, int | float):
                raise DrawingMismatchError(spec.key, len(plan.blocks))
            if strength != 1:
                plan = plan.set_strength(part, [block], strength)
    return plan


def count_clicks(value: object) -> int:
    """Returns how many clicks a picture's value takes account of."""
    clicks = value.get("clicks") if isinstance(value, Mapping) else 0
    return clicks if isinstance(clicks, int) else 0
