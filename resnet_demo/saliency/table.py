"""All methods, in the order in which they are offered."""

from __future__ import annotations

import warnings

from resnet_demo.errors import ChoiceError
from resnet_demo.saliency.method import Method
from resnet_demo.saliency.methods import (
    deconvolution,
    deeplift,
    grad_cam,
    gradient_shap,
    guided_backprop,
    guided_grad_cam,
    input_x_gradient,
    integrated_gradients,
    occlusion,
    saliency,
    smoothgrad,
)

# Captum announces the hooks it sets; they sit on a private view and are taken off. Ignored by their
# words, once for the process: a filter set around each call is not safe in threads.
HOOK_WARNINGS = (
    "Setting forward, backward hooks and attributes",
    "Setting backward hooks on ReLU activations",
)
for words in HOOK_WARNINGS:
    warnings.filterwarnings("ignore", words, UserWarning)

METHODS: dict[str, Method] = {
    module.METHOD.key: module.METHOD
    for module in (
        grad_cam,
        saliency,
        smoothgrad,
        input_x_gradient,
        integrated_gradients,
        deeplift,
        gradient_shap,
        guided_backprop,
        deconvolution,
        guided_grad_cam,
        occlusion,
    )
}


def find_method(key: str) -> Method:
    """Returns a method.

    Raises:
        ChoiceError: There is none with this key.
    """
    try:
        return METHODS[key]
    except KeyError:
        raise ChoiceError("method", key, tuple(METHODS)) from None
