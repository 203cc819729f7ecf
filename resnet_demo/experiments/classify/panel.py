"""The panel *Classify*: every photo of the bench by the network as trained, a card each."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.columns import trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.classify.compute import Classification
from resnet_demo.experiments.classify.html import classification_panel
from resnet_demo.models.devices import list_devices
from resnet_demo.page.bench import Bench, Choice
from resnet_demo.page.context import I18N, Context, mark
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.results import Asked
from resnet_demo.page.strip import Photos
from resnet_demo.page.study import Study, build_actions, frame_controls, wire_study
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words

CLASSIFY = EXPERIMENTS["classify"]


def build_panel(context: Context, bench: Bench) -> None:
    """Lays out the panel and wires its events."""
    gr.Markdown(I18N("classify_how"), elem_classes="rl-tagline")
    with frame_controls():
        controls = build_options(CLASSIFY)
        # As in the bench, so that one photo has one answer.
        controls["views"].value = "single"
        devices = ("auto", *list_devices())
        default = context.settings.device
        device = gr.Radio(
            [(mark("device_auto") if name == "auto" else name, name) for name in devices],
            value=default if default in devices else "auto",
            label=I18N("device"),
            elem_id="device",
        )
    actions = build_actions("classify", "classify")
    results = gr.HTML(elem_id="results", padding=False)

    def ask(
        progress: Progress,
        choice: Choice,
        photos: Photos | None,
        device: str,
        *values: Any,  # noqa: ANN401  of the options
    ) -> Asked:
        request = context.make_request(
            [name_upload(path) for path, _ in photos or ()],
            trained_column(choice.plan.model, context.settings),
            progress,
            device,
        )
        return Asked(CLASSIFY, request, read_controls(CLASSIFY, list(controls), values))

    def draw(words: Words, result: Classification, _seconds: float) -> list[Any]:
        return [gr.update(value=classification_panel(words, result), visible=True)]

    inputs = [bench.strip.photos, device, *controls.values()]
    wire_study(context, bench, actions, Study(inputs, [results], ask, draw, scope="model"))
