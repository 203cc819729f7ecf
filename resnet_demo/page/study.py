"""What the tabs of long work on a photo share: photo, network, progress, cancel."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import gradio as gr
from gradio.events import Dependency

from resnet_demo.experiments.html import error_panel, note_panel, status_line
from resnet_demo.page.choices import choose_default, list_first, list_study_choices
from resnet_demo.page.context import I18N, QUICK, Context, mark
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.samples import build_samples
from resnet_demo.page.security import keep_upload
from resnet_demo.page.turns import Actions, Work, wire_runs
from resnet_demo.progress import Step
from resnet_demo.words.text import Words

Result = TypeVar("Result")
Task = Callable[..., Result]
"""Called with (report, photo, model, *options); reports (done, total)."""
Given = str | list[tuple[str, str | None]] | None

HIDDEN = gr.update(visible=False)


@dataclass(frozen=True)
class StudyInputs:
    """Components of one tab; ``samples`` are buttons with the path of their photo.

    With a gallery the task is given a list of paths.
    """

    photo: gr.Image | gr.Gallery
    model: gr.Dropdown
    samples: list[tuple[gr.Button, str]]


def build_study_inputs(context: Context, name: str, *, shallow: bool = False) -> StudyInputs:
    """Lays out the photo and the picker of networks.

    Args:
        context: Settings and page.
        name: Of the tab, in the ids of its elements.
        shallow: Whether to begin with the shallowest network, where the work is long.
    """
    photo = gr.Image(
        label=I18N("photo"),
        type="filepath",
        image_mode=None,
        elem_id=f"{name}-photo",
        sources=["upload", "webcam", "clipboard"],
        height=220,
        buttons=[],
    )
    keep_upload(photo)
    samples = build_samples()

    def list_choices() -> dict[str, Any]:
        rows = context.list_models()
        choices = list_study_choices(rows, mark)
        ordered = choices[::-1] if shallow else choices
        return {"choices": choices, "value": choose_default(ordered, list_first(rows))}

    model = gr.Dropdown(
        **list_choices(), label=I18N("network"), elem_id=f"{name}-model", filterable=False
    )
    context.page.load(lambda: gr.update(choices=list_choices()["choices"]), None, model, **QUICK)
    return StudyInputs(photo, model, samples)


def build_actions(name: str, label: str) -> Actions:
    """Lays out start, cancel and the line that says what is going on."""
    with gr.Row():
        start = gr.Button(I18N(label), variant="primary", elem_id=f"{name}-start", scale=3)
        cancel = gr.Button(
            I18N("cancel"), interactive=False, elem_id=f"{name}-cancel", scale=1, min_width=80
        )
    status = gr.HTML(elem_id=f"{name}-status", padding=False)
    return Actions(start, cancel, status)


def make_plot(elem_id: str) -> gr.Plot:
    """Returns the place of a figure; hidden until there is one."""
    return gr.Plot(show_label=False, elem_id=elem_id, visible=False, min_width=320)


@dataclass(frozen=True)
class Study(Generic[Result]):
    """What a tab runs on a photo.

    Attributes:
        options: What else the task needs.
        outputs: What is drawn.
        task: The work.
        draw: Turns (words, result, seconds) into updates of the outputs.
        on_photo: Whether a new photo or sample starts it too.
        find_missing: Called with the options; returns the key of the sentence that asks for one
            that is empty, or None.
    """

    options: Sequence[gr.components.Component]
    outputs: Sequence[gr.components.Component]
    task: Task[Result]
    draw: Callable[[Words, Result, float], Sequence[Any]]
    on_photo: bool = True
    find_missing: Callable[..., str | None] = lambda *_: None


def wire_study(
    context: Context, given: StudyInputs, actions: Actions, study: Study[Result]
) -> list[Dependency]:
    """Runs a study when it is asked for; what was asked for before ends.

    Args:
        context: Settings and page.
        given: Photo and network.
        actions: Of ``build_actions``.
        study: What is run.

    Returns:
        The events, for what is to follow them.
    """
    triggers = [actions.start.click, *([given.photo.upload] if study.on_photo else [])]
    work = Work(
        _make_handler(study),
        triggers,
        [given.photo, given.model, *study.options],
        study.outputs,
        given.samples if study.on_photo else (),
    )
    return wire_runs(context, actions, work)


def _make_handler(study: Study[Result]) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    outputs = study.outputs
    nothing = [gr.skip()] * len(outputs)
    cleared = [None if isinstance(output, gr.State) else HIDDEN for output in outputs]

    def study_photo(photo: Given, model: str, *rest: Any) -> Generator[tuple[Any, ...], None, None]:  # noqa: ANN401
        *options, language = rest
        words = Words.for_page(language)
        missing = study.find_missing(*options) if photo else "no_photo"
        if missing:
            yield note_panel(words.say(missing)), gr.update(interactive=False), *cleared
            return
        yield status_line(words.say("loading")), gr.update(interactive=True), *nothing
        started = time.perf_counter()

        def work(report: Callable[[Step], None]) -> Result:
            return study.task(report, _read_paths(photo), model, *options)

        def show(step: Step) -> tuple[Any, ...]:
            left = _estimate_seconds(step, time.perf_counter() - started)
            key = step.unit if left is None else f"{step.unit}_left"
            text = words.say(key, done=step.done, total=step.total, seconds=left)
            return status_line(text, step.done, step.total), gr.update(interactive=True), *nothing

        try:
            result = yield from run_in_steps(work, show)
            updates = study.draw(words, result, time.perf_counter() - started)
            yield "", gr.update(interactive=False), *updates
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
            yield panel, gr.update(interactive=False), *cleared

    return study_photo


def _read_paths(photo: Given) -> Path | list[Path]:
    if isinstance(photo, str):
        return Path(photo)
    return [Path(path) for path, _ in photo or ()]


def _estimate_seconds(step: Step, elapsed_s: float) -> int | None:
    """Returns how long the rest will take, once a second of work can tell."""
    if not step.done or elapsed_s < 1:
        return None
    return round(elapsed_s / step.done * (step.total - step.done))
