"""The command ``explain``: saliency maps of a picture in up to three networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resnet_demo.cli.console import (
    BaselineOption,
    ColumnOption,
    DeviceOption,
    JsonOption,
    LayerOption,
    ModelOption,
    PictureArgument,
    PlanOption,
    SamplesOption,
    SeedOption,
    WeightsOption,
    find_exit_code,
    make_progress,
    print_json,
    printable,
    read_settings,
    reporting_errors,
    stdout,
)

if TYPE_CHECKING:
    from resnet_demo.experiments.explain.compute import Explanation


def explain(
    path: PictureArgument,
    model: ModelOption = "resnet20.cifar10",
    method: Annotated[str, typer.Option(help="grad-cam, saliency, integrated-gradients …")] = (
        "grad-cam"
    ),
    plan: PlanOption = None,
    column: ColumnOption = None,
    target: Annotated[
        str | None, typer.Option(help="Class to explain, its name or index; default: the answer.")
    ] = None,
    versus: Annotated[
        str | None, typer.Option(help="Class to set it against: its logit is subtracted.")
    ] = None,
    layer: LayerOption = None,
    baseline: BaselineOption = "mean",
    samples: SamplesOption = 16,
    noise: Annotated[
        float, typer.Option(min=0, max=1, help="Their noise, as a fraction of the input's range.")
    ] = 0.15,
    window: Annotated[
        int, typer.Option(min=0, help="Side of the occluded square in pixels; 0: an eighth.")
    ] = 0,
    stride: Annotated[
        int, typer.Option(min=0, help="Step between squares in pixels; 0: half the window.")
    ] = 0,
    seed: SeedOption = 0,
    out: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Folder for overlays (PNG), arrays (NPZ) and a note."),
    ] = None,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which pixels of a picture an answer depends on, in up to three networks."""
    with reporting_errors(as_json):
        from resnet_demo.experiments.explain.document import explanation_document
        from resnet_demo.experiments.explanations import MapRequest, Options, check_baseline
        from resnet_demo.experiments.explanations import explain as explain_file
        from resnet_demo.models.store import ModelStore

        options = Options(samples=samples, noise=noise, window=window, stride=stride, seed=seed)
        request = MapRequest(method, target, versus, layer, check_baseline(baseline), options)
        with make_progress("inputs") as advance:
            explanation = explain_file(
                ModelStore(read_settings(weights_dir)),
                path,
                model=model,
                plan=plan,
                columns=column,
                request=request,
                device=device,
                on_progress=advance,
            )
        document = explanation_document(explanation)
        if out is not None:
            document["written"] = _write_files(explanation, out, path.stem)
        if as_json:
            print_json(document)
        else:
            _print_explanation(document)
        errors = [column.error for column in explanation.columns if column.error is not None]
        if errors:
            raise typer.Exit(find_exit_code(errors[0]))


def _write_files(explanation: Explanation, folder: Path, stem: str) -> list[str]:
    """Writes one overlay a column on a common scale, the arrays and the note."""
    from resnet_demo.errors import UnwritableFolderError
    from resnet_demo.experiments.explain.document import (
        draw_map,
        explanation_document,
        find_common_scale,
        pack_arrays,
    )

    signed = explanation.method.signed
    scale = find_common_scale(explanation)
    side = max(explanation.picture.size)
    name = f"{stem}.{explanation.method.key}"
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, entry in enumerate(explanation.columns, start=1):
            if entry.map is not None:
                target = folder / f"{name}.{number}.png"
                picture = draw_map(
                    explanation, entry.map.heat, scale=scale, signed=signed, side=side
                )
                picture.save(target)
                written.append(str(target))
        arrays, note = folder / f"{name}.npz", folder / f"{name}.json"
        arrays.write_bytes(pack_arrays(explanation))
        note.write_text(json.dumps(explanation_document(explanation), indent=2), encoding="utf-8")
    except OSError as error:
        raise UnwritableFolderError(folder, error.strerror or str(error)) from error
    return [*written, str(arrays), str(note)]


def _print_explanation(document: dict[str, Any]) -> None:
    against = f" against {document['versus']}" if document["versus"] else ""
    title = f"{document['method']} ({document['paper']}), {document['target']}{against}"
    stdout.print(f"[bold]{printable(title)}[/bold]", highlight=False)
    for entry in document["columns"]:
        name = entry["plan"] or entry["model"]
        if "error" in entry:
            stdout.print(f"  [red]{printable(entry['error']['message'])}[/red]", highlight=False)
            continue
        line = (
            f"  {name}: score {entry['score']:.3f}, map from {entry['minimum']:.3g} to "
            f"{entry['maximum']:.3g}, {entry['seconds']:.2f} s"
        )
        if entry["empty"]:
            line += "; the map is 0 everywhere"
        if entry["completeness"] is not None and entry["completeness"]["error"] is not None:
            line += f"; completeness error {entry['completeness']['error']:.2%}"
        stdout.print(printable(line), highlight=False)
    for name in document.get("written", []):
        stdout.print(f"  wrote {printable(name)}", highlight=False)
