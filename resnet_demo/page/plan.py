"""The plan that a visitor edits: the picture, presets beside it, and its text with a link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.columns import parse_plan
from resnet_demo.errors import MissingOptionError, PlanNotOfferedError
from resnet_demo.models.catalog import find_model
from resnet_demo.networks.plan import AblationPlan, check_part, draw_plan, make_preset
from resnet_demo.page.choices import list_comparison_choices
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, mark
from resnet_demo.page.drawing import build_network, count_clicks, describe_network
from resnet_demo.page.run import warn
from resnet_demo.words.text import Words

# What the page opens with: nothing is cut until the visitor cuts it.
FIRST_PRESET = "all-on"
# What an arc and a box are: x goes around F(x), and is added to it.
BLOCK = Path(__file__).with_name("block.svg").read_text(encoding="utf-8")
# Of quick changes, one after the other, the last is the one that stays.
LATEST: dict[str, Any] = {**PRIVATE, "js": SEND_LANGUAGE, "trigger_mode": "always_last"}

Presets = tuple[gr.Dropdown, gr.Radio, gr.Number, gr.Number]
"""Which preset, what it cuts, and count and seed of random blocks."""


@dataclass(frozen=True)
class PlanEditor:
    """The drawing, presets for it, and the plan as text."""

    network: gr.HTML
    preset: gr.Dropdown
    text: gr.Textbox


def build_plan_editor(context: Context, model: gr.Dropdown) -> PlanEditor:
    """Lays out the drawing of a model's network, and folded below it presets and text.

    Args:
        context: Settings, the page and its language.
        model: Which network.
    """
    with gr.Row(elem_classes="rl-how"):
        gr.HTML(BLOCK, padding=False)
        gr.Markdown(I18N("network_how"), elem_classes="rl-hint")
    plan = make_first_plan(context, model.value)
    network = build_network("network", describe_plan(context, Words("en"), plan))
    with gr.Accordion(I18N("plan_tools"), open=False, elem_id="plan-tools"):
        presets = _build_presets(context, model)
        text = gr.Textbox(
            label=I18N("plan"),
            info=I18N("plan_info"),
            buttons=["copy"],
            elem_id="plan",
            max_lines=4,
        )
        copy = gr.Button(I18N("copy_link"), size="sm", elem_id="copy-link")
        copied = f'<span role="status" data-text="{mark("link_copied")}"></span>'
        gr.HTML(copied, elem_id="link-copied", padding=False)
        copy.click(None, js="() => labAddress.copy()", **PRIVATE)
    editor = PlanEditor(network, presets[0], text)
    _wire_presets(context, network, model, presets)
    _wire_text(context, editor, model)
    return editor


def _wire_presets(context: Context, network: gr.HTML, model: gr.Dropdown, presets: Presets) -> None:
    """Draws what a preset says, and a model's first preset when another model is chosen."""
    preset, part, count, seed = presets

    def show_preset(network: object, model: str, preset: str | None, *values: Any) -> Any:  # noqa: ANN401
        if preset is None:
            return gr.skip()
        part, count, seed, language = values
        words = Words.for_page(language)
        drawn_at_random = gr.update(visible=preset == "random")
        try:
            plan = apply_preset(context, model, preset, part, count, seed)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            return warn(words, error)
        return describe_plan(context, words, plan, network), drawn_at_random, drawn_at_random

    def show_model(network: object, model: str, language: str) -> Any:  # noqa: ANN401
        words = Words.for_page(language)
        try:
            plan = make_first_plan(context, model)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            return warn(words, error)
        offered = gr.update(choices=list_presets(context, model), value=FIRST_PRESET)
        return describe_plan(context, words, plan, network), offered

    # Not `input`, which a dropdown fires again when it loses the focus: after a click, perhaps.
    gr.on(
        [preset.select, part.input, count.submit, count.blur, seed.submit, seed.blur],
        show_preset,
        [network, model, *presets, context.language],
        [network, count, seed],
        **LATEST,
    )
    model.input(show_model, [network, model, context.language], [network, preset], **LATEST)


