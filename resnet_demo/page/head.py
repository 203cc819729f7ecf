"""The head of the bench, which a narrow window shows: a line of what the bench holds folds it.

The panels below a bench that is folded are in sight at once. In a wide window the style sheet
hides the head, and shows the bench whether it is folded or not.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from resnet_demo.page.context import mark

SCRIPT = Path(__file__).with_name("head.js").read_text(encoding="utf-8")


def build_head() -> None:
    """Lays out the head; ``head.js`` writes into it after every answer."""
    lines = f"{mark('bench')} <span></span> <span></span>"
    button = f'<button type="button" aria-expanded="true">{lines}</button>'
    gr.HTML(button, elem_id="bench-head", elem_classes="rl-bare", padding=False)
