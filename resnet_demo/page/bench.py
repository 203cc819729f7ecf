"""The bench: photos, network and plan, chosen once for the whole page, and the answers to them.

Every panel reads the bench. The answers of up to three columns change in place at every change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, cast

import gradio as gr

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.compare.compute import Comparison
from resnet_demo.experiments.compare.html import comparison_panel
from resnet_demo.experiments.html import error_panel, frame_note, show_progress
from resnet_demo.networks.plan import AblationPlan
from resnet_demo.page.alike import describe_constant_answers
from resnet_demo.page.choices import choose_default, list_comparable, list_comparison_choices
from resnet_demo.page.columns import Columns, build_columns, list_columns
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, mark
from resnet_demo.page.drawing import read_network
from resnet_demo.page.head import build_head
from resnet_demo.page.options import read_controls
from resnet_demo.page.own_photos import NO_PHOTO, name_photo
from resnet_demo.page.plan import (
    FIRST_PRESET,
    PlanEditor,
    build_plan_editor,
    describe_plan,
    list_presets,
    make_first_plan,
)
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.strip import Strip, build_strip
from resnet_demo.page.turns import AT_ONCE, SEND_TIME, Turns, answer_latest, show_not_started
from resnet_demo.photos.photo import File, name_upload
from resnet_demo.progress import Progress, Step
from resnet_demo.words.text import Words

COMPARE = EXPERIMENTS["compare"]
SCRIPT = Path(__file__).with_name("bench.js").read_text(encoding="utf-8")
FOLLOW = "() => resnetLab.follow()"
TOP = 5  # classes a column
# Answers take a moment: they have places of their own, and do not wait behind long studies.
ANSWERS: dict[str, Any] = {"concurrency_id": "answers", "concurrency_limit": 2}


@dataclass(frozen=True)
class Bench:
    """The components that a panel reads.

    Attributes:
        strip: The photos and which is marked.
        model: Key of the network that is drawn.
        editor: The drawing, whose value holds the plan, and its tools.
        columns: Which networks stand side by side.
        restored: Changes when the columns were restored, which is no input of the visitor's.
    """

    strip: Strip
    model: gr.Dropdown
    editor: PlanEditor
    columns: Columns
    restored: gr.State

    @property
    def inputs(self) -> list[gr.components.Component]:
        """What every study is given: the marked photo, the drawing, and the columns."""
        return [self.strip.photo, self.editor.network, *self.columns.choices, self.columns.pinned]


@dataclass(frozen=True)
class Choice:
    """What the bench shows, as a panel gets it.

    Attributes:
        photo: The marked photo.
        plan: The plan that is drawn.
        kinds: Which network stands in each column.
        pinned: The pinned plan, as text.
    """

    photo: Path
    plan: AblationPlan
    kinds: tuple[str, ...]
    pinned: str

    @property
    def file(self) -> File:
        """The marked photo, under its name."""
        return name_upload(str(self.photo))

    def list_columns(self, context: Context) -> list[str]:
        """Returns the columns as ``parse_columns`` reads them; one that repeats another is left
        out.

        Raises:
            SelectionError: A column cannot be read.
        """
        texts = list_columns(context, self.plan, self.kinds, self.pinned)
        return list(dict.fromkeys(texts))

    def name(self, scope: str, *, of_all: bool = False) -> str:
        """Returns a short name of what a result depends on: ``model`` for the photo and the
        network alone, ``columns`` for the plan and the columns too; of all photos, without which
        photo is marked.
        """
        parts = [self.plan.model]
        if not of_all:
            parts += [self.photo.name, hashlib.sha256(self.photo.read_bytes()).hexdigest()]
        if scope == "columns":
            parts += [str(self.plan), *self.kinds, self.pinned]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


class Shown(NamedTuple):
    """What the answers change: what goes on, the answers, and the way back where there are none."""

    status: gr.HTML
    answers: gr.HTML
    way_back: gr.Button


def read_choice(context: Context, photo: str, network: object, *values: str) -> Choice:
    """Reads the inputs of a bench.

    Raises:
        SelectionError: The drawing does not hold a plan.
    """
    *kinds, pinned = values
    plan = read_network(network, context.settings)
    return Choice(Path(photo), plan, tuple(kinds), pinned or "")


def build_bench(context: Context) -> Bench:
    """Lays out the bench and wires it: it opens with an answer, and answers every change."""
    build_head()
    with gr.Row(equal_height=False, elem_id="bench"):
        with gr.Column(scale=5, min_width=320):
            strip = build_strip(context)
            choices = list_comparison_choices(context.list_models(), mark)
            model = gr.Dropdown(
                choices,
                value=choose_default(choices, list_comparable(context.list_models())),
                label=I18N("network"),
                elem_id="model",
                filterable=False,
            )
            _build_card_link(model)
            editor = build_plan_editor(context, model)
        with gr.Column(scale=6, min_width=320):
            status = gr.HTML(elem_id="bench-status", padding=False)
            answers = gr.HTML(elem_id="answers", padding=False)
            way_back = gr.Button(I18N("way_back"), visible=False, elem_id="way-back")
            gr.HTML(frame_note(mark("empty_bench")), elem_id="empty-answers", padding=False)
            columns = build_columns()
    bench = Bench(strip, model, editor, columns, gr.State(""))
    _wire_answers(context, bench, Shown(status, answers, way_back))
    # What is drawn by hand is no preset. After the answer, which would wait for it.
    editor.network.input(lambda: None, None, editor.preset, **PRIVATE)
    _wire_way_back(context, bench, way_back)
    return bench


def _build_card_link(model: gr.Dropdown) -> None:
    """Lays out the link to the card of the network, on the page *Networks*."""
    link = f'<a class="rl-link rl-page" href="networks?card={model.value}">{mark("card_link")}</a>'
    gr.HTML(link, elem_id="card-link", elem_classes="rl-bare", padding=False)
    show = "key => { document.querySelector('#card-link a').search = `?card=${key}`; }"
    model.change(None, model, js=show, **PRIVATE)


def _wire_way_back(context: Context, bench: Bench, way_back: gr.Button) -> None:
    """Leads from a network whose weights cannot be had to one that is on this machine."""

    def go_back(network: object, language: str) -> tuple[Any, ...]:
        rows = context.list_models()
        key = choose_default(list_comparison_choices(rows, mark), list_comparable(rows))
        drawn = describe_plan(
            context, Words.for_page(language), make_first_plan(context, key), network
        )
        return drawn, key, gr.update(choices=list_presets(context, key), value=FIRST_PRESET)

    editor = bench.editor
    inputs, outputs = [editor.network, context.language], [editor.network, bench.model]
    way_back.click(go_back, inputs, [*outputs, editor.preset], js=SEND_LANGUAGE, **PRIVATE)


def _wire_answers(context: Context, bench: Bench, shown: Shown) -> None:
    """Answers every change, the last one last."""
    columns, network = bench.columns, bench.editor.network
    drawn = gr.State("")  # the plan whose text was shown last
    outputs = [*shown, bench.editor.text, drawn]
    run = gr.on(
        [
            bench.strip.photo.change,
            network.input,
            network.submit,
            columns.pinned.submit,
            columns.pinned.blur,
            bench.restored.change,
            *(choice.input for choice in columns.choices),
        ],
        answer_latest(_make_handler(context), len(outputs)),
        [gr.State(Turns()), gr.Number(visible=False), *bench.inputs, drawn, context.language],
        outputs,
        trigger_mode="always_last",
        **ANSWERS,
        **PRIVATE,
        js=SEND_TIME,
    )
    run.failure(show_not_started, context.language, shown.status, js=SEND_LANGUAGE, **AT_ONCE)
    for changed in (shown.answers.change, bench.strip.photos.change):
        changed(None, js=FOLLOW, **PRIVATE)


def _make_handler(context: Context) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    def answer(photo: str, network: object, *values: str) -> Generator[tuple[Any, ...], None, None]:
        *rest, drawn, language = values
        words = Words.for_page(language)
        try:
            choice = read_choice(context, photo, network, *rest)
            # With repeats: a column that stays where it is can be compared with what it was.
            networks = list_columns(context, choice.plan, choice.kinds, choice.pinned)
            columns = parse_columns(networks, context.settings)
            frame = _describe_frame(choice) if photo else ""
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            yield "", error_panel(describe_failure(words, error)), *[gr.skip()] * 3
            return
        # A plan that did not change leaves the visitor alone who is writing another.
        plan = str(choice.plan)
        texts = [gr.skip() if drawn == plan else plan, plan]
        if not photo:
            nothing = f"<div {_describe_address(choice, NO_PHOTO)}></div>"
            yield "", nothing, gr.update(visible=False), *texts
            return

        def task(report: Progress) -> Comparison:
            request = context.make_request([name_upload(photo)], columns, report)
            return cast(
                "Comparison", COMPARE.compute(request, read_controls(COMPARE, ["top"], [TOP]))
            )

        def show(step: Step) -> tuple[Any, ...]:
            return show_progress(words, step), gr.skip(), gr.skip(), *texts

        is_stuck = False
        try:
            comparison = yield from run_in_steps(task, show)
            is_stuck = comparison.photo is None
            panel = comparison_panel(words, comparison, context.list_accuracies())
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
        yield "", f"<div {frame}>{panel}</div>", gr.update(visible=is_stuck), *texts
        # Behind the answer, which does not wait for it.
        if note := describe_constant_answers(words, context.store, columns):
            yield "", f"<div {frame}>{panel}{note}</div>", *[gr.skip()] * 3

    return answer


def _describe_frame(choice: Choice) -> str:
    """Returns what ``bench.js`` reads of answers: what they are of, and the address of that."""
    names = " ".join(
        f'data-{scope}="{choice.name(scope)}" data-all-{scope}="{choice.name(scope, of_all=True)}"'
        for scope in ("model", "columns")
    )
    return f"{names} {_describe_address(choice, name_photo(str(choice.photo)))}"


def _describe_address(choice: Choice, photo: str) -> str:
    address = describe_bench(photo, str(choice.plan), choice.kinds, choice.pinned.strip())
    return f'data-address="{escape(json.dumps(address))}"'


def describe_bench(photo: str, plan: str, kinds: Sequence[str], pinned: str) -> dict[str, str]:
    """Returns the parts of the address that are of the bench."""
    columns = {f"column-{number}": kind for number, kind in enumerate(kinds, start=1)}
    return {"photo": photo, "plan": plan, **columns, "pinned": pinned}
