"""Of several runs of one part of the page, only the one asked for last goes on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import Dependency

from resnet_demo.experiments.html import error_panel, note_panel, status_line
from resnet_demo.page.context import COMPUTE, PRIVATE, QUICK, SEND_LANGUAGE, Context
from resnet_demo.words.text import Words

SCRIPT = Path(__file__).with_name("queue.js").read_text(encoding="utf-8")
Shown = Sequence[Any]
Handler = Callable[..., Generator[Shown, None, None]]

# At once, and however often.
AT_ONCE: dict[str, Any] = {**QUICK, "trigger_mode": "multiple"}

# What ``SEND_LANGUAGE`` does, and when it was asked, which is the second input.
SEND_TIME = """(turns, asked, ...values) =>
  [turns, performance.now(), ...values.slice(0, -1), document.documentElement.lang]"""


class Turns:
    """Who was asked for last in one part of the page. Each visitor has one of their own.

    Attributes:
        latest: The turn of the run that goes on; empty after a cancel.
        asked_ms: When the browser asked for it, where it says so.
    """

    def __init__(self) -> None:
        self.latest = ""
        self.asked_ms = 0.0

    def take(self) -> str:
        """Returns a new turn; the runs of all others end."""
        self.latest = uuid.uuid4().hex  # one assignment: clicks may be handled side by side
        return self.latest

    def end(self) -> None:
        """Ends all runs."""
        self.latest = ""


@dataclass(frozen=True)
class Actions:
    """The buttons of long work, the line that says what is going on, and the line that says before
    what the work would cost, with the hidden button that asks for it.
    """

    start: gr.Button
    cancel: gr.Button
    status: gr.HTML
    cost: gr.HTML
    ask_cost: gr.Button


@dataclass(frozen=True)
class Work:
    """Long work of a part of the page.

    Attributes:
        handler: Yields updates of status, cancel and the outputs; closing it
            ends it.
        triggers: Events that start it.
        inputs: Of the handler, without the language, which it is given last.
        outputs: What else the handler shows.
    """

    handler: Handler
    triggers: Sequence[Callable[..., Dependency]]
    inputs: Sequence[gr.components.Component]
    outputs: Sequence[gr.components.Component]


def wire_runs(context: Context, actions: Actions, work: Work) -> Dependency:
    """Runs long work when it is asked for, and ends what was asked for before.

    Args:
        context: Where the language of the page is.
        actions: Where it is cancelled and says how far it is.
        work: What is run.

    Returns:
        The run, for what is to follow it.
    """
    # The turn travels with each run: one that waited in the queue may be too late when it starts.
    turns, turn = gr.State(Turns()), gr.Textbox(visible=False)
    shown = [actions.status, actions.cancel]

    asked: Dependency = gr.on(
        work.triggers, _ask, [turns, context.language], [turn, *shown], js=SEND_LANGUAGE, **AT_ONCE
    )
    run: Dependency = asked.then(
        _keep_latest(work.handler, len(shown) + len(work.outputs)),
        [turns, turn, *work.inputs, context.language],
        [*shown, *work.outputs],
        trigger_mode="multiple",
        js=SEND_LANGUAGE,
        **COMPUTE,
        **PRIVATE,
    )
    # The handler tells its own errors: this one never began. Gradio's note says why.
    run.failure(_refuse, [turns, turn, context.language], shown, js=SEND_LANGUAGE, **AT_ONCE)

    # Gradio's own cancel too: it takes what waits out of the queue. Said once the work is told to
    # end: its last progress would overwrite it.
    actions.cancel.click(Turns.end, turns, None, cancels=[run], **AT_ONCE).then(
        _show_cancelled, context.language, shown, js=SEND_LANGUAGE, **AT_ONCE
    )
    return run


def _ask(turns: Turns, language: str) -> Shown:
    turn = turns.take()
    return turn, show_waiting(language, turn), gr.update(interactive=True)


def _refuse(turns: Turns, turn: str, language: str) -> Shown:
    if turns.latest != turn:  # cancelled, or asked for again
        return gr.skip(), gr.skip()
    return show_not_started(language), gr.update(interactive=False)


def show_waiting(language: str, turn: str) -> str:
    """Returns what is said until a run begins; ``queue.js`` says there which place it has."""
    words = Words.for_page(language)
    said = {key: words.template(f"waiting_{key}") for key in ("place", "seconds", "minutes")}
    return (
        f'<div class="rl-waiting" data-turn="{turn}" data-words="{escape(json.dumps(said))}">'
        f"{status_line(words.say('waiting'))}</div>"
    )


def show_not_started(language: str) -> str:
    """Returns what is said when gradio did not start a run: its queue is full, for instance."""
    return error_panel(Words.for_page(language).say("not_started"))


def answer_latest(handler: Handler, outputs: int) -> Handler:
    """Returns a handler that ends once it is asked again.

    Before its inputs it takes the visitor's ``Turns``, and when the browser asked, in milliseconds:
    gradio runs two events side by side that come in one moment, in any order, also where the second
    is to wait for the first.
    """
    keep_latest = _keep_latest(handler, outputs)

    def answer(turns: Turns, asked_ms: float, *values: Any) -> Generator[Shown, None, None]:  # noqa: ANN401
        is_latest = asked_ms >= turns.asked_ms
        turns.asked_ms = max(asked_ms, turns.asked_ms)
        yield from keep_latest(turns, turns.take() if is_latest else "", *values)

    return answer


def _keep_latest(handler: Handler, outputs: int) -> Handler:
    silence = [gr.skip()] * outputs

    def run(turns: Turns, turn: str, *values: Any) -> Generator[Shown, None, None]:  # noqa: ANN401
        with closing(handler(*values)) as steps:
            for shown in steps:
                if turns.latest != turn:
                    break
                yield shown
        if turns.latest != turn:
            yield silence  # gradio shows once more what came last

    return run


def _show_cancelled(language: str) -> Shown:
    note = note_panel(Words.for_page(language).say("cancelled"))
    return note, gr.update(interactive=False)
