"""How the page looks: a theme without web fonts, and ``style.css`` for the HTML of the
panels and of the picture of the network.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from resnet_demo.words.languages import LANGUAGES

# The system's own fonts: nothing is fetched, and Chinese has a proper face on every system.
FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)
MONOSPACE_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def make_theme() -> gr.themes.Base:
    """Returns the theme."""
    return gr.themes.Default(
        primary_hue=gr.themes.colors.blue,
        secondary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=FONTS,
        font_mono=MONOSPACE_FONTS,
    ).set(  # gradio's own are too pale to be read on white by everyone (WCAG AA: 4.5 to 1)
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        color_accent="*primary_600",
        block_info_text_color="*neutral_500",
        body_text_color_subdued="*neutral_500",
    )


# The language that a page is in needs no switch.
CSS = Path(__file__).with_name("style.css").read_text(encoding="utf-8") + "".join(
    f"html:lang({code}) #switch-lang-{code} {{ display: none; }}\n" for code in LANGUAGES
)
