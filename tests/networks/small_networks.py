"""Networks as the families build them, but narrow or of few blocks: for what is around them, which
is the same at every size.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch

from resnet_demo import settings as config
from resnet_demo.models.registry import MODELS
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import Architecture, imagenet_architecture
from resnet_demo.networks.families import FAMILIES
from resnet_demo.networks.resnet import ResNet, draw_network
from resnet_demo.settings import Settings
from tests.conftest import make_card

HUB = "resnet18.tv_in1k"
SHORT = ("resnet20.cifar10", "plain20.cifar10")


def build_narrow_imagenet(depth: int, **changes: object) -> Architecture:
    """An ImageNet architecture an eighth as wide."""
    return replace(imagenet_architecture(depth, **changes), widths=(8, 16, 32, 64))


def narrow_imagenet(patch: pytest.MonkeyPatch) -> None:
    """From now on a user's own ImageNet architectures are narrow."""
    family = replace(FAMILIES["imagenet"], build=build_narrow_imagenet)
    patch.setitem(FAMILIES, "imagenet", family)


def shorten_cifar(patch: pytest.MonkeyPatch, key: str) -> Architecture:
    """From now on the network of a key has one block a stage."""
    short = replace(MODELS[key].architecture, blocks=(1, 1, 1))
    patch.setitem(MODELS, key, replace(MODELS[key], architecture=short))
    return short


def write_imagenet_networks(folder: Path, classes: tuple[str, ...]) -> ModelStore:
    """Writes untrained narrow ``resnet18.own`` and ``resnet50.own`` for pictures of 64 × 64, and
    ``HUB`` as wide as it is, for 224 × 224.
    """
    inputs = {"size": 64, "mean": [0.5] * 3, "std": [0.2] * 3}
    for depth in (18, 50):
        network = draw_network(build_narrow_imagenet(depth, num_classes=len(classes)), depth)
        card = make_card(f"resnet{depth}.own", classes=classes, input=inputs)
        write_weights(folder, network.state_dict(), card)
    network = ResNet(imagenet_architecture(18), generator=torch.Generator().manual_seed(0))
    # As a file of the hub that was copied by hand: there is no card.
    safetensors.torch.save_file(network.state_dict(), folder / f"{HUB}.safetensors")
    return ModelStore(Settings(weights_dir=folder, device="cpu", offline=True))


@contextmanager
def open_short_store(folder: Path, **changes: object) -> Iterator[ModelStore]:
    """Writes untrained networks of three blocks under the names of those of nine; only they are
    here until the end.
    """
    with pytest.MonkeyPatch.context() as patch:
        for key in SHORT:
            network = draw_network(shorten_cifar(patch, key), seed=7)
            write_weights(folder, network.state_dict(), make_card(key))
        patch.setattr(config, "SHIPPED_WEIGHTS_DIR", folder)
        yield ModelStore(Settings(weights_dir=folder, device="cpu", offline=True, **changes))
