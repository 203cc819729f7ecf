"""``python -m resnet_demo``."""

from resnet_demo.cli import main

main()
