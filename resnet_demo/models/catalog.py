"""Every model there is here: the rows of the registry, and what users trained on their own classes.

A user's model is a pair of files in a weights folder, ``<network>.<name>.safetensors`` with its
card; the network's name gives the architecture, the card gives classes and inputs.
"""

from __future__ import annotations

from resnet_demo.errors import CardMissingError, ResNetLabError, UnknownModelError
from resnet_demo.models.card import ModelCard
from resnet_demo.models.registry import MODELS
from resnet_demo.models.weights import locate_weights, read_card
from resnet_demo.networks.families import ModelSpec, make_own_spec, name_twin
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING, Preprocessing
from resnet_demo.settings import Settings


def find_model(key: str, settings: Settings) -> ModelSpec:
    """Returns the row of a model, the user's own included.

    Raises:
        UnknownModelError: No model has this key.
        WeightsMismatchError: A user's model has no card, or a damaged one.
    """
    if key in MODELS:
        return MODELS[key]
    spec = _find_own_model(key, settings)
    if spec is None:
        raise UnknownModelError(key, tuple(spec.key for spec in list_specs(settings)))
    return spec


def _find_own_model(key: str, settings: Settings) -> ModelSpec | None:
    try:
        spec = make_own_spec(key, num_classes=1)  # also keeps "../" and the like off the disk
    except UnknownModelError:
        return None
    file = locate_weights(spec, settings)
    if file is None:
        return None
    card = read_card(file)
    if card is None:
        raise CardMissingError(file.path, file.path.with_suffix(".json").name)
    return make_own_spec(key, len(card.classes))


def list_specs(settings: Settings) -> tuple[ModelSpec, ...]:
    """Lists the rows of the registry, then the user's own models by name; those whose cards cannot
    be read are left out.
    """
    own = {}
    for folder in settings.weights_dirs:
        for path in sorted(folder.glob("*.*.json")):
            key = path.stem
            if key in MODELS or key in own:
                continue
            try:
                spec = _find_own_model(key, settings)
            except ResNetLabError:
                continue
            if spec is not None:
                own[key] = spec
    return (*MODELS.values(), *own.values())


def find_plain_twin(spec: ModelSpec, settings: Settings) -> ModelSpec:
    """Returns the plain network of the same depth and training data.

    Raises:
        UnknownModelError: There is none.
    """
    return find_model(name_twin(spec), settings)


def read_inputs(card: ModelCard) -> Preprocessing:
    """Returns how a picture becomes the input of a model, from its card.

    Raises:
        LookupError, TypeError, ValueError: The card does not say.
    """
    given = card.input
    mean, std = (tuple(float(value) for value in given[name]) for name in ("mean", "std"))
    if len(mean) != 3 or len(std) != 3 or not all(value > 0 for value in std):
        raise ValueError("mean and std need three numbers each")
    size = int(given["size"])
    crop_fraction = float(given.get("crop_fraction", CIFAR10_PREPROCESSING.crop_fraction))
    interpolation = given.get("interpolation", CIFAR10_PREPROCESSING.interpolation)
    if not 8 <= size <= 1024 or not 0 < crop_fraction <= 1:
        raise ValueError("size or crop_fraction is out of range")
    if interpolation not in {"bilinear", "bicubic"}:
        raise ValueError(f"interpolation {interpolation!r} is unknown")
    return Preprocessing(card.key, size, crop_fraction, interpolation, mean, std)
