"""ResNet Lab in the browser: ``python app.py`` serves it on http://127.0.0.1:7860."""

import os

from resnet_demo.page.build import build_page, launch_options
from resnet_demo.settings import Settings


def main() -> None:
    """Serves the page; gradio reads the address from GRADIO_SERVER_NAME and GRADIO_SERVER_PORT."""
    settings = Settings.from_env(os.environ)
    build_page(settings).launch(**launch_options(settings))


if __name__ == "__main__":
    main()
