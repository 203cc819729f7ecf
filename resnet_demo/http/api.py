"""The HTTP API: the list of models, and an endpoint for every experiment."""

from __future__ import annotations

from gradio.events import api

from resnet_demo.http.experiments import Document, add_endpoints
from resnet_demo.models.zoo import describe_models
from resnet_demo.page.context import Context


def build_api(context: Context) -> None:
    """Adds the endpoints; none of their components is visible on the page."""

    def models() -> Document:
        """Lists every model: where its weights are, its size and its test accuracy."""
        return describe_models(context.list_models())

    api(models, api_name="models")
    add_endpoints(context)
