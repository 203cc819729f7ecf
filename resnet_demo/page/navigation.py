"""The way from each page to the others.

Gradio's own navigation bar, which the style sheet hides, shows the names of pages in one language
only.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from resnet_demo.page.context import mark

# The path of each page under the address of the app; its words are those of `page_<name>`.
PATHS = {"lab": "./", "networks": "networks", "learn": "learn"}

# A link to another page keeps language and look.
LINK_SCRIPT = Path(__file__).with_name("navigation.js").read_text(encoding="utf-8")

# Puts a value into the address, and nothing into the history of the browser.
PUT = """(name, value) => {
  const address = new URL(location);
  address.searchParams.set(name, value);
  history.replaceState(history.state, "", address);
}"""


def build_links(current: str) -> None:
    """Lays out a link to each page.

    Args:
        current: A key of ``PATHS``.
    """
    with gr.Row(elem_classes="rl-pages"):
        for name, path in PATHS.items():
            # A component each: gradio replaces one mark in a component.
            is_current = ' aria-current="page"' if name == current else ""
            link = f'<a class="rl-page" href="{path}"{is_current}>{mark(f"page_{name}")}</a>'
            gr.HTML(link, padding=False)
