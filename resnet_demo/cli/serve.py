"""The command ``serve``, which does what ``app.py`` does."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from resnet_demo.cli.console import DeviceOption, WeightsOption, read_settings, reporting_errors


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            envvar="GRADIO_SERVER_NAME",
            help="Address to listen on: 0.0.0.0 for other machines too; default: 127.0.0.1.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            envvar="GRADIO_SERVER_PORT",
            min=1,
            max=65535,
            help="Port to listen on; default: the first that is free, from 7860 on.",
        ),
    ] = None,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
) -> None:
    """Serve the page to a browser until Ctrl-C."""
    with reporting_errors(as_json=False):
        from resnet_demo.page.serve import serve_page

        settings = read_settings(weights_dir)
        if device is not None:
            settings = replace(settings, device=device)
        serve_page(settings, host, port)
