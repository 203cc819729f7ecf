"""The page *Networks*: what needs no photo."""

from __future__ import annotations

from typing import Any

import gradio as gr

from resnet_demo.errors import ChoiceError
from resnet_demo.page.context import I18N, PRIVATE, SEEN, SEND_LANGUAGE, Context
from resnet_demo.page.navigation import PUT
from resnet_demo.page.networks.depth import build_depth_tab
from resnet_demo.page.networks.zoo import build_zoo_tab
from resnet_demo.page.run import warn
from resnet_demo.words.text import Words

PANELS = ("zoo", "depth")


def build_networks(context: Context) -> None:
    """Lays out the page; the address says which tab is open, and whose card."""
    with gr.Tabs(elem_id="about") as tabs:
        with gr.Tab(I18N("tab_zoo"), id="zoo") as zoo:
            build_zoo_tab(context)
        with gr.Tab(I18N("tab_depth"), id="depth") as depth:
            build_depth_tab(context, depth)
    for name, tab in zip(PANELS, (zoo, depth), strict=True):
        tab.select(None, js=_keep_panel(name), **PRIVATE)

    def open_page(language: str, request: gr.Request) -> Any:  # noqa: ANN401  a gradio update
        panel = request.query_params.get("panel")
        if panel in (None, PANELS[0]):
            return gr.skip()
        if panel not in PANELS:
            return warn(Words.for_page(language), ChoiceError("panel", panel, PANELS))
        return gr.Tabs(selected=panel)

    opened = context.page.load(open_page, context.language, tabs, js=SEND_LANGUAGE, **SEEN)
    opened.then(None, js="() => { window.isOpened = true; }", **PRIVATE)


def _keep_panel(name: str) -> str:
    """Returns a script that keeps the open tab in the address, once the address has been read:
    gradio opens the first tab before that.
    """
    return f'() => {{ if (window.isOpened) ({PUT})("panel", "{name}"); }}'
