"""The tab *Model zoo*: every model in a table, and the card of the one that is picked."""

from __future__ import annotations

from typing import Any, Literal

import gradio as gr

from resnet_demo.experiments.html import note_panel
from resnet_demo.experiments.lesion.charts import draw_accuracy
from resnet_demo.models.registry import LICENCES, PUBLISHED_ACCURACY
from resnet_demo.models.zoo import ModelRow
from resnet_demo.networks.families import ModelSpec
from resnet_demo.page import figures
from resnet_demo.page.context import I18N, PRIVATE, SEND_LANGUAGE, Context, reveal
from resnet_demo.page.networks.card import card_panel
from resnet_demo.words.text import Words

Type = Literal["str", "number"]
COLUMNS: dict[str, Type] = {
    "zoo_model": "str",
    "zoo_parameters": "number",
    "zoo_macs": "number",
    "zoo_size": "number",
    "zoo_accuracy": "number",
    "zoo_f1": "number",
    "zoo_recipe": "str",
    "zoo_licence": "str",
    "zoo_hash": "str",
    "zoo_here": "str",
}


def build_zoo_tab(context: Context, tab: gr.Tab) -> None:
    """Lays out the tab; the table is filled when it is opened."""
    gr.Markdown(I18N("zoo_how"), elem_classes="rl-tagline")
    table = gr.Dataframe(
        interactive=False,
        elem_id="zoo-table",
        datatype=list(COLUMNS.values()),
        column_count=len(COLUMNS),
        show_label=False,
        wrap=False,
        max_height=900,
        buttons=[],
    )
    card = gr.HTML(elem_id="zoo-card", padding=False)
    with gr.Row(equal_height=False):
        confusion = gr.Plot(show_label=False, elem_id="zoo-confusion", visible=False, min_width=320)
        lesions = gr.Plot(show_label=False, elem_id="zoo-lesions", visible=False, min_width=320)

    def show_table(language: str) -> Any:  # noqa: ANN401  a gradio update
        words = Words.for_page(language)
        rows = [describe_row(words, row) for row in context.list_models()]
        return gr.update(value=rows, headers=[words.say(key) for key in COLUMNS])

    def show_card(language: str, event: gr.SelectData) -> tuple[Any, ...]:
        words = Words.for_page(language)
        key = event.row_value[0]
        row = next((row for row in context.list_models() if row.spec.key == key), None)
        hidden = gr.update(visible=False)
        if row is None or row.card is None:
            return note_panel(words.say("zoo_no_card", model=key)), hidden, hidden
        test = row.card.metrics.get("test") or {}
        matrix = chart = hidden
        if "confusion" in test:
            figure = figures.confusion_figure(words, row.card.classes, test["confusion"])
            matrix = gr.update(value=figure, visible=True)
        if row.card.profile and row.card.profile["lesions"]:
            chart = gr.update(value=draw_accuracy(words, row.card), visible=True)
        return card_panel(words, row.card), matrix, chart

    # Every click is answered in turn, so that the last one stays ("always_last" loses which cell).
    options = {**PRIVATE, "js": SEND_LANGUAGE, "trigger_mode": "multiple"}
    tab.select(show_table, context.language, table, **options)
    table.select(show_card, context.language, [card, confusion, lesions], **options)
    card.change(None, js=reveal("zoo-card"), **PRIVATE)


def describe_row(words: Words, row: ModelRow) -> list[str | float | None]:
    """Returns the cells of a model: numbers as numbers, so that the table sorts by them."""
    accuracy = PUBLISHED_ACCURACY.get(row.spec.key)
    if row.accuracy is not None:
        accuracy = round(100 * row.accuracy, 2)
    return [
        row.spec.key,
        round(row.parameters / 1e6, 2),
        round(row.macs / 1e6, 1),
        round(row.size_bytes / 1e6, 1),
        accuracy,
        None if row.macro_f1 is None else round(100 * row.macro_f1, 2),
        row.recipe or "–",
        _describe_licence(words, row.spec),
        row.card.sha256[:8] if row.card else "–",
        words.say(f"status_{row.status}"),
    ]


def _describe_licence(words: Words, spec: ModelSpec) -> str:
    if spec.is_own:
        return "–"
    return LICENCES.get(spec.tag) or words.say("zoo_licence_repository")
