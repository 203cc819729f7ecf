"""Long work for a page: its progress, an end when the visitor cancels, its errors in words."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from html import escape
from typing import Any, TypeVar

import gradio as gr

from resnet_demo.errors import ResNetLabError
from resnet_demo.progress import Cancelled, Progress, Step
from resnet_demo.words.text import Words

logger = logging.getLogger(__name__)

# Progress is shown this often, however fast the work goes: a page that gets a hundred updates a
# second has no time left for clicks. A handler ends between two of its steps, so one that is not
# wanted any more goes on for this long.
HEARTBEAT_S = 0.5

Result = TypeVar("Result")
Shown = TypeVar("Shown")


def run_in_steps(
    task: Callable[[Progress], Result], show: Callable[[Step], Shown]
) -> Generator[Shown, None, Result]:
    """Runs a task in a thread and shows its latest step; closing the generator ends the task.

    Args:
        task: Called with a function that takes a step. It ends at the next step after a close.
        show: Turns a step into what the generator yields.

    Returns:
        What the task returns (the value of ``yield from``).
    """
    current = Step("loading")
    unwanted = threading.Event()

    def report(step: Step) -> None:
        nonlocal current
        if unwanted.is_set():
            raise Cancelled
        current = step

    pool = ThreadPoolExecutor(1, thread_name_prefix="work")
    try:
        future = pool.submit(task, report)
        while not wait([future], HEARTBEAT_S).done:
            yield show(current)
        return future.result()
    finally:
        unwanted.set()
        pool.shutdown(wait=False)


def describe_failure(words: Words, error: Exception) -> str:
    """Returns what to tell the visitor; an error nobody foresaw is logged and only its id shown."""
    if isinstance(error, ResNetLabError):
        return words.explain(error)
    incident = uuid.uuid4().hex[:8]
    logger.error("incident %s", incident, exc_info=error)
    return words.say("unexpected", incident=incident)


def warn(words: Words, error: Exception) -> Any:  # noqa: ANN401
    """Tells the visitor what went wrong, and returns what leaves the page as it is.

    The handler ends well: after one that fails, gradio forgets the change that waits behind it.
    """
    show_note(words.say("not_done"), describe_failure(words, error))
    return gr.skip()


def warn_of_link(words: Words, error: Exception) -> None:
    """Tells the visitor which part of a link was left out; the note stays until it is closed."""
    show_note(words.say("link_left"), describe_failure(words, error), duration=None)


def show_note(title: str, sentence: str, duration: float | None = 10) -> None:
    """Shows a note over the page for some seconds, or until it is closed.

    Its title is part of the sentence: gradio heads its notes by their kind, in English.
    """
    gr.Warning(f"<strong>{escape(title)}</strong><br>{escape(sentence)}", duration=duration)
