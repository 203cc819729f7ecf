"""Photos to try, from gradio's own media; none of them shows one of CIFAR-10's ten things."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from resnet_demo.page.context import I18N

SAMPLES = {
    "sample_lion": "lion.jpg",
    "sample_cheetah": "cheetah.jpg",
    "sample_tower": "tower.jpg",
    "sample_bus": "bus.png",
}


def build_samples() -> list[tuple[gr.Button, str]]:
    """Lays out a button for each sample and returns them with the paths of the photos."""
    gr.Markdown(I18N("samples"), elem_classes="rl-hint")
    buttons = []
    with gr.Row(elem_classes="rl-samples"):
        for key, name in SAMPLES.items():
            path = gr.get_image(name)
            buttons.append((gr.Button(I18N(key), icon=path, size="sm", min_width=60), path))
    return buttons


def list_other_samples(photo: Path) -> list[Path]:
    """Lists the samples beside a photo, which may be one of them."""
    return [path for path in map(Path, list_sample_paths()) if path.name != photo.name]


def list_sample_paths() -> list[str]:
    """Lists the files that the server may hand out besides uploads."""
    return [gr.get_image(name) for name in SAMPLES.values()]
