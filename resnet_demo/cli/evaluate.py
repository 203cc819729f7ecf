"""The command ``evaluate``: a model on labelled pictures, and the measured part of its card."""

from __future__ import annotations

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
from resnet_demo.errors import OptionError

if TYPE_CHECKING:
    from resnet_demo.models.load import LoadedModel
    from resnet_demo.models.store import ModelStore

# Wider confusion matrices do not fit a terminal; --json has them.
MAX_CONFUSION_CLASSES = 12


def evaluate(
    model: ModelOption,
    data: Annotated[
        Path,
        typer.Option(help="CIFAR-10 folder, or folders named after classes (in test/, if there)."),
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
    as_json: JsonOption = False,
) -> None:
    """Measure a model on labelled test pictures, one exact view each."""
    with reporting_errors(as_json):
        from resnet_demo.models.store import ModelStore

        store = ModelStore(read_settings(weights_dir))
        loaded = store.get(model, device, announce)
        document = (
            _update_card(store, loaded, data) if update_card else _measure(store, loaded, data)
        )
        if as_json:
            print_json(document)
        else:
            _print_evaluation(document)


def _measure(store: ModelStore, loaded: LoadedModel, data: Path) -> dict[str, Any]:
    from resnet_demo.models.load import list_class_aliases
    from resnet_demo.training.data import open_test_pictures
    from resnet_demo.training.evaluate import collect_logits, evaluate_logits

    with stderr.status("reading the data"):
        pictures = open_test_pictures(
            data,
            loaded.preprocessing,
            loaded.labels,
            list_class_aliases(loaded.spec),
            store.settings,
        )
    with make_progress("pictures") as advance:
        logits, labels = collect_logits(
            loaded.network, pictures, loaded.preprocessing, loaded.device, on_progress=advance
        )
    evaluation = evaluate_logits(logits, labels, loaded.labels, loaded.temperature)
    return {"model": loaded.spec.key} | evaluation.document()


def _update_card(store: ModelStore, loaded: LoadedModel, data: Path) -> dict[str, Any]:
    from resnet_demo.models.load import load_network
    from resnet_demo.training.data import load_dataset
    from resnet_demo.training.report import complete_card

    card = loaded.card
    if card is None or card.metrics["test"] is None:
        raise OptionError("--update-card", loaded.spec.key, "a model with a card and a test part")
    network = load_network(loaded.spec, loaded.file, card)
    with stderr.status("reading the data"):
        # Split as `train` splits for a fine-tuned model, and for one of its own.
        dataset = load_dataset(
            data, loaded.preprocessing, balanced=card.source is not None, settings=store.settings
        )
    with make_progress("profile") as advance:
        card = complete_card(
            loaded.file, card, network, dataset, loaded.preprocessing, announce, advance
        )
    return {"model": card.key} | dict(card.metrics["test"])


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
