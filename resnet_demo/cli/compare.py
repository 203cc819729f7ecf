"""The command ``compare``: pictures through up to three networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from resnet_demo.cli.console import (
    EXIT_CODES,
    ColumnOption,
    DeviceOption,
    JsonOption,
    ModelOption,
    PlanOption,
    WeightsOption,
    make_progress,
    print_json,
    print_scores,
    printable,
    read_settings,
    reporting_errors,
    stdout,
)
from resnet_demo.errors import InputError, WeightsError


def compare(
    paths: Annotated[list[Path], typer.Argument(help="Pictures.", metavar="PATHS...")],
    model: ModelOption = "resnet20.cifar10",
    plan: PlanOption = None,
    column: ColumnOption = None,
    top: Annotated[int, typer.Option(help="Classes a column.")] = 3,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put pictures through a ResNet, the same weights under a plan, and the plain twin.

    Several pictures give a table of those that keep their label.
    """
    with reporting_errors(as_json):
        from resnet_demo.experiments import render, service
        from resnet_demo.models.store import ModelStore

        store = ModelStore(read_settings(weights_dir))
        if len(paths) == 1:
            comparison = service.compare(
                store, paths[0], model=model, plan=plan, columns=column, top=top, device=device
            )
            document = render.comparison_document(comparison)
            columns = document["answers"]
        else:
            with make_progress("pictures") as advance:
                batch = service.compare_batch(
                    store,
                    paths,
                    model=model,
                    plan=plan,
                    columns=column,
                    device=device,
                    on_progress=advance,
                )
            document = render.batch_document(batch)
            columns = document["columns"]
        if as_json:
            print_json(document)
        else:
            (_print_comparison if len(paths) == 1 else _print_batch)(document)
        if any("error" in entry for entry in columns):
            raise typer.Exit(EXIT_CODES[WeightsError])
        if any("error" in entry for entry in document.get("results", [])):
            raise typer.Exit(EXIT_CODES[InputError])


def _print_comparison(document: dict[str, Any]) -> None:
    for answer in document["answers"]:
        title = f"{answer['kind'].replace('_', ' ')}: {answer['plan'] or answer['model']}"
        stdout.print(f"[bold]{printable(title)}[/bold]", highlight=False)
        if "error" in answer:
            stdout.print(f"  [red]{printable(answer['error']['message'])}[/red]", highlight=False)
            continue
        print_scores(answer["top"])
        line = f"entropy {answer['entropy']:.3f} nats, margin {answer['margin']:.2%}"
        if answer["difference"] is not None:
            line += (
                f", divergence {answer['difference']['divergence']:.3f} nats, "
                f"the first one's answer is number {answer['difference']['reference_rank']}"
            )
        stdout.print(f"  {line}", highlight=False)


def _print_batch(document: dict[str, Any]) -> None:
    columns = document["columns"]
    table = Table("picture", *(printable(entry["plan"] or entry["model"]) for entry in columns))
    for row in document["results"]:
        if "error" in row:
            table.add_row(
                printable(row["file"]), f"[red]{printable(row['error']['message'])}[/red]"
            )
            continue
        cells = ("" if best is None else printable(best["label"]) for best in row["best"])
        table.add_row(printable(row["file"]), *cells)
    stdout.print(table)
    for entry in columns[1:]:
        if entry["kept"] is not None:
            name = printable(entry["plan"] or entry["model"])
            line = f"{name}: {entry['kept']} of {document['answered']} keep the first one's label"
            stdout.print(line, highlight=False)
    for entry in columns:
        if "error" in entry:
            stdout.print(f"[red]{printable(entry['error']['message'])}[/red]", highlight=False)
