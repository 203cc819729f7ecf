"""The command ``evaluate``: a model on labelled pictures, and the measured part of its card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from resnet_demo.cli.console import (
    DeviceOption,
    JsonOption,
    ModelOption,
    WeightsOption,
    announce,
    make_progress,
    print_json,
    printable,
    read_settings,
    reporting_errors,
    stderr,
    stdout,
)

if TYPE_CHECKING:
    from resnet_demo.training.dataset import Dataset, LabelledPart

# Wider confusion matrices do not fit a terminal; --json has them.
MAX_CONFUSION_CLASSES = 12


def evaluate(
    model: ModelOption,
    data: Annotated[
        Path,
        typer.Option(
            help="CIFAR-10 folder, or one with folders named after classes (in test/ or val/, if "
            "there), or a ZIP archive of one."
        ),
    ],
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    update_card: Annotated[
        bool,
        typer.Option(
            "--update-card",
            help="Measure the model on all of its training data's parts, its temperature and its "
            "profile, and write them on its card.",
        ),
    ] = False,
    skip_damaged: Annotated[
        bool, typer.Option("--skip-damaged", help="Go on without pictures that cannot be read.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure a model on labelled test pictures, one exact view each."""
    with reporting_errors(as_json):
        from resnet_demo.models.store import ModelStore
        from resnet_demo.training import evaluation

        measure = evaluation.update_card if update_card else evaluation.evaluate_model
        with make_progress("steps" if update_card else "pictures") as advance:
            document = measure(
                ModelStore(read_settings(weights_dir)),
                evaluation.EvaluationOptions(model, data, device, skip_damaged),
                evaluation.EvaluationCallbacks(
                    on_status=announce,
                    on_part=_print_part,
                    on_dataset=_print_dataset,
                    on_progress=advance,
                ),
            )
        if as_json:
            print_json(document)
        else:
            _print_evaluation(document)


def _print_part(part: LabelledPart, classes: Sequence[str]) -> None:
    from resnet_demo.training.summary import summarize_part

    _print_lines(summarize_part(part, classes))


def _print_dataset(dataset: Dataset) -> None:
    from resnet_demo.training.summary import summarize_dataset

    _print_lines(summarize_dataset(dataset))


def _print_lines(lines: Sequence[str]) -> None:
    for line in lines:
        stderr.print(printable(line), highlight=False, soft_wrap=True)


def _print_evaluation(document: dict[str, Any]) -> None:
    stdout.print(
        f"{document['model']} on {document['images']:,} pictures: accuracy "
        f"{document['accuracy']:.2%}, top-5 {document['top5_accuracy']:.2%}, "
        f"cross-entropy {document['loss']:.4f} nats",
        highlight=False,
    )
    stdout.print(
        f"expected calibration error {document['calibration_error']:.2%}, "
        f"{document['calibration_error_scaled']:.2%} at temperature {document['temperature']:.3f}",
        highlight=False,
    )
    damaged = document.get("damaged", [])
    if damaged:
        stdout.print(
            printable(f"{len(damaged):,} damaged pictures were left out: {', '.join(damaged)}"),
            highlight=False,
            soft_wrap=True,
        )
    table = Table("class", "precision", "recall", "F1", "pictures")
    classes = document["per_class"]
    shown = [
        scores for scores in classes if scores["support"] or len(classes) <= MAX_CONFUSION_CLASSES
    ]
    for scores in (*shown, document["macro"], document["weighted"]):
        table.add_row(
            printable(scores["label"]),
            *(f"{scores[name]:.2%}" for name in ("precision", "recall", "f1")),
            str(scores["support"]),
        )
    stdout.print(table)
    if len(classes) <= MAX_CONFUSION_CLASSES:
        labels = [scores["label"] for scores in classes]
        matrix = Table("", *(printable(label[:4]) for label in labels))
        for label, row in zip(labels, document["confusion"], strict=True):
            matrix.add_row(printable(label[:10]), *map(str, row))
        stdout.print("Confusion matrix; rows: true class, columns: answer", highlight=False)
        stdout.print(matrix)
