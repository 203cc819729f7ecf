"""The command ``faithfulness``: whether saliency maps say what a network looks at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from resnet_demo.console import (
    EXIT_CODES,
    ColumnOption,
    DeviceOption,
    JsonOption,
    ModelOption,
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

FORMATS = {"gain": "+.3f", "unexplained": ".0%", "sensitivity": ".2f", "randomised": "+.2f"}


def faithfulness(
    paths: Annotated[list[Path], typer.Argument(help="Pictures.", metavar="PATHS...")],
    model: ModelOption = "resnet20.cifar10",
    method: Annotated[
        list[str] | None,
        typer.Option(help="A method to check; give it once for each. Default: all."),
    ] = None,
    plan: PlanOption = None,
    column: ColumnOption = None,
    target: Annotated[
        str | None, typer.Option(help="Class to explain; default: each network's own answer.")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="Block or stage for the CAM family; default: the last.")
    ] = None,
    baseline: Annotated[str, typer.Option(help="mean, black or blurred.")] = "mean",
    samples: Annotated[
        int, typer.Option(min=1, max=500, help="Draws of SmoothGrad and GradientSHAP.")
    ] = 16,
    seed: SeedOption = 0,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check saliency maps, methods by up to three networks; with several pictures, their means."""
    with reporting_errors(as_json):
        from resnet_demo import explanations
        from resnet_demo.models import ModelStore
        from resnet_demo.render_faithfulness import faithfulness_document, summarize_documents

        store = ModelStore(read_settings(weights_dir))
        request = explanations.MapRequest(
            target=target, layer=layer, baseline=explanations.check_baseline(baseline),
            options=explanations.Options(samples=samples, seed=seed),
        )  # fmt: skip
        documents: list[dict[str, Any]] = []
        with make_progress("maps") as advance:
            for path in paths:

                def show(done: int, total: int) -> None:
                    advance(len(documents) * total + done, total * len(paths))

                study = explanations.faithfulness(
                    store, path, model=model, plan=plan, columns=column, methods=method,
                    request=request, device=device, on_progress=show,
                )  # fmt: skip
                documents.append({**faithfulness_document(study), "file": str(path)})
        summary = summarize_documents(documents)
        if as_json:
            print_json({"results": documents, "mean": summary})
        else:
            _print_summary(documents, summary)
        if any("error" in entry for document in documents for entry in document["columns"]):
            raise typer.Exit(EXIT_CODES[WeightsError])


def _print_summary(documents: list[dict[str, Any]], summary: list[dict[str, Any]]) -> None:
    heads = ("insertion − deletion", "unexplained", "sensitivity", "randomised")
    for index, entry in enumerate(summary):
        table = Table("method", *heads, title=printable(entry["plan"] or entry["model"]))
        for key, found in entry["methods"].items():
            cells = (found[name] for name in FORMATS)
            shown = zip(cells, FORMATS.values(), strict=True)
            table.add_row(key, *("" if value is None else f"{value:{f}}" for value, f in shown))
        if entry["mean_gain"] is not None:
            table.caption = f"mean of insertion − deletion {entry['mean_gain']:+.3f}"
        stdout.print(table)
        for document in documents:
            column = document["columns"][index]
            if "error" in column:
                stdout.print(f"[red]{printable(column['error']['message'])}[/red]", highlight=False)
                continue
            line = f"  {document['file']}: {column['class']} {column['probability']:.1%}"
            stdout.print(printable(line), highlight=False)
            for found in column["methods"].values():
                if "message" in found:
                    stdout.print(f"  [red]{printable(found['message'])}[/red]", highlight=False)
