"""The command ``models``: every model and where its weights are."""

from __future__ import annotations

from rich.table import Table

from resnet_demo.cli.console import (
    JsonOption,
    WeightsOption,
    print_json,
    read_settings,
    reporting_errors,
    stdout,
)


def models(weights_dir: WeightsOption = None, as_json: JsonOption = False) -> None:
    """List every model and whether its weights are on this machine."""
    with reporting_errors(as_json):
        from resnet_demo.models.zoo import describe_models, list_models

        document = describe_models(list_models(read_settings(weights_dir)))
    if as_json:
        print_json(document)
        return
    table = Table("model", "depth", "skips", "parameters", "weights", "test accuracy")
    for row in document["models"]:
        accuracy = "" if row["accuracy"] is None else f"{row['accuracy']:.2%}"
        table.add_row(
            row["key"],
            str(row["depth"]),
            "yes" if row["residual"] else "no",
            f"{row['parameters']:,}",
            row["status"],
            accuracy,
        )
    stdout.print(table)
