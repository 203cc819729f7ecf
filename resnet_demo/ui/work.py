"""Long work for a page: its progress, an end when the visitor cancels, its errors in words."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar

from resnet_demo.errors import InputError, SaliencyError, SelectionError, WeightsError
from resnet_demo.ui.text import Words

logger = logging.getLogger(__name__)

# Gradio stops a handler between two of its steps, so a cancelled one waits at most this long.
HEARTBEAT_S = 0.5

Result = TypeVar("Result")
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Step:
    """What is going on: a key of the sentences, and how far it is when that is known."""

    key: str
    done: int = 0
    total: int = 0


class Cancelled(Exception):  # noqa: N818  not an error: the visitor wanted it
    """Raised inside the work when nobody waits for it any more."""


def run_in_steps(
    task: Callable[[Callable[[Step], None]], Result], show: Callable[[Step], Shown]
) -> Generator[Shown, None, Result]:
    """Runs a task in a thread and shows its steps; closing the generator ends the task.

    Args:
        task: Called with a function that takes a step. It ends at the next step after a close.
        show: Turns a step into what the generator yields.

    Returns:
        What the task returns (the value of ``yield from``).
    """
    steps: SimpleQueue[Step | None] = SimpleQueue()
    unwanted = threading.Event()

    def report(step: Step) -> None:
        if unwanted.is_set():
            raise Cancelled
        steps.put(step)

    pool = ThreadPoolExecutor(1, thread_name_prefix="work")
    try:
        future = pool.submit(task, report)
        future.add_done_callback(lambda _: steps.put(None))
        current = Step("loading")
        while True:
            try:
                step = steps.get(timeout=HEARTBEAT_S)
            except Empty:
                step = current
            if step is None:
                return future.result()
            current = step
            yield show(step)
    finally:
        unwanted.set()
        pool.shutdown(wait=False)


def describe_failure(words: Words, error: Exception) -> str:
    """Returns what to tell the visitor; an error nobody foresaw is logged and only its id shown."""
    if isinstance(error, InputError | SelectionError | WeightsError | SaliencyError):
        return words.explain(error)
    incident = uuid.uuid4().hex[:8]
    logger.error("incident %s", incident, exc_info=error)
    return words.say("unexpected", incident=incident)
