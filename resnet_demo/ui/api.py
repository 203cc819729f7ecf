"""The HTTP API: ``/models``, ``/classify``, ``/compare`` and ``/lesion``, named as the commands.

Files travel through a file component and not through ``gr.api``, which would hand any path on the
server to the function unchecked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from resnet_demo import render, service
from resnet_demo.ablation import check_part
from resnet_demo.errors import OptionError
from resnet_demo.ui.context import COMPUTE, Context
from resnet_demo.ui.text import Words
from resnet_demo.ui.work import describe_failure

DEFAULT_MODEL = "resnet20.cifar10"
ENGLISH = Words("en")

Document = dict[str, Any]


def build_api(context: Context) -> None:
    """Adds the endpoints; none of their components is visible on the page."""
    store = context.store

    def models() -> Document:
        """Lists every model: where its weights are, its size and its test accuracy."""
        return render.models_document(context.list_models())

    def classify(
        files: list[str] | None,
        model: str,
        top: float,
        views: str | None = None,
        device: str | None = None,
    ) -> Document:
        """Classifies photos. A file that cannot be read has an error in its place.

        Args:
            files: The photos, uploaded with ``gradio_client.handle_file``.
            model: A key from ``/models``.
            top: Classes a photo.
            views: ``single``, ``average``, or null for the default of the model's family.
            device: ``auto``, ``cpu``, ``cuda``, ``mps``, or null for the server's default.
        """
        paths = [Path(path) for path in files or ()]
        result = service.classify(
            store,
            paths,
            model=model,
            top=_whole("top", top),
            views=views or None,
            device=device or None,
        )
        return render.classification_document(result)

    def compare(
        file: str | None,
        model: str,
        top: float,
        plan: str | None = None,
        device: str | None = None,
    ) -> Document:
        """Compares a ResNet, the same weights under an ablation plan, and the plain twin.

        Args:
            file: The photo, uploaded with ``gradio_client.handle_file``.
            model: Key of a residual model.
            top: Classes a column.
            plan: Such as ``resnet20.cifar10:skip[layer2.*]=0``; null removes every skip.
            device: As in ``/classify``.
        """
        if not file:
            raise gr.Error("file is missing: upload one photo.", print_exception=False)
        comparison = service.compare(
            store, Path(file), model=model, plan=plan or None, top=_whole("top", top),
            device=device or None,
        )  # fmt: skip
        return render.comparison_document(comparison)

    def lesion(
        file: str | None,
        model: str,
        part: str,
        draws: float,
        seed: float,
        device: str | None = None,
    ) -> Document:
        """Removes every skip and every branch in turn, and random sets of them, on one photo.

        Args:
            file: The photo, uploaded with ``gradio_client.handle_file``.
            model: A key from ``/models``.
            part: What the random sets remove, ``branch`` or ``skip``.
            draws: Random sets for each number of blocks.
            seed: Of the sets.
            device: As in ``/classify``.
        """
        if not file:
            raise gr.Error("file is missing: upload one photo.", print_exception=False)
        photo, study = service.study_photo(
            store, Path(file), model=model, part=check_part(part), draws=_whole("draws", draws),
            seed=_whole("seed", seed), device=device or None,
        )  # fmt: skip
        return render.lesion_document(photo, study)

    api(models, api_name="models")
    with gr.Column(visible=False):
        trigger, document = gr.Button(), gr.JSON(label="document")
        files = gr.File(label="files", file_count="multiple", type="filepath")
        file = gr.File(label="file", type="filepath")
        model = gr.Textbox(DEFAULT_MODEL, label="model")
        top = gr.Number(5, label="top", precision=0)
        views, device = gr.Textbox(label="views"), gr.Textbox(label="device")
        plan, part = gr.Textbox(label="plan"), gr.Textbox("branch", label="part")
        draws = gr.Number(10, label="draws", precision=0)
        seed = gr.Number(0, label="seed", precision=0)
    endpoints: list[tuple[Callable[..., Document], list[gr.components.Component]]] = [
        (classify, [files, model, top, views, device]),
        (compare, [file, model, top, plan, device]),
        (lesion, [file, model, part, draws, seed, device]),
    ]
    for endpoint, inputs in endpoints:
        trigger.click(
            _report_failures(endpoint), inputs, document, api_name=endpoint.__name__, **COMPUTE
        )


def _report_failures(endpoint: Callable[..., Document]) -> Callable[..., Document]:
    """Turns errors into what a client may read, and keeps the names of the parameters."""

    @functools.wraps(endpoint)
    def call(*values: object) -> Document:
        try:
            return endpoint(*values)
        except gr.Error:
            raise
        except Exception as error:  # noqa: BLE001  the client gets one sentence, the log the rest
            message = describe_failure(ENGLISH, error)
            raise gr.Error(message, print_exception=False) from None

    return call


def _whole(name: str, value: float | None) -> int:
    if value is None or value != int(value):
        raise OptionError(name, value, "a whole number")
    return int(value)
