"""The one place that builds, loads, freezes, optimises and caches a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor

from resnet_demo.errors import (
    ArchitectureMismatchError,
    CardClassesError,
    CardInputsError,
    CardMissingError,
    CardPreprocessingError,
)
from resnet_demo.models.card import ModelCard
from resnet_demo.models.catalog import read_inputs
from resnet_demo.models.devices import compute_in_float32
from resnet_demo.models.pace import Pace
from resnet_demo.models.weights import WeightsFile, obtain_weights, read_pair, read_tensors
from resnet_demo.networks.families import FAMILIES, ModelSpec, make_own_spec
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import (
    CIFAR10_PREPROCESSING,
    Preprocessing,
    make_timm_preprocessing,
)
from resnet_demo.settings import Settings

ALWAYS_QUIET: Callable[[str], None] = lambda _status: None  # noqa: E731


@dataclass(frozen=True)
class LoadedModel:
    """A frozen base model that many requests share; nobody hooks, moves or edits it.

    Attributes:
        spec: Its row in the registry.
        network: Eval mode, no gradients for parameters, BatchNorm folded, channels_last, on
            ``device``.
        preprocessing: How a picture becomes its input.
        labels: Label of each logit.
        card: How it was trained; None for weights from the hub.
        file: Where the weights were read from.
        device: Where the network is.
        size_bytes: Memory its tensors hold.
        stamp: Of the weights and their card, when they were read.
        pace: How fast it answers, noted at every pass.
    """

    spec: ModelSpec
    network: ResNet
    preprocessing: Preprocessing
    labels: tuple[str, ...]
    card: ModelCard | None
    file: WeightsFile
    device: torch.device
    size_bytes: int
    stamp: tuple[object, ...] = ()
    pace: Pace = field(default_factory=Pace, compare=False, repr=False)

    @property
    def temperature(self) -> float:
        """What logits are divided by for percentages: the card's, or 1 where none was fitted."""
        return 1.0 if self.card is None else self.card.temperature or 1.0


def load_model(
    spec: ModelSpec,
    settings: Settings,
    device: torch.device,
    on_status: Callable[[str], None] = ALWAYS_QUIET,
) -> LoadedModel:
    """Builds a model and loads its weights.

    Args:
        spec: The model.
        settings: Where weights are and how long to wait for the hub.
        device: Where to put the network.
        on_status: Called with ``"downloading"`` when weights are being fetched.

    Raises:
        WeightsMissingError: The weights are not here and no hub has them.
        WeightsMismatchError: The file is not what its card or the architecture says.
        WeightsOfflineError: The hub cannot be reached.
    """
    file = obtain_weights(spec, settings, on_status)
    stamp = file.read_stamp()  # before the content: what is replaced meanwhile is read again
    compute_in_float32()
    # Explicitly outside inference mode: tensors made inside it refuse gradients for the rest of
    # their life.
    with torch.inference_mode(False):
        card, tensors = read_pair(file)
        if spec.is_own and card is not None:  # trained again since its row was looked up
            spec = make_own_spec(spec.key, len(card.classes))
        network = fill_network(spec, file.path, tensors)
        network.fold_batchnorm()
        network.requires_grad_(False)
        network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    size_bytes = sum(
        tensor.numel() * tensor.element_size() for tensor in network.state_dict().values()
    )
    preprocessing, labels = describe_inputs(spec, file, card)
    return LoadedModel(spec, network, preprocessing, labels, card, file, device, size_bytes, stamp)


def describe_inputs(
    spec: ModelSpec, file: WeightsFile, card: ModelCard | None
) -> tuple[Preprocessing, tuple[str, ...]]:
    """Returns how a picture becomes a model's input, and the label of each of its logits.

    Raises:
        WeightsMismatchError: The card does not say, or says otherwise than the model's key.
    """
    if spec.source == "timm":
        published = _read_imagenet_labels()
        if card is not None and tuple(card.classes) != published:
            raise CardClassesError(file.path, spec.key)
        return make_timm_preprocessing(spec.key), published
    if card is None:
        raise CardMissingError(file.path, file.path.with_suffix(".json").name)
    try:
        preprocessing, labels = read_inputs(card), tuple(map(str, card.classes))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CardInputsError(file.path) from error
    if not spec.is_own:
        if labels != FAMILIES[spec.family].classes:
            raise CardClassesError(file.path, spec.key)
        if replace(preprocessing, name=CIFAR10_PREPROCESSING.name) != CIFAR10_PREPROCESSING:
            raise CardPreprocessingError(file.path, spec.key)
    return preprocessing, labels


def load_network(spec: ModelSpec, file: WeightsFile, card: ModelCard | None) -> ResNet:
    """Builds the network of a model on the CPU, in eval mode, and fills it with the tensors of a
    file, nothing folded.

    Raises:
        WeightsMismatchError: Names or shapes differ from the architecture's, or the file is
            damaged.
    """
    return fill_network(spec, file.path, read_tensors(file, card))


def fill_network(spec: ModelSpec, path: Path, tensors: Mapping[str, Tensor]) -> ResNet:
    """Builds the network of a model on the CPU, in eval mode, and fills it with tensors, nothing
    folded.

    Args:
        spec: The model.
        path: Where the tensors are from.
        tensors: By name; they become the network's own where they are float32.

    Raises:
        WeightsMismatchError: Names or shapes differ from the architecture's.
    """
    # Half-precision files are common; everything here computes in float32.
    tensors = {
        name: tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in tensors.items()
    }
    with torch.device("meta"):
        network = ResNet(spec.architecture)
    try:
        # On the meta device nothing is initialised twice; assign takes the tensors of the file
        # themselves.
        network.load_state_dict(tensors, assign=True)
    except RuntimeError as error:
        lines = str(error).splitlines()
        reason = " ".join(line.strip() for line in lines[1:3])[:300]
        raise ArchitectureMismatchError(path, spec.key, reason) from error
    return network.eval()


def _read_imagenet_labels() -> tuple[str, ...]:
    from timm.data.imagenet_info import ImageNetInfo  # takes seconds; only ImageNet needs it

    info = ImageNetInfo()
    count: int = info.num_classes()  # type: ignore[no-untyped-call]
    return tuple(info.index_to_description(index) for index in range(count))


def list_class_aliases(spec: ModelSpec) -> tuple[str, ...]:
    """Lists other names of a model's classes in the order of its logits: ImageNet's synset ids
    (``n01440764``), which its folders are named after; none for other models.
    """
    if spec.source != "timm":
        return ()
    from timm.data.imagenet_info import ImageNetInfo

    return tuple(ImageNetInfo().label_names())  # type: ignore[no-untyped-call]
