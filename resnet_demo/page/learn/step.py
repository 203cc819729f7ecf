"""A step of the page *Learn*: it asks for a prediction, measures, and says whether it held."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import gradio as gr
import plotly.graph_objects as go

from resnet_demo.experiments.html import error_panel, note_panel, show_progress, status_line
from resnet_demo.page.context import I18N, Context, mark
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.study import HIDDEN, build_actions, make_chart, show_chart
from resnet_demo.page.turns import Work, wire_runs
from resnet_demo.progress import Progress, Step
from resnet_demo.words.text import Words


@dataclass(frozen=True)
class Finding:
    """What was measured.

    Attributes:
        outcome: Which of the predictions came true.
        sentences: What was found, a paragraph each; Markdown.
        bench: What the bench is to show, by the names of its address.
        charts: Figures of it, each with the sentence that says what to look at.
        html: Pictures or a table.
    """

    outcome: str
    sentences: Sequence[str]
    bench: dict[str, str]
    charts: Sequence[tuple[go.Figure, str]] = ()
    html: str = ""


@dataclass(frozen=True)
class Lesson:
    """One step.

    Attributes:
        name: Its words are those of `learn_<name>`.
        predictions: What can be predicted; the words are those of `learn_<name>_<prediction>`.
        measure: Does the work; None where this machine has not what it needs.
        charts: How many charts there are.
    """

    name: str
    predictions: Sequence[str]
    measure: Callable[[Context, Words, Progress], Finding | None]
    charts: int = 0


def build_step(context: Context, lesson: Lesson) -> None:
    """Lays out a step and wires it; nothing of the answer is shown before a prediction."""
    name = f"learn-{lesson.name}"
    gr.Markdown(I18N(f"learn_{lesson.name}"), elem_classes="rl-prose", elem_id=name)
    prediction = gr.Radio(
        [(mark(f"learn_{lesson.name}_{choice}"), choice) for choice in lesson.predictions],
        label=I18N("learn_prediction"),
        elem_id=f"{name}-prediction",
    )
    actions = build_actions(name, "learn_measure")
    text = gr.Markdown(visible=False, elem_id=f"{name}-answer", elem_classes="rl-prose")
    html = gr.HTML(visible=False, elem_id=f"{name}-shown", elem_classes="rl-bare", padding=False)
    with gr.Row(equal_height=False):
        charts = [make_chart(f"{name}-chart-{number}") for number in range(lesson.charts)]
    outputs = [text, html, *chain(*charts)]
    work = Work(_make_handler(context, lesson), [actions.start.click], [prediction], outputs)
    wire_runs(context, actions, work)


def _make_handler(
    context: Context, lesson: Lesson
) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    outputs = 2 + 2 * lesson.charts
    nothing, cleared = [gr.skip()] * outputs, [HIDDEN] * outputs
    going, done = gr.update(interactive=True), gr.update(interactive=False)

    def run_step(prediction: str | None, language: str) -> Generator[tuple[Any, ...], None, None]:
        words = Words.for_page(language)
        if prediction is None or prediction not in lesson.predictions:
            yield note_panel(words.say("learn_predict_first")), done, *cleared
            return
        yield status_line(words.say("loading")), going, *nothing

        def show(step: Step) -> tuple[Any, ...]:
            return show_progress(words, step), going, *nothing

        try:
            finding = yield from run_in_steps(partial(lesson.measure, context, words), show)
            if finding is None:
                note = note_panel(words.say(f"learn_{lesson.name}_missing"))
                yield note, done, *cleared
                return
            yield "", done, *_draw(words, lesson, finding, prediction)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            yield error_panel(describe_failure(words, error)), done, *cleared

    return run_step


def _draw(words: Words, lesson: Lesson, finding: Finding, prediction: str) -> list[Any]:
    verdict = words.say("learn_held" if prediction == finding.outcome else "learn_failed")
    text = "\n\n".join([f"### {verdict}", *finding.sentences])
    address = escape(f"./?{urlencode(finding.bench)}")
    link = (
        f'<p><a class="rl-link rl-page" href="{address}">{escape(words.say("learn_open"))}</a></p>'
    )
    charts = [show_chart(figure, sentence) for figure, sentence in finding.charts]
    return [
        gr.update(value=text, visible=True),
        gr.update(value=f"{finding.html}{link}", visible=True),
        *chain(*charts),
    ]
