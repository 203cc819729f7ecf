"""Serving the page: what ``app.py`` and the command ``serve`` do."""

from __future__ import annotations

from resnet_demo.errors import AddressError
from resnet_demo.settings import Settings

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 7860  # gradio's own


def serve_page(settings: Settings, host: str | None = None, port: int | None = None) -> None:
    """Serves the page until it is interrupted.

    Args:
        settings: Limits and places.
        host: The address to listen on; None for ``GRADIO_SERVER_NAME``, or else for this machine
            only.
        port: The port to listen on; None for ``GRADIO_SERVER_PORT``, or else for the first that is
            free, from 7860 on.

    Raises:
        AddressError: The address and the port cannot be listened on.
    """
    # Imported here, so that a mistake in the settings is told before gradio is loaded.
    from resnet_demo.page.build import build_page, launch_options

    page = build_page(settings)
    try:
        page.launch(server_name=host, server_port=port, **launch_options(settings))
    except OSError as error:
        raise AddressError(host or DEFAULT_HOST, port or DEFAULT_PORT) from error
