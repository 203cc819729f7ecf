"""Scripts and styles are kept by the browser: a page opened again asks for none of them."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's build puts a hash of its content into the name of each of these files.
HASHED_ASSET = re.compile(r"/assets/[\w.-]+-[\w-]{8,}\.\w+")
FOREVER = "public, max-age=31536000, immutable"


class AssetCache:
    """ASGI middleware that lets browsers keep the files whose names change with their content."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and adds ``Cache-Control`` to a file that was found."""

        async def send_cached(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["cache-control"] = FOREVER
            await send(message)

        is_asset = scope["type"] == "http" and HASHED_ASSET.fullmatch(scope["path"])
        await self.app(scope, receive, send_cached if is_asset else send)
