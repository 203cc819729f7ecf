"""Of several runs of one part of the page, only the one asked for last goes on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any

import gradio as gr
from gradio.events import Dependency

from resnet_demo.ui.context import COMPUTE, PRIVATE, SEND_LANGUAGE, Context

Shown = Sequence[Any]
Handler = Callable[..., Generator[Shown, None, None]]

# At once, whatever waits in the queue, and however often.
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "trigger_mode": "multiple"}


class Turns:
    """Who was asked for last in one part of the page. Each visitor has one of their own."""

    def __init__(self) -> None:
        self.latest = ""

    def take(self) -> str:
        """Returns a new turn; the runs of all others end."""
        self.latest = uuid.uuid4().hex  # one assignment: clicks may be handled side by side
        return self.latest


def wire_runs(
    context: Context,
    handler: Handler,
    triggers: Sequence[Callable[..., Dependency]],
    samples: Sequence[tuple[gr.Button, Any]],
    inputs: Sequence[gr.components.Component],
    outputs: Sequence[gr.components.Component],
    cancel: gr.Button,
    show_cancelled: Callable[[str], Shown],
) -> list[Dependency]:
    """Runs long work when it is asked for, and ends what was asked for before.

    Args:
        context: Where the language of the page is.
        handler: Yields updates of the outputs, at least every half second; closing it ends it.
        triggers: Events that start it.
        samples: Buttons that put a value into the first input, and then start it.
        inputs: Of the handler, without the language, which it is given last.
        outputs: Of the handler.
        cancel: Button that ends it.
        show_cancelled: Turns the language into updates of the outputs, after a cancel.

    Returns:
        The runs, for what is to follow them.
    """
    # The turn travels with each run: one that waited in the queue may be too late when it starts.
    turns, turn = gr.State(Turns()), gr.Textbox(visible=False)
    asked = [gr.on(triggers, Turns.take, turns, turn, **AT_ONCE)] if triggers else []
    for button, value in samples:
        asked.append(
            button.click(
                lambda turns, value=value: (turns.take(), value), turns, [turn, inputs[0]],
                **AT_ONCE,
            )
        )  # fmt: skip
    run = _keep_latest(handler, [gr.skip()] * len(outputs))
    runs = [
        event.then(
            run, [turns, turn, *inputs, context.language], outputs, trigger_mode="multiple",
            js=SEND_LANGUAGE, **COMPUTE, **PRIVATE,
        )
        for event in asked
    ]  # fmt: skip

    def end(turns: Turns) -> None:
        turns.take()

    # Said once the work is told to end: its last progress would overwrite it.
    cancel.click(end, turns, None, cancels=runs, **AT_ONCE).then(
        show_cancelled, context.language, outputs, js=SEND_LANGUAGE, **AT_ONCE
    )
    return runs


def _keep_latest(handler: Handler, silence: Shown) -> Handler:
    def run(turns: Turns, turn: str, *values: Any) -> Generator[Shown, None, None]:  # noqa: ANN401
        with closing(handler(*values)) as steps:
            for shown in steps:
                if turns.latest != turn:
                    break
                yield shown
        if turns.latest != turn:
            yield silence  # gradio shows once more what came last

    return run
