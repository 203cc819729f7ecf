"""What every tab needs: settings, the loaded models, and how to wire an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from resnet_demo.columns import Column
from resnet_demo.experiments.request import Request
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import ModelRow, list_models
from resnet_demo.photos.photo import File
from resnet_demo.progress import Deadline, Progress
from resnet_demo.settings import Settings
from resnet_demo.words.text import LABELS

I18N = gr.I18n(**LABELS)

# Events that compute share one queue, so that visitors wait their turn instead of all being slow.
COMPUTE: dict[str, Any] = {
    "concurrency_id": "compute",
    "concurrency_limit": 2,
}
# The page's own events are no part of the HTTP API.
PRIVATE: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    # Nowhere: else gradio writes the state of every event into each output that any event ever had,
    # and copies all that is in a tab to do so.
    "show_progress_on": [],
}

# What is answered at once, whatever waits in the queue.
QUICK: dict[str, Any] = {**PRIVATE, "queue": False}

# Through the queue, in which nothing waits: only there gradio sees that a state has changed, and
# shows warnings.
SEEN: dict[str, Any] = {**PRIVATE, "concurrency_limit": None}

# The page knows the language it is shown in. Every event sends it in place of the value of its last
# input.
SEND_LANGUAGE = "(...values) => [...values.slice(0, -1), document.documentElement.lang]"


@dataclass(frozen=True)
class Context:
    """Shared by the tabs; holds nothing of any visitor.

    Attributes:
        settings: Limits and places.
        store: The networks.
        page: The page.
        language: Its language, as ``SEND_LANGUAGE`` sends it.
        offers: For a control whose choices depend on the network, by its id: lists them for the
            key of a network.
    """

    settings: Settings
    store: ModelStore
    page: gr.Blocks
    language: gr.Textbox
    offers: dict[str, Callable[[str], list[tuple[str, str]]]] = field(default_factory=dict)

    def make_request(
        self,
        photos: Sequence[File],
        columns: Sequence[Column],
        progress: Progress,
        device: str | None = None,
    ) -> Request:
        """Returns a request of the page, with the time limit of the settings."""
        deadline = Deadline(self.settings.study_timeout_s)
        return Request(self.store, tuple(photos), tuple(columns), device, progress, deadline)

    def list_models(self) -> tuple[ModelRow, ...]:
        """Lists the models as they are on this machine now."""
        return list_models(self.settings)

    def list_accuracies(self) -> dict[str, float | None]:
        """Lists the test accuracy of every model by its key; None when it was never measured."""
        return {row.spec.key: row.accuracy for row in self.list_models()}


def mark(key: str) -> str:
    """Returns a mark that the browser replaces by the words of a key."""
    return str(I18N(key))


def reveal(elem_id: str) -> str:
    """Returns a script that scrolls to an answer outside the window, as on a phone.

    The pause lets the answer appear first; a hint in its place is not scrolled to.
    """
    return f"""() => {{ setTimeout(() => {{
      const box = document.getElementById("{elem_id}");
      const answered = box.querySelector(".rl-results, [role=alert]");
      const top = box.getBoundingClientRect().top;
      if (answered && (top < 0 || top > innerHeight * 0.8)) box.scrollIntoView();
    }}, 100); }}"""
