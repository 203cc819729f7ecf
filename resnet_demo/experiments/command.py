"""A request as the line that asks for the same on the command line.

It is made from the row of the experiment and the declaration of its options, as the command itself
is: what has its default is left out.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from resnet_demo.experiments import Experiment
from resnet_demo.experiments.options import Option, Options, list_options
from resnet_demo.experiments.request import Request

PROGRAM = ("python", "-m", "resnet_demo")


def write_command(
    experiment: Experiment, request: Request, options: Options, places: Sequence[str]
) -> str:
    """Returns a line for a shell, which prints the document of the result.

    Args:
        experiment: What is run.
        request: Networks and device.
        options: Of the experiment.
        places: Where the photos of the request are, in their order, as one would type them.
    """
    # A name that begins with a hyphen would be read as a flag.
    first, *others = [f"./{place}" if place.startswith("-") else place for place in places]
    words = [*PROGRAM, experiment.name, first]
    words += others if experiment.photos == "many" else []
    for column in request.columns:
        flag = "--model" if experiment.networks == "model" else "--column"
        words += [flag, column.plan_text or column.spec.key]
    for option in list_options(type(options)):
        words += _list_words(option, getattr(options, option.name))
    for other in others if experiment.photos == "one_and_others" else ():
        words += ["--others", other]
    words += ["--device", request.device] if request.device not in (None, "auto") else []
    return shlex.join([*words, "--json"])


def _list_words(option: Option, value: object) -> Iterator[str]:
    """Yields the flag and the value of an option, several times for several texts; nothing where it
    has its default.
    """
    if value == option.default:
        return
    flag = option.flags[-1]
    if option.kind == "flag":
        yield flag
        return
    for item in value if isinstance(value, tuple) else (value,):
        yield from (flag, str(item))
