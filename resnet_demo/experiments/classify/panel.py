"""The tab *Classify*: photos in, a card and a table of answers out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, cast

import gradio as gr

from resnet_demo.columns import trained_column
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.classify.compute import Classification, choose_views
from resnet_demo.experiments.classify.html import classification_panel
from resnet_demo.experiments.html import (
    error_panel,
    frame_note,
    note_panel,
    show_progress,
    status_line,
)
from resnet_demo.models.devices import list_devices
from resnet_demo.models.zoo import ModelRow
from resnet_demo.networks.families import FAMILIES, FIRST_FAMILY, OWN_FAMILY
from resnet_demo.page.choices import Choice, choose_default, list_model_choices
from resnet_demo.page.context import I18N, PRIVATE, QUICK, Context, mark, reveal
from resnet_demo.page.options import build_options, read_controls
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.page.samples import build_samples
from resnet_demo.page.turns import Actions, Work, wire_runs
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress, Step
from resnet_demo.words.text import Words

CLASSIFY = EXPERIMENTS["classify"]
Photos = list[tuple[str, str | None]]


def build_panel(context: Context, _tab: gr.Tab, _tabs: gr.Tabs) -> None:
    """Lays out the tab and wires its events."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            photos = gr.Gallery(
                label=I18N("photos"),
                interactive=True,
                type="filepath",
                elem_id="photos",
                sources=["upload", "webcam", "clipboard"],
                file_types=["image"],
                columns=3,
                object_fit="cover",
                buttons=[],
            )
            samples = build_samples()
            model, views, top, device = _build_pickers(context)
            with gr.Row():
                start = gr.Button(I18N("classify"), variant="primary", elem_id="classify", scale=3)
                cancel = gr.Button(
                    I18N("cancel"), interactive=False, elem_id="cancel", scale=1, min_width=80
                )
        with gr.Column(scale=7, min_width=320):
            status = gr.HTML(elem_id="status", padding=False)
            results = gr.HTML(elem_id="results", padding=False)
            # Of its own: a change of language would put a translated value back over the answer.
            gr.HTML(frame_note(mark("empty_classify")), elem_id="empty-results", padding=False)
    wire_runs(
        context,
        Actions(start, cancel, status),
        Work(
            _make_handler(context),
            [start.click, photos.upload],
            [photos, model, top, views, device],
            [results],
            [(button, [path]) for button, path in samples],
        ),
    )
    results.change(None, js=reveal("results"), **PRIVATE)


def _build_pickers(context: Context) -> tuple[gr.components.Component, ...]:
    rows = context.list_models()
    recipes = [tag for row in FAMILIES.values() if row.has_recipes for tag in row.tags]
    choices = list_model_choices(
        rows, mark, family=FIRST_FAMILY, kind="residual", recipe=recipes[0]
    )
    ready = {row.spec.key for row in rows if row.origin is not None}
    family = gr.Radio(
        _list_families(rows),
        value=FIRST_FAMILY,
        label=I18N("family"),
        elem_id="family",
    )
    kind = gr.Radio(
        [(mark("kind_residual"), "residual"), (mark("kind_plain"), "plain")],
        value="residual",
        label=I18N("kind"),
        elem_id="kind",
        visible=FAMILIES[FIRST_FAMILY].has_plain,
    )
    recipe = gr.Radio(
        [(mark(f"recipe_{tag}"), tag) for tag in recipes],
        value=recipes[0],
        label=I18N("recipe"),
        elem_id="recipe",
        visible=FAMILIES[FIRST_FAMILY].has_recipes,
    )
    model = gr.Dropdown(
        choices,
        value=choose_default(choices, ready),
        label=I18N("depth"),
        elem_id="model",
        filterable=False,
    )
    top = gr.Slider(1, 10, value=5, step=1, label=I18N("option_top"), elem_id="top", buttons=[])
    devices = ("auto", *list_devices())
    default_device = context.settings.device
    with gr.Accordion(I18N("advanced"), open=False):
        views = build_options(CLASSIFY, ["views"])["views"]
        device = gr.Radio(
            [(mark("device_auto") if name == "auto" else name, name) for name in devices],
            value=default_device if default_device in devices else "auto",
            label=I18N("device"),
            elem_id="device",
        )
    # On load too: weights may have come since the page was built.
    gr.on(
        [context.page.load, family.input, kind.input, recipe.input],
        _make_picker_handler(context),
        [family, kind, recipe, model],
        [family, kind, recipe, model, views],
        # A click made while the page still loads is answered after it, not dropped.
        trigger_mode="always_last",
        **QUICK,
    )
    return model, views, top, device


def _list_families(rows: Sequence[ModelRow]) -> list[Choice]:
    """Lists what networks were trained on; the user's own classes only once there are any."""
    present = {row.spec.family for row in rows}
    names = [name for name in (*FAMILIES, OWN_FAMILY) if name in present]
    return [(mark(f"family_{name}"), name) for name in names]


def _make_picker_handler(context: Context) -> Callable[[str, str, str, str], tuple[Any, ...]]:
    def show_choices(family: str, kind: str, recipe: str, model: str) -> tuple[Any, ...]:
        rows = context.list_models()
        families = _list_families(rows)
        # No value where the choice stands: it would undo a click made while the page still loads.
        offered: dict[str, Any] = {"choices": families}
        if family not in [name for _, name in families]:
            family = offered["value"] = FIRST_FAMILY  # the last of the user's own models is gone
        shared = FAMILIES.get(family)
        choices = list_model_choices(rows, mark, family=family, kind=kind, recipe=recipe)
        shown = [
            gr.update(**offered),
            gr.update(visible=shared is not None and shared.has_plain),
            gr.update(visible=shared is not None and shared.has_recipes),
        ]
        if model in [key for _, key in choices]:  # a depth picked meanwhile stays
            return *shown, gr.update(choices=choices), gr.skip()
        ready = {row.spec.key for row in rows if row.origin is not None}
        key = choose_default(choices, ready)
        mode = next(choose_views(row.spec) for row in rows if row.spec.key == key)
        return *shown, gr.update(choices=choices, value=key), mode

    return show_choices


def _make_handler(context: Context) -> Callable[..., Generator[tuple[Any, ...], None, None]]:
    def classify_photos(
        photos: Photos | None, model: str, top: float, views: str, device: str, language: str
    ) -> Generator[tuple[Any, ...], None, None]:
        words = Words.for_page(language)
        if not photos:
            yield "", gr.update(interactive=False), note_panel(words.say("no_photo"))
            return
        yield status_line(words.say("loading")), gr.update(interactive=True), gr.skip()

        def task(report: Progress) -> Classification:
            options = read_controls(CLASSIFY, ["top", "views"], [top, views])
            request = context.make_request(
                [name_upload(path) for path, _ in photos],
                trained_column(model, context.settings),
                report,
                device,
            )
            return cast("Classification", CLASSIFY.compute(request, options))

        def show(step: Step) -> tuple[Any, ...]:
            return show_progress(words, step), gr.update(interactive=True), gr.skip()

        try:
            result = yield from run_in_steps(task, show)
            panel = classification_panel(words, result)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            panel = error_panel(describe_failure(words, error))
        yield "", gr.update(interactive=False), panel

    return classify_photos
