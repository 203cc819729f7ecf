"""The command ``faithfulness``: whether saliency maps say what a network looks at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from resnet_demo.cli.console import (
    EXIT_CODES,
    BaselineOption,
    ColumnOption,
    DeviceOption,
    JsonOption,
    LayerOption,
    ModelOption,
    PlanOption,
    SamplesOption,
    SeedOption,
    WeightsOption,
    make_progress,
    print_json,
    printable,
    read_settings,
    reporting_errors,
    stdout,
)
from resnet_demo.errors import InputError, ResNetLabError, SaliencyError, WeightsError


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
    layer: LayerOption = None,
    baseline: BaselineOption = "mean",
    samples: SamplesOption = 16,
    seed: SeedOption = 0,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check saliency maps, methods by up to three networks; with several pictures, their means.

    Exit code 1 if any file could not be read.
    """
    with reporting_errors(as_json):
        from resnet_demo.experiments import explanations
        from resnet_demo.experiments.document import error_entry
        from resnet_demo.experiments.faithfulness.document import (
            faithfulness_document,
            summarize_documents,
        )
        from resnet_demo.models.store import ModelStore

        store = ModelStore(read_settings(weights_dir))
        request = explanations.MapRequest(
            target=target,
            layer=layer,
            baseline=explanations.check_baseline(baseline),
            options=explanations.Options(samples=samples, seed=seed),
        )
        documents: list[dict[str, Any]] = []
        with make_progress("inputs") as advance:
            for path in paths:

                def show(done: int, total: int) -> None:
                    advance(len(documents) * total + done, total * len(paths))

                try:
                    study = explanations.faithfulness(
                        store,
                        path,
                        model=model,
                        plan=plan,
                        columns=column,
                        methods=method,
                        request=request,
                        device=device,
                        on_progress=show,
                    )
                except InputError as error:
                    documents.append({"file": str(path), "error": error_entry(error)})
                    continue
                documents.append({**faithfulness_document(study), "file": str(path)})
        summary = summarize_documents([found for found in documents if "error" not in found])
        if as_json:
            print_json({"results": documents, "mean": summary})
        else:
            _print_summary(documents, summary)
        raise typer.Exit(_choose_exit_code(documents))


def _choose_exit_code(documents: list[dict[str, Any]]) -> int:
    columns = [entry for found in documents for entry in found.get("columns", ())]
    failures: dict[type[ResNetLabError], list[bool]] = {
        InputError: ["error" in found for found in documents],
        WeightsError: ["error" in entry for entry in columns],
        SaliencyError: [
            "error" in one for entry in columns for one in entry.get("methods", {}).values()
        ],
    }
    return next((EXIT_CODES[kind] for kind, found in failures.items() if any(found)), 0)


def _print_summary(documents: list[dict[str, Any]], summary: list[dict[str, Any]]) -> None:
    from resnet_demo.experiments.faithfulness.document import NUMBERS, write_number

    heads = ("insertion − deletion", "unexplained", "sensitivity", "randomised")
    for index, entry in enumerate(summary):
        table = Table(
            Column("method", no_wrap=True), *heads, title=printable(entry["plan"] or entry["model"])
        )
        for key, found in entry["methods"].items():
            table.add_row(key, *(write_number(name, found[name]) for name in NUMBERS))
        if entry["mean_gain"] is not None:
            gain = write_number("gain", entry["mean_gain"])
            table.caption = (
                f"mean of insertion − deletion {gain}; by chance up to ±{entry['chance']:.3f}"
            )
        stdout.print(table)
        for document in documents:
            if "error" in document:
                continue
            column = document["columns"][index]
            if "error" in column:
                stdout.print(f"[red]{printable(column['error']['message'])}[/red]", highlight=False)
                continue
            line = f"  {document['file']}: {column['class']} {column['probability']:.1%}"
            if column["mean_gain"] is not None:
                gain = write_number("gain", column["mean_gain"])
                line += f"; mean {gain}, by chance up to ±{column['chance']:.3f}"
            stdout.print(printable(line), highlight=False, soft_wrap=True)
            _print_errors(one["error"] for one in column["methods"].values() if "error" in one)
    _print_errors(document["error"] for document in documents if "error" in document)


def _print_errors(errors: Iterable[dict[str, str]]) -> None:
    for error in errors:
        stdout.print(f"[red]{printable(error['message'])}[/red]", highlight=False)
