"""What clients send, made fit for gradio before gradio reads it: it refuses what it cannot read
without a word that a client sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.exceptions import InvalidPathError
from gradio.route_utils import FnIndexInferError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from resnet_demo.errors import (
    EndpointParametersError,
    ForeignFileError,
    NotUploadedError,
    OneFileError,
    ResNetLabError,
    UnknownAnswerError,
    UnknownEndpointError,
)
from resnet_demo.page.run import describe_failure
from resnet_demo.words.text import Words

ENGLISH = Words("en")
CALL_PATH = "/gradio_api/call/"
ANSWER_PATH = re.compile(rf"{CALL_PATH}(?:v2/)?[^/]+/(?P<event>[^/]+)")
# How gradio knows a file among the values of a request, and that it has to be an upload.
FILE_META = {"_type": "gradio.FileData"}


def guard_endpoints(page: gr.Blocks) -> None:
    """Makes the endpoints of a page take values that are meant well, and say what is wrong with the
    others. Call it after the page is built.
    """
    preprocess_data = page.preprocess_data

    async def preprocess(
        block_fn: BlockFunction,
        inputs: list[Any],
        *arguments: Any,  # noqa: ANN401  as gradio calls it
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if block_fn.api_visibility != "public":
            return await preprocess_data(block_fn, inputs, *arguments, **options)
        try:
            values = read_values(block_fn.inputs, inputs)
            return await preprocess_data(block_fn, values, *arguments, **options)
        except gr.Error:
            raise
        except Exception as error:  # noqa: BLE001  the client gets one sentence, the log the rest
            known = ForeignFileError() if isinstance(error, InvalidPathError) else error
            message = describe_failure(ENGLISH, known)
            raise gr.Error(message, print_exception=False) from None

    page.preprocess_data = preprocess  # type: ignore[method-assign]


def read_values(components: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Returns a value for every component of an endpoint, null for those that were left out at the
    end. Where several files are taken, one may come alone; where one is, it may come in a list.

    Raises:
        NotUploadedError: A value is no upload.
        OneFileError: There are several files where one is taken.
    """
    padded = [*values, *[None] * (len(components) - len(values))]
    return [
        _read_files(component, value) if isinstance(component, gr.File) else value
        for component, value in zip(components, padded, strict=False)  # gradio ignores the rest too
    ]


def _read_files(component: gr.File, value: object) -> Any:  # noqa: ANN401  what gradio takes
    option = str(component.label)
    if value is None:
        return None
    files = [_read_file(option, file) for file in (value if isinstance(value, list) else [value])]
    if component.file_count == "multiple":
        return files
    if len(files) > 1:
        raise OneFileError(option, len(files))
    return files[0] if files else None


def _read_file(option: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("path"), str):
        raise NotUploadedError(option)
    return {"path": value["path"], "meta": FILE_META}


class AnswerGuard:
    """ASGI middleware that refuses to read an answer that does not exist or is being read, where
    gradio would begin an answer and break it off, or never end it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.read: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers it with a refusal."""
        asked = None
        if scope["type"] == "http" and scope["method"] == "GET":
            asked = ANSWER_PATH.fullmatch(scope["path"])
        if asked and not self._begin_reading(scope, asked["event"]):
            refusal = JSONResponse({"detail": str(UnknownAnswerError(asked["event"]))}, 404)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _begin_reading(self, scope: Scope, event: str) -> bool:
        """Returns whether an answer can be read, and notes that it is."""
        # Gradio keeps an event here from the call until its last message was read.
        sessions = scope["app"].get_blocks()._queue.pending_event_ids_session
        unread = {item for events in sessions.values() for item in events}
        self.read &= unread
        if event not in unread - self.read:
            return False
        self.read.add(event)
        return True


def explain_bad_call(request: Request, error: Exception) -> Response:
    """Answers a call by name whose parameters, or whose name, gradio does not know; every other
    error goes on.
    """
    if not request.url.path.startswith(CALL_PATH):
        raise error
    problem: ResNetLabError
    if isinstance(error, KeyError | FnIndexInferError):
        problem, status = UnknownEndpointError(request.url.path.rstrip("/").split("/")[-1]), 404
    else:
        problem, status = EndpointParametersError(str(error)), 422
    return JSONResponse({"detail": str(problem)}, status)


# What gradio raises where it reads the name and the parameters of a call.
EXCEPTION_HANDLERS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    FnIndexInferError: explain_bad_call,
    KeyError: explain_bad_call,
    TypeError: explain_bad_call,
}
