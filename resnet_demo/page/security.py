"""What a visitor may send: files of their own, within limits. Nothing is fetched for them.

Gradio by itself downloads http addresses that a client names in place of a file, decodes ``data:``
addresses past the upload limit, and serves ``/file=http…`` for any public address.
"""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import unquote

import gradio as gr
from gradio import processing_utils
from gradio.data_classes import ImageData
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resnet_demo.errors import FetchError
from resnet_demo.settings import Settings

# Everything but an upload is a short JSON document; 64 file descriptions take about 50 kB.
MAX_DOCUMENT_BYTES = 1_000_000
UPLOAD_PATH = "/gradio_api/upload"
# Gradio refuses a whole batch for one file that is too large. Up to this many times the limit a
# file still arrives, and is named and left out by ``images`` while the others are classified.
UPLOAD_SLACK = 4


def forbid_fetching() -> None:
    """Makes every component refuse addresses; call before the page is built.

    Components fetch through these two functions only. A subclass of a component would be the
    tidier place, but gradio writes a stub file beside the source of every subclass.
    """

    async def refuse_download(*_arguments: object, **_options: object) -> str:
        return refuse(*_arguments, **_options)

    def refuse(*_arguments: object, **_options: object) -> str:
        raise gr.Error(str(FetchError()), print_exception=False)

    processing_utils.async_ssrf_protected_download = refuse_download
    processing_utils.save_url_to_cache = refuse


def keep_upload(image: gr.Image) -> gr.Image:
    """Makes an image component hand on the path of the upload, also when it cannot be decoded.

    By itself gradio opens the picture first, and shows no reason when that fails.
    """

    def take_path(payload: ImageData | None) -> str | None:
        return None if payload is None or payload.path is None else str(payload.path)

    image.preprocess = take_path  # type: ignore[method-assign]
    return image


class RequestGuard:
    """ASGI middleware that refuses the fetch proxy and requests that are too large."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self.app = app
        self.max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers it with a refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if "://" in unquote(path) or "file=http" in unquote(path).lower():
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        limit = self.max_upload_bytes if path.startswith(UPLOAD_PATH) else MAX_DOCUMENT_BYTES
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await PlainTextResponse("Request too large", 413)(scope, receive, send)
            return
        await self.app(scope, _limit_body(receive, limit), send)


def _limit_body(receive: Receive, limit: int) -> Receive:
    """Ends the connection when more arrives than was announced, for instance in chunks."""
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= limit else {"type": "http.disconnect"}

    return receive_some


def guard_options(settings: Settings) -> dict[str, Any]:
    """Returns the keywords of ``launch`` that keep requests within limits."""
    # One upload brings all the photos of a request, and a little around each.
    limit = settings.max_files * (settings.max_file_bytes + 10_000)
    return {
        "max_file_size": UPLOAD_SLACK * settings.max_file_bytes,
        "app_kwargs": {"middleware": [Middleware(RequestGuard, max_upload_bytes=limit)]},
        "enable_monitoring": False,
        "run_history": False,
    }


def silence_analytics() -> None:
    """Keeps gradio from reporting the use of the page, and from summing it up after every event,
    which takes the longer the more events there were; call before the page is built.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
