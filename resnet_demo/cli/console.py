"""What the commands share: options, settings, progress, documents, errors and their exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape as rich_escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from resnet_demo.errors import (
    InputError,
    RequestTimeoutError,
    ResNetLabError,
    SaliencyError,
    SelectionError,
    TrainingError,
    WeightsError,
)
from resnet_demo.experiments.document import error_entry
from resnet_demo.experiments.table import printable as printable
from resnet_demo.progress import Step
from resnet_demo.settings import Settings

stdout = Console()
stderr = Console(stderr=True)

EXIT_CODES: dict[type[ResNetLabError], int] = {
    InputError: 1,
    SelectionError: 2,
    WeightsError: 3,
    TrainingError: 4,
    SaliencyError: 5,
    RequestTimeoutError: 6,
}

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]
NetworkOption = Annotated[
    str | None,
    typer.Option(
        help="Model key; `models` lists them. Default: that of the plan, or resnet20.cifar10."
    ),
]
ModelOption = Annotated[str, typer.Option(help="Model key; `models` lists them.")]
OthersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--others",
        "--also",
        help="One more photo for the BatchNorm statistics; give it once for each.",
    ),
]
OutOption = Annotated[Path | None, typer.Option(help="Folder for the files of the result.")]
PlanOption = Annotated[
    str | None,
    typer.Option(
        help="Plan such as resnet20.cifar10:skip\\[layer2.*]=0. Default: every skip is removed. "
        "With --column, write the plan as a column."
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        help="A model key or a plan, in place of --model and --plan; give it once for each of up "
        "to three networks."
    ),
]
DeviceOption = Annotated[str | None, typer.Option(help="Device: auto, cpu, cuda or mps.")]
WeightsOption = Annotated[
    Path | None,
    typer.Option(exists=True, file_okay=False, help="Folder of your own weights, searched first."),
]


@contextmanager
def reporting_errors(as_json: bool) -> Iterator[None]:
    """Turns an error into its sentence, or JSON document, and the exit code of its family."""
    try:
        yield
    except ResNetLabError as error:
        if as_json:
            print_error_document(error)
        else:
            print_error(error)
        raise typer.Exit(find_exit_code(error)) from error


def print_error(error: ResNetLabError) -> None:
    """Prints the sentence of an error on standard error."""
    message = f"[red]Error:[/red] {rich_escape(str(error))}"
    stderr.print(message, highlight=False, soft_wrap=True)


def find_exit_code(error: ResNetLabError) -> int:
    """Returns the exit code of an error's family."""
    return next((code for family, code in EXIT_CODES.items() if isinstance(error, family)), 1)


@contextmanager
def make_progress(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Shows a progress bar on standard error; yields the function that moves it."""
    columns = (
        TextColumn(unit),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    quiet = not stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=quiet) as progress:
        task = progress.add_task(unit, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def show_steps() -> Iterator[Callable[[Step], None]]:
    """Shows the steps of an experiment on standard error; yields the function that is told them."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    quiet = not stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=quiet) as progress:
        task = progress.add_task("loading", total=None)
        yield lambda step: progress.update(
            task, description=step.unit, completed=step.done, total=step.total or None
        )


def read_settings(weights_dir: Path | None, *, photos: int = 0) -> Settings:
    """Returns the settings of the environment, with the folder of ``--weights-dir`` if it is given.

    The limits on a request protect a server: a command takes all its photos, and for each the time
    of a request.
    """
    settings = Settings.from_env(os.environ)
    settings = replace(
        settings,
        max_files=max(settings.max_files, photos),
        study_timeout_s=max(1, photos) * settings.study_timeout_s,
    )
    return settings if weights_dir is None else replace(settings, weights_dir=weights_dir)


def announce(status: str) -> None:
    """Says on standard error what is going on."""
    stderr.print(f"{status} …")


def print_error_document(error: ResNetLabError) -> None:
    """Prints an error as a document on standard output."""
    print_json({"error": error_entry(error)})


def print_json(document: object) -> None:
    """Prints a document on standard output."""
    # ASCII escapes survive any terminal and any file name.
    sys.stdout.write(json.dumps(document, indent=2) + "\n")
