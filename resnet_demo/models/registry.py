"""The models this project knows by name: one immutable row each."""

from __future__ import annotations

from resnet_demo.errors import UnknownModelError
from resnet_demo.networks.architecture import (
    CIFAR_DEPTHS,
    IMAGENET_STAGES,
    cifar_architecture,
    imagenet_architecture,
)
from resnet_demo.networks.families import ModelSpec

# Tags of timm: torchvision's first weights, and the "ResNet strikes back" A1 recipe
# (arXiv:2110.00476).
IMAGENET_TAGS = ("tv_in1k", "a1_in1k")
# Of the weights, as timm's model cards state them.
LICENCES = {"tv_in1k": "BSD-3-Clause", "a1_in1k": "Apache-2.0"}
# ImageNet top-1 accuracy in per cent at the test size, from timm's table of results; nothing here
# measured them.
PUBLISHED_ACCURACY = {
    "resnet18.tv_in1k": 69.75,
    "resnet34.tv_in1k": 73.30,
    "resnet50.tv_in1k": 76.16,
    "resnet101.tv_in1k": 77.40,
    "resnet152.tv_in1k": 78.33,
    "resnet18.a1_in1k": 73.16,
    "resnet34.a1_in1k": 77.93,
    "resnet50.a1_in1k": 81.24,
}


def _cifar_spec(depth: int, *, residual: bool) -> ModelSpec:
    name = f"{'resnet' if residual else 'plain'}{depth}"
    architecture = cifar_architecture(depth, residual=residual)
    return ModelSpec(f"{name}.cifar10", "cifar10", depth, "cifar10", architecture, "file")


def _imagenet_spec(depth: int, tag: str) -> ModelSpec:
    return ModelSpec(
        f"resnet{depth}.{tag}", "imagenet", depth, tag, imagenet_architecture(depth), "timm"
    )


MODELS: dict[str, ModelSpec] = {
    spec.key: spec
    for spec in (
        *(_cifar_spec(depth, residual=True) for depth in CIFAR_DEPTHS),
        *(_cifar_spec(depth, residual=False) for depth in CIFAR_DEPTHS),
        *(_imagenet_spec(depth, tag) for tag in IMAGENET_TAGS for depth in IMAGENET_STAGES),
    )
}


def find_spec(key: str) -> ModelSpec:
    """Returns the row of a model key.

    Raises:
        UnknownModelError: No model has this key.
    """
    if key not in MODELS:
        raise UnknownModelError(key, tuple(MODELS))
    return MODELS[key]
