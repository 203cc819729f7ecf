"""The commands ``compare`` and ``lesion``: what a network answers with parts of it removed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from resnet_demo.console import (
    EXIT_CODES,
    DeviceOption,
    JsonOption,
    ModelOption,
    WeightsOption,
    make_progress,
    print_json,
    print_scores,
    printable,
    read_settings,
    reporting_errors,
    stdout,
)
from resnet_demo.errors import WeightsError


def compare(
    path: Annotated[Path, typer.Argument(help="A picture.")],
    model: ModelOption = "resnet20.cifar10",
    plan: Annotated[
        str | None,
        typer.Option(help="Such as resnet20.cifar10:skip[layer2.*]=0; default: no skips at all."),
    ] = None,
    top: Annotated[int, typer.Option(help="Classes a column.")] = 3,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a picture through a ResNet, the same weights under a plan, and the plain twin."""
    with reporting_errors(as_json):
        from resnet_demo import render, service
        from resnet_demo.models import ModelStore

        comparison = service.compare(
            ModelStore(read_settings(weights_dir)), path, model=model, plan=plan, top=top,
            device=device,
        )  # fmt: skip
        document = render.comparison_document(comparison)
        if as_json:
            print_json(document)
        else:
            _print_comparison(document)
        if any("error" in answer for answer in document["answers"]):
            raise typer.Exit(EXIT_CODES[WeightsError])


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
                f"the ResNet's answer is number {answer['difference']['reference_rank']}"
            )
        stdout.print(f"  {line}", highlight=False)


def lesion(
    path: Annotated[Path, typer.Argument(help="A picture.")],
    model: ModelOption = "resnet20.cifar10",
    part: Annotated[
        Literal["branch", "skip"], typer.Option(help="What the random sets remove.")
    ] = "branch",
    draws: Annotated[int, typer.Option(help="Random sets for each number of blocks.")] = 10,
    seed: Annotated[int, typer.Option(min=0, max=2**31, help="Of the random sets.")] = 0,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove every skip and every branch in turn, and random sets of them, on one picture."""
    with reporting_errors(as_json):
        from resnet_demo import render, service
        from resnet_demo.models import ModelStore

        store = ModelStore(read_settings(weights_dir))
        with make_progress("passes") as advance:
            photo, study = service.study_photo(
                store, path, model=model, part=part, draws=draws, seed=seed, device=device,
                on_progress=advance,
            )  # fmt: skip
        document = render.lesion_document(photo, study)
        if as_json:
            print_json(document)
        else:
            _print_study(document)


def _print_study(document: dict[str, Any]) -> None:
    whole, blocks = document["whole"], document["blocks"]
    stdout.print(
        f"{document['model']}: {printable(document['reference'])} {whole['probability']:.2%}, "
        f"logit {whole['logit']:.2f}. What is left of it:",
        highlight=False,
    )
    parts = [part for part in ("skip", "branch") if f"{part}_removed" in blocks[0]]
    table = Table("block", *(f"without its {part}" for part in parts))
    for block in blocks:
        name = block["block"] + (" (changes shape)" if block["downsampling"] else "")
        table.add_row(name, *(_describe_effect(block[f"{part}_removed"]) for part in parts))
    stdout.print(table)
    drawn = document["random"]
    if drawn["draws"]:
        title = f"random {drawn['part']} removal, {drawn['draws']} draws, seed {drawn['seed']}"
        random = Table("blocks removed", "mean", "5th to 95th percentile", title=title)
        for effect in drawn["effects"]:
            interval = f"{effect['low']:.2%} to {effect['high']:.2%}"
            random.add_row(str(effect["count"]), f"{effect['mean']:.2%}", interval)
        stdout.print(random)


def _describe_effect(effect: dict[str, Any]) -> str:
    text = f"{effect['probability']:.2%}, logit {effect['logit']:.2f}"
    return text if effect["keeps_label"] else f"{text}, another answer"
