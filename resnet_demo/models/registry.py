"""The models this project knows by name: one immutable row each."""

from __future__ import annotations

from resnet_demo.errors import UnknownModelError
from resnet_demo.networks.families import FAMILIES, ModelSpec

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


MODELS: dict[str, ModelSpec] = {
    spec.key: spec for name, family in FAMILIES.items() for spec in family.list_specs(name)
}


def find_spec(key: str) -> ModelSpec:
    """Returns the row of a model key.

    Raises:
        UnknownModelError: No model has this key.
    """
    if key not in MODELS:
        raise UnknownModelError(key, tuple(MODELS))
    return MODELS[key]
