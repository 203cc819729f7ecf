"""ResNet Lab in the browser: ``python app.py`` serves it on http://127.0.0.1:7860."""

import os
import sys

from resnet_demo.errors import ResNetLabError
from resnet_demo.page.serve import serve_page
from resnet_demo.settings import Settings

if __name__ == "__main__":
    try:
        serve_page(Settings.from_env(os.environ))
    except ResNetLabError as error:
        sys.exit(f"Error: {error}")
