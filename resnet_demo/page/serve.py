"""Serving the page: what ``app.py`` and the command ``serve`` do."""

from __future__ import annotations

import errno
import socket

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
    if port is not None:
        _check_port(host or DEFAULT_HOST, port)
    # Imported here, so that a mistake is told before gradio is loaded, which takes seconds.
    from resnet_demo.page.build import build_page, launch_options

    page = build_page(settings)
    try:
        page.launch(server_name=host, server_port=port, **launch_options(settings))
    except OSError as error:
        raise AddressError(host or DEFAULT_HOST, port or DEFAULT_PORT) from error


def _check_port(host: str, port: int) -> None:
    """Raises an AddressError where another program uses the port; all else is gradio's to find."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressError(host, port) from error
