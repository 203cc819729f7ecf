"""The whole state of the page is in its address: a link, a reload, Back and Forward restore it.

====================  ================================================================
``photo``             a sample by name, a photo of the visitor's own by its digest, or ``none``
``plan``              what is drawn
``column-1`` …        which network stands in each column; ``pinned`` is the pinned plan
``panel``             which panel is open
a control by its id   an option of the open panel
``lang``, ``__theme``  language and look, once chosen in the header
====================  ================================================================

What is at its default is left out. ``address.js`` writes the address; here it is read, whenever the
page opens or the visitor goes back or forward.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr

from resnet_demo.columns import parse_plan
from resnet_demo.errors import (
    ChoiceError,
    LinkPartError,
    LinkPhotoError,
    PinnedPlanMissingError,
    ResNetLabError,
)
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.networks.plan import AblationPlan
from resnet_demo.page.bench import Bench, describe_bench
from resnet_demo.page.choices import choose_default, list_comparable, list_comparison_choices
from resnet_demo.page.columns import DEFAULTS, Columns
from resnet_demo.page.context import PRIVATE, SEEN, Context, mark
from resnet_demo.page.controls import Control, Controls, find_controls, list_folds, read_control
from resnet_demo.page.language import SYSTEM, THEMES
from resnet_demo.page.own_photos import NO_PHOTO, find_strip, is_digest, name_photo
from resnet_demo.page.plan import (
    FIRST_PRESET,
    describe_plan,
    list_presets,
    make_first_plan,
    read_offered_plan,
)
from resnet_demo.page.run import warn_of_link
from resnet_demo.page.samples import FIRST_SAMPLE, list_samples
from resnet_demo.words.languages import LANGUAGES
from resnet_demo.words.text import Words

SCRIPT = Path(__file__).with_name("address.js").read_text(encoding="utf-8")
SEND_ADDRESS = """(_, kept, ...values) => [
  location.search, labAddress.isNew() ? [] : kept, ...values.slice(0, -1),
  document.documentElement.lang,
]"""
FIRST_PANEL = next(iter(EXPERIMENTS))
MAX_TOLD = 5  # parts that mean nothing, in one sentence


def wire_address(context: Context, bench: Bench, tabs: gr.Tabs) -> None:
    """Opens the page as its address says, and follows Back and Forward.

    Args:
        context: Settings and page.
        bench: What the first parts of the address are about.
        tabs: The panels, each a tab under the name of its experiment.
    """
    controls = {name: find_controls(context.page, one) for name, one in EXPERIMENTS.items()}
    for panel, of_panel in controls.items():
        if of_panel:
            _wire_notes(panel, of_panel)
    address, restored = gr.Textbox(visible=False), gr.Textbox(visible=False)
    back = gr.Button(visible="hidden", elem_id="back")

    def restore(*values: Any) -> dict[Any, Any]:  # noqa: ANN401  of the inputs
        query, strips, *shown, language = values
        words = Words.for_page(language)
        try:
            link = Link(context, words, dict(parse_qsl(query[1:], keep_blank_values=True)))
            updates, state = _show(link, bench, controls, strips, shown)
        except Exception as error:  # noqa: BLE001  whatever happens, the visitor is told
            warn_of_link(words, error)
            return {restored: ""}
        note = json.dumps({**state, "search": query})
        return {**updates, tabs: gr.Tabs(selected=state["panel"]), restored: note}

    strip, editor, columns = bench.strip, bench.editor, bench.columns
    found = [control for panel in controls.values() for control in panel.values()]
    outputs = [
        *(strip.photo, strip.photos, bench.model, editor.network, editor.preset),
        *(*columns.choices, columns.pinned, bench.restored, tabs, restored),
        *dict.fromkeys(
            fold for control in (*found, columns.pinned) for fold in list_folds(control)
        ),
        *found,
    ]
    inputs = [address, strip.kept, *bench.inputs, context.language]
    for event in (context.page.load, back.click):
        run = event(restore, inputs, outputs, js=SEND_ADDRESS, trigger_mode="always_last", **SEEN)
        run.then(None, restored, None, js="state => labAddress.restored(state)", **PRIVATE)


def _wire_notes(panel: str, controls: Controls) -> None:
    """Tells the browser's part what the controls of a panel show."""
    defaults = {name: control.value for name, control in controls.items()}
    gr.on(
        [control.change for control in controls.values()],  # type: ignore[attr-defined]
        None,
        list(controls.values()),
        None,
        js=f"(...values) => labAddress.note({json.dumps(panel)}, {json.dumps(defaults)}, values)",
        **PRIVATE,
    )


def _show(
    link: Link,
    bench: Bench,
    controls: Mapping[str, Controls],
    strips: object,
    shown: Sequence[Any],
) -> tuple[dict[Any, Any], dict[str, Any]]:
    """Returns updates of the page, and for ``address.js`` what the page then shows."""
    photo, network, *columns = shown
    context, editor = link.context, bench.editor
    first, plan, choices = link.read_plan()
    *kinds, pinned = link.read_columns(bench.columns)
    panel = link.read_panel()
    paths, index = link.read_photo(strips)
    path = paths[index] if paths else ""
    name = name_photo(path) if path else NO_PHOTO
    updates: dict[Any, Any] = {
        bench.model: gr.update(choices=choices, value=plan.model),
        editor.network: describe_plan(context, link.words, plan, network),
        editor.preset: gr.update(
            choices=list_presets(context, plan.model),
            value=FIRST_PRESET if plan.is_identity else None,
        ),
    }
    if not photo or name_photo(photo) != name:
        updates[bench.strip.photo] = path
        updates[bench.strip.photos] = gr.update(value=paths, selected_index=index)
    if (*kinds, pinned) != (*DEFAULTS, ""):
        updates |= _open_folds(bench.columns.pinned)
    # Where there is no photo and was none, nothing else asks for an answer.
    is_answered = bool(path)
    if [*kinds, pinned] != [*columns[:-1], columns[-1] or ""]:
        updates |= dict(zip(bench.columns.choices, kinds, strict=True))
        updates[bench.columns.pinned] = pinned
        is_answered = False
    if not is_answered:
        updates[bench.restored] = uuid.uuid4().hex
    options, given = link.read_options(controls, panel, plan.model)
    link.tell_rest(controls, bench.columns)
    state = {
        "bench": describe_bench(name, str(plan), kinds, pinned),
        "defaults": describe_bench(FIRST_SAMPLE, str(first), DEFAULTS, "") | {"panel": FIRST_PANEL},
        "panel": panel,
        "options": given,
    }
    return updates | options, state


