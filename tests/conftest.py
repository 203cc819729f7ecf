"""Shared fixtures: a folder of untrained weights, real servers, and where the real photos are."""

from collections.abc import Iterator
from importlib.util import find_spec as find_module
from itertools import chain
from pathlib import Path
from shutil import copytree

import pytest
import torch
from torch import nn

from resnet_demo import settings as config
from resnet_demo.models.card import ModelCard
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.settings import Settings
from tests.servers import Server, start_server

BROWSER_FIXTURES = {"browsers", "server", "zoo_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that start a server or a browser; ``slow`` is written where it holds."""
    for item in items:
        if not BROWSER_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


def make_card(key: str, **changes) -> ModelCard:
    fields = {
        "key": key,
        "sha256": "",
        "classes": CIFAR10_CLASSES,
        "input": {
            "size": 32,
            "mean": list(CIFAR10_PREPROCESSING.mean),
            "std": list(CIFAR10_PREPROCESSING.std),
        },
        "data": {"name": "none"},
        "recipe": {},
        "seed": 0,
        "command": "",
        "versions": {},
        "hardware": "",
        "wall_time_s": 0.0,
        "curves": {},
        "metrics": {"train": None, "validation": None, "test": {"accuracy": 0.1}},
    }
    return ModelCard(**(fields | changes))


def write_random_network(folder: Path, key: str) -> ModelCard:
    """Writes untrained weights for ``resnet20.cifar10`` or ``plain20.cifar10``."""
    generator = torch.Generator().manual_seed(7)
    architecture = cifar_architecture(20, residual=key.startswith("resnet"))
    return write_weights(
        folder, ResNet(architecture, generator=generator).state_dict(), make_card(key)
    )


@pytest.fixture(scope="session")
def random_weights(tmp_path_factory) -> Path:
    """A folder with untrained resnet20.cifar10 and plain20.cifar10, which nobody may change."""
    folder = tmp_path_factory.mktemp("random_weights")
    for key in ("resnet20.cifar10", "plain20.cifar10"):
        write_random_network(folder, key)
    return folder


@pytest.fixture
def weights_dir(tmp_path, random_weights) -> Path:
    """A folder with untrained resnet20.cifar10 and plain20.cifar10, of the test's own."""
    return copytree(random_weights, tmp_path / "weights")


@pytest.fixture
def settings(weights_dir, monkeypatch) -> Settings:
    """Only the two networks of ``weights_dir`` are here, whatever is shipped."""
    monkeypatch.setattr(config, "SHIPPED_WEIGHTS_DIR", weights_dir)
    return Settings(weights_dir=weights_dir, device="cpu", offline=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """With untrained networks of depth 20."""
    folder = tmp_path_factory.mktemp("server")
    for key in ("resnet20.cifar10", "plain20.cifar10"):
        write_random_network(folder / "weights", key)
    with start_server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def zoo_server(tmp_path_factory) -> Iterator[Server]:
    """With the networks that are shipped, and one of a user's own, of three classes."""
    folder = tmp_path_factory.mktemp("zoo")
    copytree(config.SHIPPED_WEIGHTS_DIR, folder / "weights")
    network = ResNet(cifar_architecture(20, num_classes=3))
    card = make_card("resnet20.pets", classes=("cat", "paws", "whiskers"))
    write_weights(folder / "weights", network.state_dict(), card)
    with start_server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def photos() -> Path:
    """The folder of photos that ships inside gradio."""
    location = find_module("gradio").submodule_search_locations[0]
    return Path(location) / "media_assets" / "images"


def snapshot_network(network: nn.Module) -> dict[str, tuple]:
    """Everything a request could leave behind on a network, bit for bit; compare with ``==``."""
    seen: dict[str, tuple] = {}
    for name, module in network.named_modules():
        hooks = (
            module._forward_hooks,
            module._forward_pre_hooks,
            module._backward_hooks,
            module._backward_pre_hooks,
        )
        attributes = tuple(sorted(vars(module)))
        seen[name] = (id(module), module.training, tuple(map(tuple, hooks)), attributes)
    for name, tensor in chain(network.named_parameters(), network.named_buffers()):
        # The version counts writes, also those that put the same numbers back.
        marks = (id(tensor), tensor._version, tensor.requires_grad, tensor.grad is None)
        seen[f"{name} tensor"] = (*marks, bool(tensor._backward_hooks), tensor.numpy().tobytes())
    return seen


def assert_frozen(network: nn.Module) -> None:
    """Checks that a network is as ``models.py`` hands it out: no hooks, no gradients, eval mode."""
    for module in network.modules():
        assert not module.training
        assert not module._forward_hooks
        assert not module._forward_pre_hooks
        assert not module._backward_hooks
        assert not module._backward_pre_hooks
    for tensor in chain(network.parameters(), network.buffers()):
        assert not tensor.requires_grad
        assert tensor.grad is None


class BreakError(Exception):
    """What the tests raise in the middle of the work."""


def fail_at(call):
    """A function that raises when it is called for the ``call``-th time."""
    calls = []

    def count(*_arguments):
        calls.append(None)
        if len(calls) == call:
            raise BreakError

    return count
