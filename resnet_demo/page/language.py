"""The language and the look of the page: chosen in its header, carried by its address.

Gradio takes the language from the browser while its scripts start, before it runs any script of the
page's ``head``. ``?lang=zh`` has to be read earlier: ``LanguageScript`` puts a script first.
"""

from __future__ import annotations

import json
from typing import Any

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_demo.page.context import I18N, PRIVATE
from resnet_demo.page.navigation import build_links
from resnet_demo.words.languages import LANGUAGES
from resnet_demo.words.text import PRODUCT

THEMES = ("light", "dark")
LOCALES = {code: language.locale for code, language in LANGUAGES.items()}
SCRIPT = f"""<script>(() => {{
  const locale = {json.dumps(LOCALES)}[new URLSearchParams(location.search).get("lang")];
  if (locale) Object.defineProperty(navigator, "language", {{ value: locale }});
}})();</script>""".encode()


def build_header(current: str) -> None:
    """Lays out the name of the product, the links to the pages, and the switches of language and
    look. The style sheet hides the switch of what the page already is.

    Args:
        current: The page, by its key in ``PATHS``.
    """
    with gr.Row(elem_classes="rl-title"):
        gr.HTML(f"<h1>{PRODUCT}</h1>", padding=False)
        build_links(current)
        for code, language in LANGUAGES.items():
            _build_switch("lang", code, language.name)
        for theme in THEMES:
            _build_switch("theme", theme, I18N(f"theme_{theme}"))


def _build_switch(name: str, value: str, label: Any) -> None:  # noqa: ANN401  a text or I18N
    elem_id = f"switch-{name}-{value}"
    switch = gr.Button(label, size="sm", elem_id=elem_id, scale=0, min_width=60)
    switch.click(None, js=f"() => labAddress.choose('{name}', '{value}')", **PRIVATE)


class LanguageScript:
    """ASGI middleware that puts ``SCRIPT`` before all else in the head of a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and adds the script to a page that comes back."""
        begun: Message | None = None

        async def send_with_script(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    begun = message  # its length is known once the page is
                    return
            elif begun is not None and message["type"] == "http.response.body":
                body = message.get("body", b"").replace(b"<head>", b"<head>" + SCRIPT, 1)
                headers = MutableHeaders(scope=begun)
                if "content-length" in headers:
                    added = len(body) - len(message.get("body", b""))
                    headers["content-length"] = str(int(headers["content-length"]) + added)
                await send(begun)
                begun, message = None, {**message, "body": body}
            await send(message)

        await self.app(scope, receive, send_with_script if scope["type"] == "http" else send)
