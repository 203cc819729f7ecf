"""ResNet Lab in the browser: ``python app.py`` serves it on http://127.0.0.1:7860."""

import sys

from resnet_demo.cli.main import app

if __name__ == "__main__":
    app(["serve", *sys.argv[1:]])
