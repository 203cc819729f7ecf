"""The command line, ``python -m resnet_demo``: the page, the list of models, the experiments,
train, evaluate and bench.

Exit codes: 0 done; 1 a file could not be read, or the output not written; 2 a wrong option or
choice; 3 weights; 4 training or its data; 5 a saliency map; 6 a request that took too long; 130
interrupted. With ``--json`` one document goes to standard output and nothing else does.
"""

from __future__ import annotations

import sys

import typer

from resnet_demo.cli.bench import bench
from resnet_demo.cli.console import print_error
from resnet_demo.cli.evaluate import evaluate
from resnet_demo.cli.experiments import add_commands
from resnet_demo.cli.models import models
from resnet_demo.cli.output import find_loss, guard_output
from resnet_demo.cli.serve import serve
from resnet_demo.cli.training import train
from resnet_demo.errors import OutputLostError

app = typer.Typer(
    name="resnet_demo",
    help="ResNet Lab: what do skip connections do?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

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
