"""Of several runs of one part of the page, only the one asked for last goes on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any

import gradio as gr
from gradio.events import Dependency

from resnet_demo.ui.context import COMPUTE, PRIVATE, SEND_LANGUAGE, Context
from resnet_demo.ui.panels import error_panel, note_panel, status_line
from resnet_demo.ui.text import Words

Shown = Sequence[Any]
Handler = Callable[..., Generator[Shown, None, None]]

# At once, whatever waits in the queue, and however often.
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "trigger_mode": "multiple"}


class Turns:
    """Who was asked for last in one part of the page. Each visitor has one of their own.

    Attributes:
        latest: The turn of the run that goes on; empty after a cancel.
    """

    def __init__(self) -> None:
        self.latest = ""

    def take(self) -> str:
        """Returns a new turn; the runs of all others end."""
        self.latest = uuid.uuid4().hex  # one assignment: clicks may be handled side by side
        return self.latest

    def end(self) -> None:
        """Ends all runs, also those that wait in the queue."""
        self.latest = ""


def wire_runs(
    context: Context,
    handler: Handler,
    triggers: Sequence[Callable[..., Dependency]],
    samples: Sequence[tuple[gr.Button, Any]],
    inputs: Sequence[gr.components.Component],
    status: gr.HTML,
    cancel: gr.Button,
    outputs: Sequence[gr.components.Component],
) -> list[Dependency]:
    """Runs long work when it is asked for, and ends what was asked for before.

    Args:
        context: Where the language of the page is.
        handler: Yields updates of status, cancel and the outputs, several a second; closing it
            ends it.
        triggers: Events that start it.
        samples: Buttons that put a value into the first input, and then start it.
        inputs: Of the handler, without the language, which it is given last.
        status: Says what is going on.
        cancel: Ends it.
        outputs: What else the handler shows.

    Returns:
        The runs, for what is to follow them.
    """
    # The turn travels with each run: one that waited in the queue may be too late when it starts.
    turns, turn = gr.State(Turns()), gr.Textbox(visible=False)
    shown = [status, cancel]

    def ask(turns: Turns, language: str) -> Shown:
        waiting = status_line(Words.for_page(language).say("waiting"))
        return turns.take(), waiting, gr.update(interactive=True)

    asked = []
    if triggers:
        event = gr.on(
            triggers, ask, [turns, context.language], [turn, *shown], js=SEND_LANGUAGE, **AT_ONCE
        )
        asked.append(event)
    for button, value in samples:
        event = button.click(
            lambda turns, language, value=value: (*ask(turns, language), value),
            [turns, context.language], [turn, *shown, inputs[0]], js=SEND_LANGUAGE, **AT_ONCE,
        )  # fmt: skip
        asked.append(event)

    run = _keep_latest(handler, len(outputs))
    runs = []
    for event in asked:
        started = event.then(
            run, [turns, turn, *inputs, context.language], [*shown, *outputs],
            trigger_mode="multiple", js=SEND_LANGUAGE, **COMPUTE, **PRIVATE,
        )  # fmt: skip
        # The handler tells its own errors: this one never began.
        started.failure(_show_refused, context.language, shown, js=SEND_LANGUAGE, **AT_ONCE)
        runs.append(started)

    def end(turns: Turns, language: str) -> Shown:
        turns.end()
        return _show_cancelled(language)

    # Not ``cancels``: what gradio then sends for the run that ends has no values, and the page
    # takes that for an error when it comes late.
    cancel.click(end, [turns, context.language], shown, js=SEND_LANGUAGE, **AT_ONCE)
    return runs


def _keep_latest(handler: Handler, others: int) -> Handler:
    nothing = [gr.skip()] * others

    def run(turns: Turns, turn: str, *values: Any) -> Generator[Shown, None, None]:  # noqa: ANN401
        with closing(handler(*values)) as steps:
            for shown in steps:
                if turns.latest != turn:
                    break
                yield shown
        # Gradio shows once more what came last; progress must not stay where "Cancelled" was.
        if turns.latest != turn and turns.latest:
            yield [gr.skip(), gr.skip(), *nothing]
        elif turns.latest != turn:
            yield [*_show_cancelled(values[-1]), *nothing]

    return run


def _show_cancelled(language: str) -> Shown:
    note = note_panel(Words.for_page(language).say("cancelled"))
    return note, gr.update(interactive=False)


def _show_refused(language: str) -> Shown:
    return error_panel(Words.for_page(language).say("refused")), gr.update(interactive=False)
