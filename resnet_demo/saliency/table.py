"""All methods, in the order in which they are offered; importing this is light.

A method is one file, ``methods/<key with underscores>.py``, and one row here. The file holds the
function that computes it and its ``METHOD``. A new option of its own is one more field of
``MethodOptions`` in ``options.py``, named in the ``options`` of the ``METHOD``: the flags of the
commands, the parameters of the endpoints, the controls of the page and the checks follow from that
field, and the method finds the value in ``task.options``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from resnet_demo.errors import ChoiceError

if TYPE_CHECKING:
    from resnet_demo.saliency.method import Method

MethodKey = Literal[
    "grad-cam",
    "saliency",
    "smoothgrad",
    "input-x-gradient",
    "integrated-gradients",
    "deeplift",
    "gradient-shap",
    "guided-backprop",
    "deconvolution",
    "guided-grad-cam",
    "occlusion",
]
METHOD_KEYS: tuple[MethodKey, ...] = get_args(MethodKey)


def find_method(key: str) -> Method:
    """Loads a method, and captum with it.

    Raises:
        ChoiceError: There is none with this key.
    """
    if key not in METHOD_KEYS:
        raise ChoiceError("method", key, METHOD_KEYS)
    module = import_module(f"resnet_demo.saliency.methods.{key.replace('-', '_')}")
    method: Method = module.METHOD
    return method


def list_methods() -> tuple[Method, ...]:
    """Loads all methods, in their order."""
    return tuple(find_method(key) for key in METHOD_KEYS)
