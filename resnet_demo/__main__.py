"""``python -m resnet_demo``."""

from resnet_demo.cli.main import main

main()