def _open_folds(control: Control) -> dict[Any, Any]:
    """Returns updates after which a control is in sight."""
    return {fold: gr.update(open=True) for fold in list_folds(control)}


@dataclass(frozen=True)
class Link:
    """An address that is read. A part that cannot be taken is told, and stays at its default.

    Attributes:
        context: Settings and page.
        words: The language.
        parts: The parts by name.
    """

    context: Context
    words: Words
    parts: Mapping[str, str]

    def tell(self, error: Exception) -> None:
        """Tells the visitor why a part was not taken."""
        warn_of_link(self.words, error)

    def read_plan(self) -> tuple[AblationPlan, AblationPlan, list[tuple[str, str]]]:
        """Returns the plan that the page has by itself, that of the link, and which networks there
        are: weights may have come since the page was built.
        """
        rows = self.context.list_models()
        choices = list_comparison_choices(rows, mark)
        first = make_first_plan(self.context, choose_default(choices, list_comparable(rows)))
        try:
            text = self.parts.get("plan")
            return first, first if text is None else read_offered_plan(self.context, text), choices
        except ResNetLabError as error:
            self.tell(error)
            return first, first, choices

    def read_columns(self, columns: Columns) -> tuple[str, ...]:
        """Returns which network stands in each column, and the pinned plan."""
        kinds = []
        for choice, default in zip(columns.choices, DEFAULTS, strict=True):
            try:
                kinds.append(read_control(choice, self.parts.get(str(choice.elem_id), default)))
            except ResNetLabError as error:
                self.tell(error)
                kinds.append(default)
        pinned = self.parts.get("pinned", "").strip()
        try:
            if pinned:
                pinned = str(parse_plan(pinned, self.context.settings))
            elif "pinned" in kinds:
                raise PinnedPlanMissingError
        except ResNetLabError as error:
            self.tell(error)
            pinned = ""
            pairs = zip(kinds, DEFAULTS, strict=True)
            kinds = [default if kind == "pinned" else kind for kind, default in pairs]
        return (*kinds, pinned)

    def read_panel(self) -> str:
        """Returns which panel is open."""
        return self._choose("panel", list(EXPERIMENTS), FIRST_PANEL) or FIRST_PANEL

    def read_photo(self, strips: object) -> tuple[list[str], int]:
        """Returns the photos of the strip, and which is marked; there may be none.

        Args:
            strips: What the browser kept of the visitor's strips.
        """
        name = self.parts.get("photo", FIRST_SAMPLE)
        if name == NO_PHOTO:
            return [], 0
        found = find_strip(strips, name)
        if found:
            return found
        samples = {sample.name: str(sample.path) for sample in list_samples()}
        if name not in samples:
            is_own = is_digest(name)
            self.tell(LinkPhotoError() if is_own else ChoiceError("photo", name, list(samples)))
        return [samples.get(name, samples[FIRST_SAMPLE])], 0

    def read_options(
        self, controls: Mapping[str, Controls], panel: str, model: str
    ) -> tuple[dict[Any, Any], dict[str, str]]:
        """Returns updates of controls, and what the link says of those of its panel.

        Args:
            controls: Of each panel.
            panel: That is open: what the link does not say of it goes back to its default.
            model: The network, which some choices depend on.
        """
        updates: dict[Any, Any] = {}
        given: dict[str, str] = {}
        for owner, found in controls.items():
            for name, control in found.items():
                text = self.parts.get(name)
                if text is None and owner != panel:
                    continue
                update: dict[str, Any] = {"value": control.value}
                offered = self.context.offers.get(name)
                if offered is not None:
                    update["choices"] = offered(model)
                try:
                    if text is not None:
                        keys = [key for _, key in update["choices"]] if offered else None
                        update["value"] = read_control(control, text, keys, EXPERIMENTS[owner])
                        given |= {name: text} if owner == panel else {}
                        updates |= _open_folds(control)
                except ResNetLabError as error:
                    self.tell(error)
                updates[control] = gr.update(**update)
        return updates, given

    def tell_rest(self, controls: Mapping[str, Controls], columns: Columns) -> None:
        """Tells which parts mean nothing; those of whoever serves the page begin with ``__``."""
        self._choose("lang", list(LANGUAGES), None)
        self._choose("__theme", [*THEMES, SYSTEM], None)
        bench = ["photo", "plan", *(str(one.elem_id) for one in columns.choices), "pinned"]
        known = [*bench, "panel", "lang"]
        names = {name for found in controls.values() for name in found}
        unknown = [part for part in self.parts if part not in names.union(known)]
        unknown = [part for part in unknown if not part.startswith("__")]
        if unknown:
            self.tell(LinkPartError(unknown[:MAX_TOLD], known))

    def _choose(self, name: str, choices: Sequence[str], default: str | None) -> str | None:
        value = self.parts.get(name, default)
        if value is not None and value not in choices:
            self.tell(ChoiceError(name, value, choices))
            return default
        return value
