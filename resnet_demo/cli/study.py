"""The command ``profile``: a look into a network on one picture."""

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
    PictureArgument,
    PlanOption,
    SeedOption,
    WeightsOption,
    make_progress,
    print_json,
    printable,
    read_settings,
    reporting_errors,
    stdout,
)
from resnet_demo.errors import WeightsError

OthersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--also", help="One more picture for the BatchNorm statistics; give it once for each."
    ),
]


def profile(
    path: PictureArgument,
    model: ModelOption = "resnet20.cifar10",
    plan: PlanOption = None,
    column: ColumnOption = None,
    seed: SeedOption = 0,
    also: OthersOption = None,
    paths: Annotated[
        int, typer.Option(min=0, max=100, help="Gradient paths of each length, in the first one.")
    ] = 0,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure responses and gradients, block by block, in up to three networks on one picture."""
    with reporting_errors(as_json):
        from resnet_demo.experiments import render_study, studies
        from resnet_demo.models.store import ModelStore

        store = ModelStore(read_settings(weights_dir))
        study = None
        if paths:  # first: what it refuses would lose the rest
            with make_progress("passes") as advance:
                study = studies.paths(
                    store,
                    path,
                    column=column[0] if column else model,
                    draws=paths,
                    seed=seed,
                    device=device,
                    on_progress=advance,
                )
        with make_progress("networks") as advance:
            found = studies.profile(
                store,
                path,
                model=model,
                plan=plan,
                columns=column,
                seed=seed,
                others=also or (),
                device=device,
                on_progress=advance,
            )
        document = render_study.profile_document(found)
        if study is not None:
            document["paths"] = render_study.paths_document(study)
        if as_json:
            print_json(document)
        else:
            _print_profile(document)
        if any("error" in entry for entry in document["columns"]):
            raise typer.Exit(EXIT_CODES[WeightsError])


def _print_profile(document: dict[str, Any]) -> None:
    for column in document["columns"]:
        title = f"{column['kind'].replace('_', ' ')}: {column['plan'] or column['model']}"
        if "error" in column:
            stdout.print(f"[red]{printable(column['error']['message'])}[/red]", highlight=False)
            continue
        heads = ("gradient norm", "untrained", "cosine of input and output", "untrained")
        table = Table("block", *heads, title=printable(title))
        both = (column["trained"], column["initial"])
        for index, block in enumerate(column["trained"]["blocks"]):
            norms = (f"{signals['gradient_norm'][index]:.3g}" for signals in both)
            cosines = (signals["similarity"][index] for signals in both)
            shown = ("" if cosine is None else f"{cosine:.2f}" for cosine in cosines)
            table.add_row(block, *norms, *shown)
        stdout.print(table)
    if "paths" in document:
        _print_paths(document["paths"])


def _print_paths(found: dict[str, Any]) -> None:
    heads = ("path length", "gradient norm", "paths", "share of the gradient")
    table = Table(*heads, title=f"{found['model']}, {found['draws']} draws")
    for row in found["lengths"]:
        numbers = (f"{row['norm']:.3g}", f"{row['paths']:,}", f"{row['share']:.2%}")
        table.add_row(str(row["length"]), *numbers)
    stdout.print(table)
