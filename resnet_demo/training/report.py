"""From a finished training run to a model card and its weights."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
import torchvision

import resnet_demo
from resnet_demo.errors import DatasetError
from resnet_demo.models.card import ModelCard
from resnet_demo.models.weights import WeightsFile, write_card, write_weights
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.training.checkpoint import explain_unwritable
from resnet_demo.training.data import Dataset
from resnet_demo.training.evaluate import (
    Measurement,
    collect_logits,
    evaluate_logits,
    fit_temperature,
    measure,
    measure_logits,
)
from resnet_demo.training.loop import EpochResult, TrainingOutcome, TrainingRun
from resnet_demo.training.profile import measure_profile

# Every 20th test image is measured apart: 500 images are enough to check a card quickly.
SAMPLE_STRIDE = 20


def publish_network(
    folder: Path,
    run: TrainingRun,
    dataset: Dataset,
    outcome: TrainingOutcome,
    *,
    command: str,
    on_part: Callable[[str], None] = lambda _part: None,
) -> ModelCard:
    """Measures a trained network on every part of its data and writes ``<key>.safetensors`` and
    ``<key>.json``.

    The test part is looked at here only, when training is over.

    Args:
        folder: Where to write.
        run: What was trained.
        dataset: What it was trained on.
        outcome: The trained network and its curves.
        command: Command line that trains the same network.
        on_part: Called with ``"train"``, ``"validation"`` and ``"test"`` before each is measured.
    """
    metrics, temperature = measure_parts(
        outcome.network, dataset, run.preprocessing, run.device, on_part
    )
    card = ModelCard(
        key=run.key,
        sha256="",  # of the file, known once it is written
        classes=dataset.classes,
        input=describe_input(run.preprocessing),
        data=describe_data(dataset),
        recipe=asdict(run.recipe),
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
    file: WeightsFile,
    card: ModelCard,
    network: ResNet,
    dataset: Dataset,
    preprocessing: Preprocessing,
    on_part: Callable[[str], None] = lambda _part: None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ModelCard:
    """Measures metrics, temperature and profile of a trained network and writes them on its card.

    Args:
        file: Its weights.
        card: Its card.
        network: Eval mode, on the CPU, BatchNorm not folded.
        dataset: What it was trained on.
        preprocessing: How its inputs are made.
        on_part: Called with what is measured next.
        on_progress: Called with (steps done, steps in all) of the profile.

    Raises:
        DatasetError: The data is not what the card says it was trained on.
        TrainingError: The card cannot be written.
    """
    data = describe_data(dataset)
    differs = [
        name for name, value in card.data.items() if name != "name" and data.get(name) != value
    ]
    if dataset.classes != tuple(card.classes) or differs:
        raise DatasetError(
            Path(dataset.name),
            f"{card.key} was trained and measured on other pictures ({', '.join(differs)})",
            "Give the folder it was trained on.",
        )
    metrics, temperature = measure_parts(
        network, dataset, preprocessing, torch.device("cpu"), on_part
    )
    on_part("profile")
    profile = measure_profile(
        network, None if card.source else card.seed, dataset, preprocessing, on_progress
    )
    card = replace(
        card,
        data=data | {"name": card.data["name"]},
        metrics=metrics,
        temperature=temperature,
        profile=profile.document(),
    )
    try:
        write_card(file.path.parent, card)
    except OSError as error:
        remedy = "Copy the weights and the card to a folder of yours and use --weights-dir."
        raise explain_unwritable(file.path.with_suffix(".json"), error, remedy) from error
    return card


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
    """Names the GPU, or the processor's kind and how many threads torch uses on it."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    capability = torch.backends.cpu.get_cpu_capability()
    return f"{platform.machine()} CPU ({capability}), {torch.get_num_threads()} threads"


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
