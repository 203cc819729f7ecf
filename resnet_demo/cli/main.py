"""The command line, ``python -m resnet_demo``: the page, the list of models, the experiments,
train, evaluate and bench.

Exit codes: 0 done; 1 a file could not be read, or standard output not be written to; 2 a wrong
option, choice or setting, or a folder for results that cannot be written to; 3 weights; 4 training
or its data; 5 a saliency map; 6 a request that took too long; 130 interrupted; of several, the
smallest. With ``--json`` one document goes to standard output and nothing else does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from resnet_demo import __version__
from resnet_demo.cli.bench import bench
from resnet_demo.cli.console import print_error, print_error_document
from resnet_demo.cli.evaluate import evaluate
from resnet_demo.cli.experiments import add_commands
from resnet_demo.cli.models import models
from resnet_demo.cli.output import find_loss, guard_output
from resnet_demo.cli.serve import serve
from resnet_demo.cli.training import train
from resnet_demo.errors import ArgumentsError, OutputLostError

JSON_FLAG = "--json"
# The base of all mistakes in the arguments, which typer does not export.
UsageError = cast(type[typer.BadParameter], typer.BadParameter.__bases__[0])


class Commands(TyperGroup):
    """The commands, whose errors in the arguments are documents too where ``--json`` is one."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        *rest: Any,  # noqa: ANN401  as typer calls it
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Reads the arguments up to the name of the command."""
        wants_json = JSON_FLAG in args
        with _reporting_usage(wants_json):
            context = super().make_context(info_name, args, *rest, **extra)
        context.meta[JSON_FLAG] = wants_json
        return context

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Reads the arguments of the command and runs it."""
        with _reporting_usage(ctx.meta[JSON_FLAG]):
            return super().invoke(ctx)


@contextmanager
def _reporting_usage(as_json: bool) -> Iterator[None]:
    try:
        yield
    except UsageError as error:
        if not as_json:
            raise
        print_error_document(ArgumentsError(error.format_message().removesuffix(".")))
        raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    cls=Commands,
    name="resnet_demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def read_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """ResNet Lab: what do skip connections do?"""


app.command()(serve)
app.command()(models)
add_commands(app)
app.command()(train)
app.command()(evaluate)
app.add_typer(bench, name="bench")


def main() -> None:
    """Runs the command line; output that cannot be written ends with exit code 1."""
    output = guard_output()
    try:
        app()
    finally:
        loss = find_loss(output)
        if loss is not None:
            print_error(OutputLostError(loss.strerror or str(loss)))
            sys.exit(1)
