"""The clickable picture of a network: what is cut, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.ablation import PARTS, AblationPlan, make_plan
from resnet_demo.catalog import find_model
from resnet_demo.config import Settings
from resnet_demo.errors import PlanError
from resnet_demo.registry import ModelSpec
from resnet_demo.resnet import BLOCKS
from resnet_demo.ui.text import Words

SCRIPT = Path(__file__).with_name("network.js").read_text(encoding="utf-8")


def build_network(elem_id: str, value: dict[str, Any]) -> gr.HTML:
    """Returns the picture; its value is ``describe_network``'s, ``input`` fires on every change."""
    return gr.HTML(
        value, html_template='<div class="rl-net"></div>', js_on_load=SCRIPT,
        apply_default_css=False, elem_id=elem_id, padding=False,
    )  # fmt: skip


def describe_network(words: Words, spec: ModelSpec, plan: AblationPlan) -> dict[str, Any]:
    """Returns what the picture draws: stages with their blocks, and the strengths in block order.

    Args:
        words: The language.
        spec: The model of the plan.
        plan: What is weakened.
    """
    architecture = spec.architecture
    stages = []
    for index, (count, width) in enumerate(
        zip(architecture.blocks, architecture.widths, strict=True)
    ):
        name = f"layer{index + 1}"
        blocks = [
            {"id": f"{name}.{position}", "downsampling": index > 0 and position == 0}
            for position in range(count)
        ]
        channels = width * BLOCKS[architecture.block].expansion
        about = words.say("network_stage", channels=channels)
        stages.append({"id": name, "about": about, "blocks": blocks})
    keys = ("picture", "skip", "branch", "strength", "weakened", "whole")
    return {
        "model": spec.key,
        "residual": spec.residual,
        "stages": stages,
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
        raise PlanError("the picture of the network is empty")
    spec = find_model(str(value.get("model")), settings)
    plan = make_plan(spec)
    for part in PARTS:
        strengths = value.get(part)
        if not isinstance(strengths, list) or len(strengths) != len(plan.blocks):
            raise PlanError(f"{spec.key} has {len(plan.blocks)} blocks, each with one {part}")
        for block, strength in zip(plan.blocks, strengths, strict=True):
            if not isinstance(strength, int | float):
                raise PlanError(f"the strength {strength!r} is not between 0 and 1")
            if strength != 1:
                plan = plan.set_strength(part, [block], strength)
    return plan