def _wire_text(context: Context, editor: PlanEditor, model: gr.Dropdown) -> None:
    """Draws the plan that is written, which is no preset."""

    def show_text(network: object, text: str, language: str) -> Any:  # noqa: ANN401
        words = Words.for_page(language)
        try:
            plan = read_offered_plan(context, text)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            return warn(words, error)
        presets = gr.update(value=None, choices=list_presets(context, plan.model))
        return describe_plan(context, words, plan, network), plan.model, presets

    gr.on(
        [editor.text.submit, editor.text.blur],
        show_text,
        [editor.network, editor.text, context.language],
        [editor.network, model, editor.preset],
        **LATEST,
    )


def _build_presets(context: Context, model: gr.Dropdown) -> Presets:
    """Lays out preset, what it cuts, and count and seed of random blocks."""
    with gr.Row(elem_classes="rl-presets"):
        preset = gr.Dropdown(
            list_presets(context, model.value),
            value=FIRST_PRESET,
            label=I18N("preset"),
            elem_id="preset",
            filterable=False,
            min_width=200,
            scale=2,
        )
        part = gr.Radio(
            [(mark("part_skip"), "skip"), (mark("part_branch"), "branch")],
            value="skip",
            label=I18N("preset_part"),
            elem_id="preset-part",
            min_width=180,
        )
        count = gr.Number(
            3,
            label=I18N("preset_count"),
            precision=0,
            minimum=1,
            maximum=54,
            visible=False,
            elem_id="preset-count",
            min_width=110,
        )
        seed = gr.Number(
            0,
            label=I18N("seed"),
            precision=0,
            minimum=0,
            visible=False,
            elem_id="preset-seed",
            min_width=110,
        )
    return preset, part, count, seed


def list_presets(context: Context, model: str) -> list[tuple[str, str]]:
    """Lists the presets of a model, one for each of its stages."""
    stages = len(find_model(model, context.settings).architecture.blocks)
    names = (
        "all-on",
        "all-off",
        *(f"stage-off-{stage}" for stage in range(1, stages + 1)),
        "every-second-off",
        "last-off",
        "random",
    )
    return [(mark(f"preset_{name}"), name) for name in names]


def read_offered_plan(context: Context, text: str) -> AblationPlan:
    """Reads a plan for one of the networks that the tab offers.

    Raises:
        UnknownModelError: No model has its key.
        PlanError: It cannot be read, or is for a network that is not offered here.
    """
    plan = parse_plan(text, context.settings)
    offered = [key for _, key in list_comparison_choices(context.list_models(), mark)]
    if plan.model not in offered:
        raise PlanNotOfferedError(plan.model, offered)
    return plan


def make_first_plan(context: Context, model: str) -> AblationPlan:
    """Returns the plan that a model is first drawn with."""
    return apply_preset(context, model, FIRST_PRESET, "skip", 1, 0)


def apply_preset(
    context: Context, model: str, preset: str, part: str, count: float, seed: float
) -> AblationPlan:
    """Returns a preset's plan for a model.

    Raises:
        SelectionError: The preset does not fit the model.
    """
    spec = find_model(model, context.settings)
    chosen = check_part(part)
    if preset == "random":
        for option, value in (("blocks", count), ("seed", seed)):
            if value is None:
                raise MissingOptionError(option)
        return draw_plan(spec, chosen, int(count), int(seed))
    _, _, stage = preset.partition("stage-off-")
    if stage:
        return make_preset(spec, "stage-off", part=chosen, stage=f"layer{stage}")
    return make_preset(spec, preset, part=chosen)


def describe_plan(
    context: Context, words: Words, plan: AblationPlan, before: object = None
) -> dict[str, Any]:
    """Returns the picture of a plan, in place of the picture's value ``before``."""
    spec = find_model(plan.model, context.settings)
    return describe_network(words, spec, plan, count_clicks(before))
