"""What the panels share: work on what the bench shows, with progress, cancel and the note that says
which bench a result is of.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal

import gradio as gr
from gradio.events import Dependency

from resnet_demo.errors import ResNetLabError
from resnet_demo.experiments.html import error_panel, note_panel, status_line
from resnet_demo.experiments.passes import Passes
from resnet_demo.page.bench import FOLLOW, Bench, Choice, read_choice
from resnet_demo.page.context import I18N, PRIVATE, QUICK, SEND_LANGUAGE, Context
from resnet_demo.page.results import Asked, describe_cost, describe_results
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.strip import Photos
from resnet_demo.page.turns import Actions, Work, wire_runs
from resnet_demo.progress import Step, ignore_progress
from resnet_demo.words.text import Words

Scope = Literal["model", "columns"]

HIDDEN = gr.update(visible=False)
HIDDEN_CHART = [HIDDEN, HIDDEN]


def frame_panel(*, quick: bool = False, elem_id: str | None = None) -> gr.Column:
    """Returns the frame of a study with its result; a quick one answers when it is opened or the
    bench changes. A second study in a panel has a frame of its own.
    """
    classes = ["rl-panel", *(["rl-quick"] if quick else [])]
    return gr.Column(elem_classes=classes, elem_id=elem_id)


def frame_controls() -> gr.Row:
    """Returns the row of a panel that is not dimmed when its result is of another bench."""
    return gr.Row(equal_height=False, elem_classes="rl-controls")


def build_actions(name: str, label: str) -> Actions:
    """Lays out what the work would cost, start, cancel and the line that says what goes on."""
    cost = gr.HTML(elem_id=f"{name}-cost", padding=False)
    ask_cost = gr.Button(visible="hidden", elem_classes="rl-ask-cost")
    with gr.Row(elem_classes="rl-actions"):
        start = gr.Button(
            I18N(label),
            variant="primary",
            elem_id=f"{name}-start",
            scale=3,
            elem_classes="rl-start",
        )
        cancel = gr.Button(
            I18N("cancel"), interactive=False, elem_id=f"{name}-cancel", scale=1, min_width=80
        )
    status = gr.HTML(elem_id=f"{name}-status", padding=False)
    return Actions(start, cancel, status, cost, ask_cost)


def make_chart(elem_id: str) -> tuple[gr.Plot, gr.Markdown]:
    """Lays out the place of a figure and of the sentence that says what to look at; both are hidden
    until there is one.
    """
    with gr.Column(min_width=320):
        plot = gr.Plot(show_label=False, elem_id=elem_id, visible=False)
        look = gr.Markdown(elem_id=f"{elem_id}-look", visible=False, elem_classes="rl-look")
    return plot, look


def show_chart(figure: Any, sentence: str) -> list[Any]:  # noqa: ANN401  of plotly
    """Returns the updates that show a figure with its sentence."""
    return [gr.update(value=figure, visible=True), gr.update(value=sentence, visible=True)]


@dataclass(frozen=True)
class Study:
    """What a panel runs.

    Attributes:
        options: What the experiment needs besides the bench.
        outputs: What is drawn.
        ask: Turns (report, choice of the bench, *options) into what is asked of the experiment.
        draw: Turns (words, result, seconds, *looks) into updates of the outputs.
        looks: What only says how the result is drawn.
        compute: Runs what is asked.
        split: Turns (what was asked, result) into the pairs whose documents, and lines of the
            command line, stand below the result: one, unless it is put together from several.
        count: Returns the passes that are asked for, which are told before the start.
        scope: What of the bench the result depends on: ``model`` for photo and network alone,
            ``columns`` for the plan and the columns too.
        find_missing: Called with the options; returns the key of the sentence that asks for one
            that is empty, or None.
    """

    options: Sequence[gr.components.Component]
    outputs: Sequence[gr.components.Component]
    ask: Callable[..., Asked]
    draw: Callable[..., Sequence[Any]]
    looks: Sequence[gr.components.Component] = ()
    compute: Callable[[Asked], Any] = Asked.compute
    count: Callable[[Asked], Sequence[Passes]] = Asked.count_passes
    split: Callable[[Asked, Any], Sequence[tuple[Asked, Any]]] = lambda *pair: [pair]
    scope: Scope = "columns"
    find_missing: Callable[..., str | None] = lambda *_: None


def wire_study(context: Context, bench: Bench, actions: Actions, study: Study) -> Dependency:
    """Runs a study when it is asked for; what was asked for before ends. Lays out, at this place,
    what stands below its result.

    Args:
        context: Settings and page.
        bench: Photo, network, plan and columns.
        actions: Of ``build_actions``.
        study: What is run.

    Returns:
        The run, for what is to follow it.
    """
    name = str(actions.status.elem_id).removesuffix("-status")
    take = gr.HTML(elem_id=f"{name}-take", padding=False)
    outputs = [*study.outputs, take]
    work = Work(
        _make_handler(context, study, outputs, len(bench.inputs)),
        [actions.start.click],
        [*bench.inputs, *study.options, *study.looks],
        outputs,
    )
    _wire_cost(context, bench, actions, study)
    gr.on([actions.status.change, take.change], None, js=FOLLOW, **PRIVATE)
    return wire_runs(context, actions, work)


def _make_handler(
    context: Context, study: Study, outputs: Sequence[gr.components.Component], of_bench: int
) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    nothing = [gr.skip()] * len(outputs)
    strips = [index for index, option in enumerate(study.options) if isinstance(option, gr.Gallery)]
    cleared = [None if isinstance(output, gr.State) else HIDDEN for output in outputs]

    def run_study(*values: Any) -> Generator[tuple[Any, ...], None, None]:  # noqa: ANN401
        of_options = of_bench + len(study.options)
        shown, options = values[:of_bench], values[of_bench:of_options]
        looks, language = values[of_options:-1], values[-1]
        words = Words.for_page(language)
        missing = study.find_missing(*options) if shown[0] else "no_photo"
        if missing:
            yield note_panel(words.say(missing)), gr.update(interactive=False), *cleared
            return
        yield status_line(words.say("loading")), gr.update(interactive=True), *nothing
        started = time.perf_counter()

        def work(report: Callable[[Step], None]) -> tuple[Asked, Any]:
            asked = study.ask(report, read_choice(context, *shown), *options)
            return asked, study.compute(asked)

        def show(step: Step) -> tuple[Any, ...]:
            line = describe_step(words, step, time.perf_counter() - started)
            return line, gr.update(interactive=True), *nothing

        try:
            asked, result = yield from run_in_steps(work, show)
            updates = study.draw(words, result, time.perf_counter() - started, *looks)
            choice = read_choice(context, *shown)
            below = describe_results(words, study.split(asked, result))
            photos = options[strips[0]] if strips else None
            below += mark_choice(choice, study.scope, photos)
            of_all = photos is not None and len(photos) > 1
            note = describe_choice(words, choice, study.scope, of_all=of_all)
            yield note, gr.update(interactive=False), *updates, gr.update(value=below, visible=True)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
            yield panel, gr.update(interactive=False), *cleared

    return run_study


def _wire_cost(context: Context, bench: Bench, actions: Actions, study: Study) -> None:
    """Says what a study would cost when ``bench.js`` asks for it, and when an option changes."""

    def tell(*values: Any) -> str:  # noqa: ANN401
        shown, options = values[: len(bench.inputs)], values[len(bench.inputs) : -1]
        words = Words.for_page(values[-1])
        try:
            if not shown[0] or study.find_missing(*options):
                return ""
            choice = read_choice(context, *shown)
            asked = study.ask(ignore_progress, choice, *options)
            if not asked.is_loaded:
                return ""  # nothing is downloaded to tell what it would cost
            return describe_cost(words, asked, study.count(asked))
        except ResNetLabError:
            return ""  # told when it is started

    # What the photos of the strip are, the bench tells too.
    options = [option for option in study.options if not isinstance(option, gr.Gallery)]
    gr.on(
        [actions.ask_cost.click, *(option.change for option in options)],  # type: ignore[attr-defined]
        tell,
        [*bench.inputs, *study.options, context.language],
        actions.cost,
        trigger_mode="always_last",
        js=SEND_LANGUAGE,
        **QUICK,
    )


def mark_choice(choice: Choice, scope: Scope, photos: Photos | None) -> str:
    """Returns a mark of what a result is of; ``bench.js`` dims the result once the bench has
    another. It stays with the result whatever is said above it.

    Args:
        choice: What the bench showed.
        scope: What of it the result depends on.
        photos: Of a result of all photos; each lies in a folder that is named after its content.
    """
    if photos is None:
        return f'<span hidden data-scope="{scope}" data-of="{choice.name(scope)}"></span>'
    contents = " ".join(Path(path).parent.name for path, _ in photos)
    name = choice.name(scope, of_all=True)
    mark = f'data-scope="all-{scope}" data-of="{name}" data-photos="{escape(contents)}"'
    return f"<span hidden {mark}></span>"


def describe_choice(words: Words, choice: Choice, scope: Scope, *, of_all: bool) -> str:
    """Returns which photos and network a result is of, and what is said once it is dimmed."""
    network = choice.plan.model if scope == "model" else str(choice.plan)
    key = "result_of_all" if of_all else "result_of"
    text = escape(words.say(key, photo=choice.photo.name, network=network))
    stale = escape(words.say("result_stale"))
    return f'<p class="rl-of">{text} <strong>{stale}</strong></p>'


def describe_step(words: Words, step: Step, elapsed_s: float) -> str:
    """Returns how far a study is, as HTML: by the name of the part that it is in, where it has
    parts. A count that is through has no bar: what is left has none.
    """
    left = _estimate_seconds(step, elapsed_s)
    is_through = 0 < step.total <= step.done
    if step.phase is not None:
        text = words.say(f"phase_{step.phase.name}", **vars(step.phase))
        if left is not None and not is_through:
            text = f"{text} {words.say('time_left', seconds=left)}"
    elif is_through:
        text = words.say("finishing")
    else:
        key = step.unit if left is None else f"{step.unit}_left"
        # Photos are counted by the one that is read, all else by what is done.
        done = min(step.done + 1, step.total) if step.unit == "photos" else step.done
        text = words.say(key, done=done, total=step.total, seconds=left)
    return status_line(text) if is_through else status_line(text, step.done, step.total)


def _estimate_seconds(step: Step, elapsed_s: float) -> int | None:
    """Returns how long the rest will take, once a second of work can tell."""
    if not step.done or elapsed_s < 1:
        return None
    return round(elapsed_s / step.done * (step.total - step.done))
