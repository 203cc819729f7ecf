"""The commands ``bench …``: measurements of speed, as ratios within one run."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from resnet_demo.cli.console import (
    JsonOption,
    ModelOption,
    print_json,
    reporting_errors,
    stderr,
    stdout,
)
from resnet_demo.errors import LargeInputsError, PackageMissingError
from resnet_demo.networks.families import parse_architecture
from resnet_demo.settings import Settings

if TYPE_CHECKING:
    from resnet_demo.bench.training import StepTime

REQUIREMENTS = "requirements-bench.txt"

bench = typer.Typer(help="Measure speed.", no_args_is_help=True)


@bench.callback()
def describe_bench() -> None:
    """Measure speed. Compare only numbers of one run, on an idle machine."""


@bench.command()
def training(
    model: ModelOption = "resnet20.cifar10",
    batch_size: Annotated[int, typer.Option(min=2, max=4096, help="Images per step.")] = 128,
    steps: Annotated[int, typer.Option(min=1, max=1000, help="Timed steps per row.")] = 15,
    as_json: JsonOption = False,
) -> None:
    """Time a training step on the CPU with each speed-up that the recipes use."""
    with reporting_errors(as_json):
        from resnet_demo.bench.training import measure_steps
        from resnet_demo.training.card import describe_hardware

        _, architecture = parse_architecture(model, 10)
        if architecture.stem != "cifar":
            raise LargeInputsError(model)
        rows = measure_steps(architecture, batch_size, steps, _announce_row)
        import torch

        hardware = describe_hardware(torch.device("cpu"))
        if as_json:
            document = {"model": model, "hardware": hardware, "rows": [asdict(row) for row in rows]}
            print_json(document)
            return
        table = Table("step", "median, s", "speed-up", title=f"{model} on {hardware}")
        for row in rows:
            table.add_row(row.name, f"{row.seconds:.3f}", f"{row.speedup:.2f}")
        stdout.print(table)


@bench.command()
def saliency(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Pictures. Default: a generated one.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=100, help="Timed runs of each side.")] = 5,
    batch_size: Annotated[int, typer.Option(min=1, max=64, help="Most inputs in one pass.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Time saliency maps of a ResNet-50 against torch-cam, pytorch-grad-cam and Captum.

    Needs the packages of requirements-bench.txt.
    """
    with reporting_errors(as_json):
        from resnet_demo.bench.saliency import draw_picture, measure_contests
        from resnet_demo.photos.photo import open_file
        from resnet_demo.training.card import describe_hardware

        pictures = [open_file(path, Settings()).rgb for path in paths or []]
        try:
            contests = measure_contests(
                pictures or [draw_picture()],
                repeats,
                batch_size,
                lambda one: stderr.print(f"{one.peer}: {one.ratio:.2f}", highlight=False),
            )
        except ModuleNotFoundError as error:
            raise PackageMissingError(error.name or str(error), REQUIREMENTS) from error
        import torch

        hardware = describe_hardware(torch.device("cpu"))
        if as_json:
            rows = [asdict(contest) | {"ratio": contest.ratio} for contest in contests]
            print_json({"hardware": hardware, "repeats": repeats, "contests": rows})
            return
        heads = ("here, s", "there, s", "ratio", "note")
        table = Table("method", "against", *heads, title=f"ResNet-50, 224 px, {hardware}")
        for one in contests:
            numbers = (f"{one.ours_s:.3f}", f"{one.peer_s:.3f}", f"{one.ratio:.2f}")
            table.add_row(one.name, one.peer, *numbers, one.note)
        stdout.print(table)


def _announce_row(row: StepTime) -> None:
    stderr.print(f"{row.name}: {row.seconds:.3f} s", highlight=False)
