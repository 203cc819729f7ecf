"""The command line: ``python -m resnet_demo models|classify|train|evaluate``.

Exit codes: 0 done; 1 a file could not be read; 2 a wrong option or choice; 3 weights; 4 training or
its data; 130 interrupted. With ``--json`` one document goes to standard output and nothing else
does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape as rich_escape
from rich.table import Table

from resnet_demo.cli_evaluate import evaluate
from resnet_demo.console import (
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
    from resnet_demo.training.loop import EpochResult

app = typer.Typer(
    name="resnet_demo", help="ResNet Lab: what do skip connections do?", no_args_is_help=True,
    pretty_exceptions_enable=False, add_completion=False,
)  # fmt: skip


app.command()(evaluate)


def main() -> None:
    """Runs the command line."""
    app()


@app.command("models")
def print_models(weights_dir: WeightsOption = None, as_json: JsonOption = False) -> None:
    """List every model and whether its weights are on this machine."""
    with reporting_errors(as_json):
        from resnet_demo import render, service

        rows = service.list_models(read_settings(weights_dir))
        document = render.models_document(rows)
        if as_json:
            print_json(document)
            return
        table = Table("model", "depth", "skips", "parameters", "weights", "test accuracy")
        for row in document["models"]:
            accuracy = "" if row["accuracy"] is None else f"{row['accuracy']:.2%}"
            skips = "yes" if row["residual"] else "no"
            table.add_row(
                row["key"],
                str(row["depth"]),
                skips,
                f"{row['parameters']:,}",
                row["status"],
                accuracy,
            )
        stdout.print(table)


@app.command()
def classify(
    paths: Annotated[list[Path], typer.Argument(help="Pictures.", metavar="PATHS...")],
    model: ModelOption = "resnet20.cifar10",
    top: Annotated[int, typer.Option(help="Classes a picture.")] = 5,
    views: Annotated[
        str | None, typer.Option(help="single or average; default: average for CIFAR-10 nets.")
    ] = None,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name what is in pictures. Exit code 1 if any file could not be read."""
    with reporting_errors(as_json):
        from resnet_demo import render, service
        from resnet_demo.models import ModelStore

        settings = read_settings(weights_dir)
        store = ModelStore(settings)
        document: dict[str, Any] = {"model": model, "results": []}
        with make_progress("pictures") as advance:
            for start in range(0, len(paths), settings.max_files):
                chunk = paths[start : start + settings.max_files]
                result = service.classify(
                    store,
                    chunk,
                    model=model,
                    top=top,
                    views=views,
                    device=device,
                    on_status=announce,
                )
                entries = render.classification_document(result)["results"]
                # The path as it was given tells a/cat.png from b/cat.png.
                pairs = zip(chunk, entries, strict=True)
                document["results"] += [{**entry, "file": str(path)} for path, entry in pairs]
                advance(start + len(chunk), len(paths))
        if as_json:
            print_json(document)
        else:
            _print_rankings(document)
        if any("error" in result for result in document["results"]):
            raise typer.Exit(1)


@app.command()
def train(
    data: Annotated[
        Path, typer.Option(help="CIFAR-10 folder, or one with train/<class> and test/<class>.")
    ],
    model: Annotated[
        str, typer.Option(help="NETWORK.TAG, such as resnet20.cifar10, plain56.mydata.")
    ],
    recipe: Annotated[str, typer.Option(help="one-cycle, cosine or paper.")] = "one-cycle",
    epochs: Annotated[int | None, typer.Option(help="Instead of the recipe's own.")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Instead of the recipe's own.")
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31, help="Initial weights, order and crops.")
    ] = 0,
    out: Annotated[Path, typer.Option(help="Where the weights and their card go.")] = Path(
        "weights"
    ),
    run_dir: Annotated[
        Path | None, typer.Option(help="Checkpoint and metrics.csv; default runs/MODEL.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an earlier run and its weights.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the run's checkpoint.")
    ] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch CIFAR-10 into --data first.")
    ] = False,
    compile_steps: Annotated[bool, typer.Option("--compile", help="Use torch.compile.")] = False,
    device: DeviceOption = None,
) -> None:
    """Train a CIFAR-sized network; Ctrl-C keeps the last whole epoch for --resume."""
    with reporting_errors(as_json=False):
        from resnet_demo.models import choose_device
        from resnet_demo.preprocess import CIFAR10_PRESET
        from resnet_demo.registry import check_classes, parse_architecture
        from resnet_demo.training.checkpoint import CHECKPOINT_NAME
        from resnet_demo.training.data import load_dataset
        from resnet_demo.training.loop import TrainingRun
        from resnet_demo.training.loop import train as run_training
        from resnet_demo.training.recipe import find_recipe
        from resnet_demo.training.report import publish_network

        chosen = find_recipe(recipe, epochs=epochs, learning_rate=learning_rate)
        parse_architecture(model, 10)  # a wrong name fails before the data is read
        place = choose_device(device or read_settings(None).device)
        folder = run_dir or Path("runs") / model
        if not (resume or overwrite):
            _refuse_to_replace(folder / CHECKPOINT_NAME, out / f"{model}.safetensors")
        with stderr.status("reading the data"):
            dataset = load_dataset(data, CIFAR10_PRESET, download=download)
        check_classes(model, dataset.classes)
        _, architecture = parse_architecture(model, len(dataset.classes))
        run = TrainingRun(
            model, architecture, CIFAR10_PRESET, chosen, seed, folder, place, compile_steps
        )
        try:
            with make_progress("steps") as advance:
                outcome = run_training(
                    run, dataset, resume=resume, on_step=advance, on_epoch=_print_epoch
                )
        except KeyboardInterrupt:
            stderr.print(
                f"Stopped. The last whole epoch is in {folder}; "
                "go on with the same command and --resume."
            )
            raise typer.Exit(130) from None
        command = (
            f"python -m resnet_demo train --model {model} --data DATA --recipe {chosen.name} "
            f"--epochs {chosen.epochs} --learning-rate {chosen.learning_rate:g} --seed {seed}"
        ) + (" --compile" if compile_steps else "")
        with stderr.status("measuring"):
            card = publish_network(out, run, dataset, outcome, command=command)
        test = card.metrics["test"]
        accuracy = f"test accuracy {test['accuracy']:.2%}" if test else "no test part"
        stderr.print(f"{out / model}.safetensors: {accuracy}")


def _refuse_to_replace(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            remedy = "--resume to go on, --overwrite to replace it, or another --run-dir and --out"
            raise OptionError("an empty place to train into", str(path), remedy)


def _print_rankings(document: dict[str, Any]) -> None:
    for result in document["results"]:
        stdout.print(f"[bold]{printable(result['file'])}[/bold]", highlight=False)
        if "error" in result:
            stdout.print(f"  [red]{printable(result['error']['message'])}[/red]", highlight=False)
        for score in result.get("top", ()):
            stdout.print(
                f"  {score['probability']:>7.2%}  {rich_escape(score['label'])}", highlight=False
            )


def _print_epoch(result: EpochResult) -> None:
    stderr.print(
        f"epoch {result.epoch}: train error {result.train_error:.2%}, "
        f"validation error {result.validation_error:.2%}, "
        f"{result.size} px, {result.seconds:.0f} s",
        highlight=False,
    )
