"""The command line, ``python -m resnet_demo``: models, classify, compare, lesion, sweep, signals,
explain, faithfulness, train, evaluate, bench and serve.

Exit codes: 0 done; 1 a file could not be read, or the output not written; 2 a wrong option or
choice; 3 weights; 4 training or its data; 5 a saliency map; 6 a request that took too long; 130
interrupted. With ``--json`` one document goes to standard output and nothing else does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from resnet_demo.cli.bench import bench
from resnet_demo.cli.compare import compare
from resnet_demo.cli.console import (
    DeviceOption,
    JsonOption,
    ModelOption,
    WeightsOption,
    announce,
    make_progress,
    print_error,
    print_json,
    print_scores,
    printable,
    read_settings,
    reporting_errors,
    stdout,
)
from resnet_demo.cli.evaluate import evaluate
from resnet_demo.cli.experiments import add_commands
from resnet_demo.cli.explain import explain
from resnet_demo.cli.faithfulness import faithfulness
from resnet_demo.cli.output import find_loss, guard_output
from resnet_demo.cli.serve import serve
from resnet_demo.cli.training import train
from resnet_demo.errors import OutputLostError

app = typer.Typer(
    name="resnet_demo",
    help="ResNet Lab: what do skip connections do?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


app.command()(serve)
app.command()(compare)
app.command()(explain)
app.command()(faithfulness)
app.command()(train)
app.command()(evaluate)
add_commands(app)
app.add_typer(bench, name="bench")


def main() -> None:
    """Runs the command line; output that cannot be written ends with exit code 1."""
    output = guard_output()
    try:
        app()
    finally:
        loss = find_loss(output)
        if loss is not None:
            print_error(OutputLostError(loss.strerror or str(loss)))
            sys.exit(1)


@app.command("models")
def print_models(weights_dir: WeightsOption = None, as_json: JsonOption = False) -> None:
    """List every model and whether its weights are on this machine."""
    with reporting_errors(as_json):
        from resnet_demo.experiments import render, service

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
        from resnet_demo.experiments import render, service
        from resnet_demo.models.store import ModelStore

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


def _print_rankings(document: dict[str, Any]) -> None:
    for result in document["results"]:
        stdout.print(f"[bold]{printable(result['file'])}[/bold]", highlight=False)
        if "error" in result:
            stdout.print(f"  [red]{printable(result['error']['message'])}[/red]", highlight=False)
        print_scores(result.get("top", []))
