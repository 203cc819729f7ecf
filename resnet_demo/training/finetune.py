"""Fine-tuning: a trained network's body under a new head, for classes of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from resnet_demo.errors import ChoiceError, ModelTagError
from resnet_demo.models.catalog import find_model
from resnet_demo.models.load import describe_inputs, fill_network
from resnet_demo.models.registry import MODELS
from resnet_demo.models.weights import obtain_weights, read_pair
from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import ResNet, draw_network
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.settings import Settings

HEAD = "fc"
STEM = ("conv1", "bn1")


@dataclass(frozen=True)
class Source:
    """The model that training starts from: its network (on the CPU, BatchNorm not folded) and how
    its inputs are made.
    """

    key: str
    network: ResNet
    preprocessing: Preprocessing


def load_source(
    key: str, settings: Settings, on_status: Callable[[str], None] = lambda _status: None
) -> Source:
    """Loads the model to start from, fetching its weights if needed.

    Raises:
        UnknownModelError: No model has this key.
        WeightsError: Its weights cannot be had or trusted.
    """
    spec = find_model(key, settings)
    file = obtain_weights(spec, settings, on_status)
    card, tensors = read_pair(file)
    preprocessing, _ = describe_inputs(spec, file, card)
    return Source(key, fill_network(spec, file.path, tensors), preprocessing)


def replace_head(network: ResNet, num_classes: int, seed: int) -> ResNet:
    """Returns a new network with the weights of ``network`` and an untrained last layer.

    Args:
        network: Left as it is.
        num_classes: Width of the new last layer.
        seed: Of the new layer's weights.
    """
    architecture = replace(network.architecture, num_classes=num_classes)
    fresh = draw_network(architecture, seed)
    body = {
        name: tensor.clone()
        for name, tensor in network.state_dict().items()
        if not name.startswith(f"{HEAD}.")
    }
    fresh.load_state_dict(fresh.state_dict() | body)
    return fresh


def list_frozen(architecture: Architecture, until: str) -> tuple[str, ...]:
    """Lists the modules before the first one that is trained.

    Args:
        architecture: Of the network.
        until: ``layer1`` … or ``fc``; ``none`` trains everything.

    Raises:
        ChoiceError: There is no such module.
    """
    stages = [f"layer{number + 1}" for number in range(len(architecture.blocks))]
    order = [*STEM, *stages, HEAD]
    if until == "none":
        return ()
    if until not in (*stages, HEAD):
        raise ChoiceError("--freeze-until", until, ("none", *stages, HEAD))
    return tuple(order[: order.index(until)])


def name_result(source: str, folder: Path, key: str | None) -> str:
    """Returns the key of the fine-tuned model: the one that was asked for, or the source's network
    with the folder's name as tag, ``resnet56.pets``.

    Raises:
        ModelTagError: The key that was asked for is another network's or a shipped model's.
    """
    network = source.partition(".")[0]
    if key is None:
        tag = re.sub(r"[^\w-]+", "-", _read_name(folder)).strip("-_") or "mydata"
        key = f"{network}.{tag.lower()}"
        if key in MODELS:
            key = f"{network}.my-{tag.lower()}"
    if key.partition(".")[0] != network or key in MODELS:
        raise ModelTagError(key, network)
    return key


def _read_name(folder: Path) -> str:
    """Returns what a folder, also ``.`` or ``..``, or an archive is called."""
    return folder.resolve().stem if folder.is_file() else folder.resolve().name
