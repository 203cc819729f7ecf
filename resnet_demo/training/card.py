"""From a finished training run to a model card and its weights."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torchvision

import resnet_demo
from resnet_demo.errors import OtherPicturesError, UnwritableCardError
from resnet_demo.folders import try_writing
from resnet_demo.models.card import ModelCard
from resnet_demo.models.load import LoadedModel, load_network
from resnet_demo.models.weights import write_document, write_weights
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.training.dataset import Dataset
from resnet_demo.training.evaluate import (
    Measurement,
    collect_logits,
    evaluate_logits,
    fit_temperature,
    measure,
    measure_logits,
)
from resnet_demo.training.profile import measure_profile
from resnet_demo.training.run import EpochResult, TrainingOutcome

# Every 20th test image is measured apart: 500 images are enough to check a card quickly.
SAMPLE_STRIDE = 20
PROCESSOR_FILE = Path("/proc/cpuinfo")
# What a card says of its data beside the name: sizes and digests.
DATA_ENTRIES = ("train", "validation", "test", "validation_sha256", "test_sha256")


def publish_network(
    folder: Path,
    outcome: TrainingOutcome,
    dataset: Dataset,
    *,
    command: str,
    on_part: Callable[[str], None] = lambda _part: None,
) -> ModelCard:
    """Measures a trained network on every part of its data and writes ``<key>.safetensors`` and
    ``<key>.json``.

    The test part is looked at here only, when training is over.

    Args:
        folder: Where to write.
        outcome: The trained network, its run and its curves.
        dataset: What it was trained on.
        command: Command line that trains the same network.
        on_part: Called with ``"train"``, ``"validation"`` and ``"test"`` before each is measured.

    Raises:
        OSError: The files cannot be written.
    """
    run = outcome.run
    metrics, temperature = measure_parts(
        outcome.network, dataset, run.preprocessing, run.device, on_part
    )
    card = ModelCard(
        key=run.key,
        sha256="",  # of the file, known once it is written
        classes=dataset.classes,
        input=describe_input(run.preprocessing),
        data=describe_data(dataset),
        recipe=run.recipe.document(),
        seed=run.seed,
        command=command,
        versions={
            "resnet_demo": resnet_demo.__version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
        },
        hardware=describe_hardware(run.device),
        wall_time_s=round(sum(result.seconds for result in outcome.history), 1),
        curves=_describe_curves(outcome.history),
        metrics=metrics,
        temperature=temperature,
        source=run.source,
    )
    return write_weights(folder, outcome.network.state_dict(), card)


def measure_parts(
    network: ResNet,
    dataset: Dataset,
    preprocessing: Preprocessing,
    device: torch.device,
    on_part: Callable[[str], None] = lambda _part: None,
) -> tuple[dict[str, Any], float | None]:
    """Measures a network on every part of its data.

    Returns:
        The metrics of a card, and the temperature fitted on the validation part.
    """
    on_part("train")
    train = measure(network, dataset.train, preprocessing, device)
    on_part("validation")
    logits, labels = collect_logits(network, dataset.validation, preprocessing, device)
    temperature = fit_temperature(logits, labels)
    metrics: dict[str, Any] = {
        "train": _describe_measurement(train),
        "validation": _describe_measurement(measure_logits(logits, labels)),
        "test": None,
    }
    if dataset.test is not None:
        on_part("test")
        logits, labels = collect_logits(network, dataset.test, preprocessing, device)
        evaluation = evaluate_logits(logits, labels, dataset.classes, temperature or 1.0)
        sample = measure_logits(logits[::SAMPLE_STRIDE], labels[::SAMPLE_STRIDE])
        metrics["test"] = evaluation.document() | {
            "sample": {"stride": SAMPLE_STRIDE, **_describe_measurement(sample)}
        }
    return metrics, temperature


def complete_card(
    model: LoadedModel,
    card: ModelCard,
    dataset: Dataset,
    on_part: Callable[[str], None] = lambda _part: None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ModelCard:
    """Measures metrics, temperature and profile of a trained network and writes them on its card.

    Everything else on the card stays, entries that this version does not know included.

    Args:
        model: The network, with its weights in a file.
        card: Its card.
        dataset: What it was trained on.
        on_part: Called with what is measured next.
        on_progress: Called with (steps done, steps in all) of the profile.

    Raises:
        OtherPicturesError: The data is not what the card says it was trained on.
        UnwritableCardError: The card cannot be written; that its folder cannot is said before
            anything is measured.
    """
    data = describe_data(dataset)
    differs = [
        name for name in DATA_ENTRIES if name in card.data and card.data[name] != data.get(name)
    ]
    if dataset.classes != tuple(card.classes):
        differs.insert(0, "classes")
    if differs:
        raise OtherPicturesError(Path(dataset.name), card.key, differs)
    path = model.file.path.with_name(f"{card.key}.json")
    try:
        try_writing(path.parent)
    except OSError as error:
        raise UnwritableCardError(path, error.strerror or str(error)) from error
    network = load_network(model.spec, model.file, card)
    preprocessing = model.preprocessing
    metrics, temperature = measure_parts(
        network, dataset, preprocessing, torch.device("cpu"), on_part
    )
    on_part("profile")
    profile = measure_profile(
        network, None if card.source else card.seed, dataset, preprocessing, on_progress
    )
    measured = {
        "data": data | dict(card.data),
        "metrics": {**card.metrics, **metrics},
        "temperature": temperature,
        "profile": profile.document(),
    }
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        write_document(path, document | measured)
    except OSError as error:
        raise UnwritableCardError(path, error.strerror or str(error)) from error
    return replace(card, **measured)  # type: ignore[arg-type]  # of these four fields


def describe_data(dataset: Dataset) -> dict[str, Any]:
    """Returns the ``data`` of a card: the name, the sizes, and digests of what was measured on."""
    document: dict[str, Any] = {"name": dataset.name}
    for name, part in (
        ("train", dataset.train),
        ("validation", dataset.validation),
        ("test", dataset.test),
    ):
        if part is not None:
            document[name] = len(part)
    document["validation_sha256"] = dataset.validation.digest()
    if dataset.test is not None:
        document["test_sha256"] = dataset.test.digest()
    return document


def describe_input(preprocessing: Preprocessing) -> dict[str, Any]:
    """Returns the ``input`` of a card: everything that decides how a picture becomes an input."""
    return {
        "size": preprocessing.input_size,
        "crop_fraction": preprocessing.crop_fraction,
        "interpolation": preprocessing.interpolation,
        "mean": list(preprocessing.mean),
        "std": list(preprocessing.std),
    }


def describe_hardware(device: torch.device) -> str:
    """Names what a device computes on: the GPU, or the processor and how many threads torch uses
    on it.
    """
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return f"{platform.machine()} Apple GPU (MPS)"
    if device.type != "cpu":
        return f"{platform.machine()} {device.type.upper()}"
    capability = torch.backends.cpu.get_cpu_capability()
    processor = _read_processor_name() or f"{platform.machine()} CPU"
    return f"{processor} ({capability}), {torch.get_num_threads()} threads"


def _read_processor_name() -> str | None:
    """Returns what Linux calls the processor, such as ``AMD EPYC 7763 64-Core Processor``; None on
    other systems.
    """
    try:
        lines = PROCESSOR_FILE.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names and names[0] else None


def _describe_measurement(measurement: Measurement) -> dict[str, float | int]:
    return {
        "images": measurement.images,
        "accuracy": round(measurement.accuracy, 6),
        "error": round(measurement.error, 6),
        "top5_accuracy": round(measurement.top5_accuracy, 6),
        "loss": round(measurement.loss, 6),
    }


def _describe_curves(history: Sequence[EpochResult]) -> dict[str, Any]:
    def column(name: str) -> list[float]:
        return [round(getattr(result, name), 6) for result in history]

    return {
        "train": {"loss": column("train_loss"), "error": column("train_error")},
        "validation": {"loss": column("validation_loss"), "error": column("validation_error")},
        "size": column("size"),
        "learning_rate": column("learning_rate"),
        "seconds": column("seconds"),
    }
