"""From a finished training run to a model card and its weights."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
import torchvision

import resnet_demo
from resnet_demo.training.data import Dataset
from resnet_demo.training.evaluate import Measurement, measure
from resnet_demo.training.loop import EpochResult, TrainingOutcome, TrainingRun
from resnet_demo.weights import ModelCard, write_weights


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

    This is the only place that looks at the test part, and it does so once.

    Args:
        folder: Where to write.
        run: What was trained.
        dataset: What it was trained on.
        outcome: The trained network and its curves.
        command: Command line that trains the same network.
        on_part: Called with ``"train"``, ``"validation"`` and ``"test"`` before each is measured.
    """
    metrics: dict[str, Any] = {"train": None, "validation": None, "test": None}
    sizes: dict[str, int] = {}
    for name, part in (
        ("train", dataset.train),
        ("validation", dataset.validation),
        ("test", dataset.test),
    ):
        if part is None:
            continue
        on_part(name)
        metrics[name] = _describe_measurement(
            measure(outcome.network, part, run.preset, run.device)
        )
        sizes[name] = len(part)
    card = ModelCard(
        key=run.key,
        sha256="",  # of the file, known once it is written
        classes=dataset.classes,
        input={
            "size": run.preset.input_size,
            "mean": list(run.preset.mean),
            "std": list(run.preset.std),
        },
        data={"name": dataset.name, **sizes},
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
    )
    return write_weights(folder, outcome.network.state_dict(), card)


def describe_hardware(device: torch.device) -> str:
    """Names the GPU, or the processor's kind and how many threads torch uses on it."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    capability = torch.backends.cpu.get_cpu_capability()
    return f"{platform.machine()} CPU ({capability}), {torch.get_num_threads()} threads"


def _describe_measurement(measurement: Measurement) -> dict[str, float]:
    return {
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
