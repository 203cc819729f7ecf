"""The HTTP API: the endpoints of ``endpoints_saliency.py`` on components that no visitor sees.

Files travel through a file component and not through ``gr.api``, which would hand any path on the
server to the function unchecked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import gradio as gr
from gradio.events import api

from resnet_demo.errors import MissingOptionError
from resnet_demo.http import endpoints_saliency
from resnet_demo.http.experiments import add_endpoints
from resnet_demo.http.values import Document
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import describe_models
from resnet_demo.page.context import COMPUTE, Context
from resnet_demo.page.run import describe_failure
from resnet_demo.words.text import Words

DEFAULT_MODEL = "resnet20.cifar10"
ENGLISH = Words("en")
ENDPOINTS = (
    endpoints_saliency.explain,
    endpoints_saliency.faithfulness,
)


def build_api(context: Context) -> None:
    """Adds the endpoints; none of their components is visible on the page."""

    def models() -> Document:
        """Lists every model: where its weights are, its size and its test accuracy."""
        return describe_models(context.list_models())

    api(models, api_name="models")
    with gr.Column(visible=False):
        trigger, document = gr.Button(), gr.JSON(label="document")
        inputs: dict[str, gr.components.Component] = {
            "file": gr.File(label="file", type="filepath"),
            "model": gr.Textbox(DEFAULT_MODEL, label="model"),
            "device": gr.Textbox(label="device"),
            "plan": gr.Textbox(label="plan"),
            "columns": gr.Textbox(label="columns"),
            "seed": gr.Number(0, label="seed"),
            "method": gr.Textbox("grad-cam", label="method"),
            "methods": gr.Textbox(label="methods"),
            "target": gr.Textbox(label="target"),
            "versus": gr.Textbox(label="versus"),
            "layer": gr.Textbox(label="layer"),
            "baseline": gr.Textbox("mean", label="baseline"),
            "samples": gr.Number(16, label="samples"),
        }
    add_endpoints(context)
    for endpoint in ENDPOINTS:
        bound = _bind(endpoint, context.store)
        command = endpoint.__name__
        names = inspect.signature(bound).parameters
        # An input of the command's own goes before the common one.
        chosen = [inputs.get(f"{command} {name}", inputs[name]) for name in names]
        trigger.click(bound, chosen, document, api_name=command, **COMPUTE)


def _bind(endpoint: Callable[..., Document], store: ModelStore) -> Callable[..., Document]:
    """Gives an endpoint its store, and turns errors into what a client may read.

    Gradio names the API's parameters after the signature that is left.
    """
    signature = inspect.signature(endpoint)
    visible = [given for name, given in signature.parameters.items() if name != "store"]

    def call(*values: object) -> Document:
        try:
            for given, value in zip(visible, values, strict=True):
                if value is None and given.annotation == "str":
                    raise MissingOptionError(given.name)
            return endpoint(store, *values)
        except gr.Error:
            raise
        except Exception as error:  # noqa: BLE001  the client gets one sentence, the log the rest
            message = describe_failure(ENGLISH, error)
            raise gr.Error(message, print_exception=False) from None

    call.__signature__ = signature.replace(parameters=visible)  # type: ignore[attr-defined]
    call.__name__, call.__doc__ = endpoint.__name__, endpoint.__doc__
    return call
