"""ResNet Lab: what do skip connections do?

The names below are loaded when they are first used, so that importing the package costs nothing.
What the page and the command line do is in ``resnet_demo.experiments``, one folder each.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resnet_demo.experiments.run import run
    from resnet_demo.models.store import ModelStore
    from resnet_demo.networks.architecture import cifar_architecture, imagenet_architecture
    from resnet_demo.networks.resnet import Gates, ResNet
    from resnet_demo.settings import Settings

__version__ = "0.2.0"
__all__ = [
    "Gates",
    "ModelStore",
    "ResNet",
    "Settings",
    "cifar_architecture",
    "imagenet_architecture",
    "run",
]

_HOMES = {
    "Gates": "networks.resnet",
    "ModelStore": "models.store",
    "ResNet": "networks.resnet",
    "Settings": "settings",
    "cifar_architecture": "networks.architecture",
    "imagenet_architecture": "networks.architecture",
    "run": "experiments.run",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
