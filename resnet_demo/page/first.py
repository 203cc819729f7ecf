"""The scripts of the page that have to run before gradio's.

Gradio starts before any script of the page's ``head``.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_demo.page.language import SCRIPT as LANGUAGE

HERE = Path(__file__).parent
REST, STREAM = ((HERE / f"{name}.js").read_text(encoding="utf-8") for name in ("rest", "stream"))
SCRIPTS = f"<script>{LANGUAGE}{REST}{STREAM}</script>".encode()


class FirstScripts:
    """ASGI middleware that puts ``SCRIPTS`` before all else in the head of a page."""

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
                body = message.get("body", b"").replace(b"<head>", b"<head>" + SCRIPTS, 1)
                headers = MutableHeaders(scope=begun)
                if "content-length" in headers:
                    added = len(body) - len(message.get("body", b""))
                    headers["content-length"] = str(int(headers["content-length"]) + added)
                await send(begun)
                begun, message = None, {**message, "body": body}
            await send(message)

        await self.app(scope, receive, send_with_script if scope["type"] == "http" else send)
