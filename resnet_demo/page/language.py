"""The language and the look of the page: chosen in its header, carried by its address.

Gradio takes the language from the browser while its scripts start, before it runs any script of the
page's ``head``. ``?lang=zh`` has to be read earlier: ``first.py`` puts ``SCRIPT`` first.
"""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from resnet_demo.page.context import I18N, PRIVATE
from resnet_demo.page.navigation import build_links
from resnet_demo.words.languages import LANGUAGES
from resnet_demo.words.text import PRODUCT

THEMES = ("light", "dark")
SYSTEM = "system"  # the look that the browser asks for
LOCALES = {code: language.locale for code, language in LANGUAGES.items()}
SCRIPT = f"""(() => {{
  const parts = new URLSearchParams(location.search);
  const locale = {json.dumps(LOCALES)}[parts.get("lang")];
  if (locale) Object.defineProperty(navigator, "language", {{ value: locale }});
  const theme = parts.get("__theme");
  if ({json.dumps(THEMES)}.includes(theme)) document.documentElement.dataset.theme = theme;
}})();
"""


def build_header(current: str) -> None:
    """Lays out the name of the product, the links to the pages, and the switches of language and
    look. The style sheet hides the switch of what the page already is; once a look was chosen, it
    shows the way back to that of the system.

    Args:
        current: The page, by its key in ``PATHS``.
    """
    with gr.Row(elem_classes="rl-title"):
        gr.HTML(f"<h1>{PRODUCT}</h1>", padding=False)
        build_links(current)
        for code, language in LANGUAGES.items():
            _build_switch("lang", code, language.name)
        for theme in (*THEMES, SYSTEM):
            _build_switch("theme", theme, I18N(f"theme_{theme}"))


def _build_switch(name: str, value: str, label: Any) -> None:  # noqa: ANN401  a text or I18N
    elem_id = f"switch-{name}-{value}"
    switch = gr.Button(label, size="sm", elem_id=elem_id, scale=0, min_width=60)
    switch.click(None, js=f"() => labAddress.choose('{name}', '{value}')", **PRIVATE)
