"""The tab *Model zoo*: the networks that are here and those that are not, and beside them the card
of the one that is picked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import gradio as gr

from resnet_demo.errors import ChoiceError
from resnet_demo.experiments.html import frame_note
from resnet_demo.experiments.lesion.captions import describe_accuracy_chart
from resnet_demo.experiments.lesion.charts import draw_accuracy
from resnet_demo.models.zoo import ModelRow
from resnet_demo.page import figures
from resnet_demo.page.context import I18N, PRIVATE, SEEN, SEND_LANGUAGE, Context, mark, reveal
from resnet_demo.page.navigation import PUT
from resnet_demo.page.networks.captions import describe_confusion_chart
from resnet_demo.page.networks.card import card_panel, find_accuracy
from resnet_demo.page.run import warn
from resnet_demo.page.study import HIDDEN_CHART, make_chart, show_chart
from resnet_demo.words.text import Words

Type = Literal["str", "number"]
TYPES: dict[str, Type] = {
    "zoo_model": "str",
    "zoo_accuracy": "number",
    "zoo_parameters": "number",
    "zoo_here": "str",
}
# The columns of the two tables: the networks whose weights are here, and the others.
COLUMNS: dict[str, Sequence[str]] = {
    "here": ("zoo_model", "zoo_accuracy", "zoo_parameters"),
    "absent": ("zoo_model", "zoo_accuracy", "zoo_here"),
}
# The address names the card that is open, so that a link can open it.
KEEP_CARD = f"""() => {{
  const card = document.querySelector("#zoo-card [data-model]");
  if (card) ({PUT})("card", card.dataset.model);
  ({reveal("zoo-card")})();
}}"""


def build_zoo_tab(context: Context) -> None:
    """Lays out the tab; its tables are filled when the page is opened."""
    gr.Markdown(I18N("zoo_how"), elem_classes="rl-tagline")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            tables = [_build_table(name) for name in COLUMNS]
        with gr.Column(scale=6, min_width=320, elem_id="zoo-side"):
            card = gr.HTML(elem_id="zoo-card", padding=False)
            gr.HTML(frame_note(mark("zoo_empty")), elem_id="empty-card", padding=False)
            charts = [*make_chart("zoo-confusion"), *make_chart("zoo-lesions")]

    def open_zoo(language: str, request: gr.Request) -> tuple[Any, ...]:
        words, rows = Words.for_page(language), context.list_models()
        filled = [_fill_table(words, name, rows) for name in COLUMNS]
        key = request.query_params.get("card")
        keys = [row.spec.key for row in rows]
        if key is not None and key not in keys:
            warn(words, ChoiceError("card", key, keys))
        return *filled, *_show_card(words, rows, key)

    def show_card(language: str, event: gr.SelectData) -> tuple[Any, ...]:
        return _show_card(Words.for_page(language), context.list_models(), event.row_value[0])

    # Every click is answered in turn, so that the last one stays ("always_last" loses which cell).
    options = {**PRIVATE, "js": SEND_LANGUAGE, "trigger_mode": "multiple"}
    shown = [card, *charts]
    context.page.load(open_zoo, context.language, [*tables, *shown], js=SEND_LANGUAGE, **SEEN)
    for table in tables:
        table.select(show_card, context.language, shown, **options)
    card.change(None, js=KEEP_CARD, **PRIVATE)


def _build_table(name: str) -> gr.Dataframe:
    """Lays out a table of networks under its heading and a sentence on them."""
    gr.Markdown(I18N(f"zoo_{name}"))
    return gr.Dataframe(
        interactive=False,
        elem_id=f"zoo-{name}",
        elem_classes="rl-zoo",
        datatype=[TYPES[key] for key in COLUMNS[name]],
        column_count=len(COLUMNS[name]),
        column_widths=["50%", "25%", "25%"],
        show_label=False,
        wrap=True,
        max_height=900,
        buttons=[],
    )


def _fill_table(words: Words, name: str, rows: Sequence[ModelRow]) -> Any:  # noqa: ANN401  an update
    keys = COLUMNS[name]
    shown = [row for row in rows if (row.origin is not None) == (name == "here")]
    cells = [[describe_row(words, row)[key] for key in keys] for row in shown]
    texts = [[_write_cell(cell) for cell in row] for row in cells]
    headers = [words.say(key) for key in keys]
    value = {"headers": headers, "data": cells, "metadata": {"display_value": texts}}
    return gr.update(value=value, headers=headers)


def _write_cell(cell: str | float | None) -> str:
    """Returns what a cell shows: numbers of a column have as many decimals."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:.2f}"


def describe_row(words: Words, row: ModelRow) -> dict[str, str | float | None]:
    """Returns the cells of a model: numbers as numbers, so that the tables sort by them."""
    accuracy = find_accuracy(row)
    return {
        "zoo_model": row.spec.key,
        "zoo_accuracy": None if accuracy is None else round(accuracy, 2),
        "zoo_parameters": round(row.parameters / 1e6, 2),
        "zoo_here": words.say(f"status_{row.status}"),
    }


def _show_card(words: Words, rows: Sequence[ModelRow], key: str | None) -> tuple[Any, ...]:
    """Returns the card of a model with its figures; nothing for a key of no model."""
    row = next((row for row in rows if row.spec.key == key), None)
    if row is None:
        return (gr.skip(),) * 5
    matrix, chart = HIDDEN_CHART, HIDDEN_CHART
    if row.card is not None:
        test = row.card.metrics.get("test") or {}
        if "confusion" in test:
            matrix = show_chart(
                figures.confusion_figure(words, row.card.classes, test["confusion"]),
                describe_confusion_chart(words, row.card.classes, test["confusion"]),
            )
        if row.card.profile and row.card.profile["lesions"]:
            sentence = describe_accuracy_chart(words, row.card.profile["lesions"])
            chart = show_chart(draw_accuracy(words, row.card), sentence)
    return card_panel(words, row), *matrix, *chart
