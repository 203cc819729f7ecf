"""The commands of the experiments, made from their table: the flags of a command are the options
that its experiment declares.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resnet_demo.cli.console import (
    ColumnOption,
    DeviceOption,
    JsonOption,
    NetworkOption,
    OthersOption,
    OutOption,
    PlanOption,
    WeightsOption,
    find_exit_code,
    print_error,
    print_json,
    read_settings,
    reporting_errors,
    show_steps,
    stdout,
)
from resnet_demo.errors import UnwritableFolderError
from resnet_demo.experiments import EXPERIMENTS, Experiment
from resnet_demo.experiments.files import check_folder
from resnet_demo.experiments.options import Option, list_options

if TYPE_CHECKING:
    from resnet_demo.experiments.request import Request
    from resnet_demo.progress import Progress

PhotoArgument = Annotated[Path, typer.Argument(help="A photo.", metavar="PHOTO")]
PhotosArgument = Annotated[list[Path], typer.Argument(help="Photos.", metavar="PHOTOS...")]


def add_commands(app: typer.Typer) -> None:
    """Adds a command for every experiment, under its name and its names of before."""
    for experiment in EXPERIMENTS.values():
        command = make_command(experiment)
        app.command(experiment.name)(command)
        for alias in experiment.aliases:
            app.command(alias, hidden=True)(command)


def make_command(experiment: Experiment) -> Callable[..., None]:
    """Returns the function behind a command; typer reads its flags from the signature."""

    def command(**values: Any) -> None:  # noqa: ANN401  as the signature below says
        run_command(experiment, values)

    parameters = list(_list_parameters(experiment))
    command.__name__ = experiment.name
    command.__doc__ = f"{experiment.summary}\n\nExit code 1 if a photo could not be read."
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {item.name: item.annotation for item in parameters}
    return command


def _list_parameters(experiment: Experiment) -> list[inspect.Parameter]:
    many = experiment.photos == "many"
    parameters = [_parameter("photos", PhotosArgument if many else PhotoArgument)]
    parameters.append(_parameter("model", NetworkOption, None))
    if experiment.networks == "columns":
        parameters += [
            _parameter("plan", PlanOption, None),
            _parameter("column", ColumnOption, None),
        ]
    parameters += [_make_flag(option) for option in list_options(experiment.load_options())]
    if experiment.photos == "one_and_others":
        parameters.append(_parameter("others", OthersOption, None))
    if experiment.writes_files:
        parameters.append(_parameter("out", OutOption, None))
    return [
        *parameters,
        _parameter("device", DeviceOption, None),
        _parameter("weights_dir", WeightsOption, None),
        _parameter("as_json", JsonOption, False),
    ]


def _parameter(
    name: str, annotation: object, default: object = inspect.Parameter.empty
) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def _make_flag(option: Option) -> inspect.Parameter:
    """Returns the flag of an option. Its range is checked by the declaration, so that a wrong value
    is answered in the same words everywhere.
    """
    types: dict[str, Any] = {
        "whole": int,
        "number": float,
        "flag": bool,
        "texts": list[str] | None,
    }
    annotation = types.get(option.kind, str)
    if option.default is None and option.kind != "texts":
        annotation = annotation | None
    accepted = f" ({option.accepted})" if option.accepted else ""
    flag = typer.Option(*option.flags)
    flag.help = option.help + accepted
    return _parameter(option.name, Annotated[annotation, flag], option.default)


def run_command(experiment: Experiment, values: dict[str, Any]) -> None:
    """Runs an experiment with what was typed, writes its files where that is asked for, prints its
    answer and exits with its code.
    """
    as_json: bool = values["as_json"]
    out: Path | None = values.get("out")
    with reporting_errors(as_json):
        options_class = experiment.load_options()
        names = [option.name for option in list_options(options_class)]
        options = options_class(**{name: values[name] for name in names})
        if out is not None:
            check_folder(out)
        with show_steps() as show:
            result = experiment.compute(_make_request(experiment, values, show), options)
    document, errors = experiment.make_document(result), list(result.errors)
    failure = None
    if out is not None:
        document["written"], failure = _write_files(experiment, result, out)
    if as_json:
        print_json(document)
    else:
        for line in experiment.make_tables(document):
            stdout.print(line, highlight=False, soft_wrap=isinstance(line, str))
    if failure is not None:  # the answer is not lost with the files
        print_error(failure)
        errors.append(failure)
    raise typer.Exit(min(map(find_exit_code, errors), default=0))


def _write_files(
    experiment: Experiment, result: object, folder: Path
) -> tuple[list[str], UnwritableFolderError | None]:
    """Writes the files of a result; returns the paths of those that are written, and why the others
    are not.
    """
    written: list[str] = []
    try:
        for path in experiment.get_writer()(result, folder):
            written.append(path)
    except UnwritableFolderError as error:
        return written, error
    return written, None


def _make_request(experiment: Experiment, values: dict[str, Any], progress: Progress) -> Request:
    # Imported here, so that --help does not import torch.
    from resnet_demo.experiments.run import NetworkChoice, make_request
    from resnet_demo.models.store import ModelStore

    photos = values["photos"] if isinstance(values["photos"], list) else [values["photos"]]
    photos = [*photos, *(values.get("others") or ())]
    store = ModelStore(read_settings(values["weights_dir"], photos=len(photos)))
    networks = NetworkChoice(values["model"], values.get("plan"), values.get("column") or None)
    request = make_request(experiment, store, photos, networks, values["device"], progress)
    return replace(request, keeps_pictures=False)
