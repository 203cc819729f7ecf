"""Writes the tables of the documentation that repeat a declaration: ``python -m docs.tables``.

A table stands between ``<!-- options NAME -->`` or ``<!-- settings -->`` and ``<!-- end -->``. With
``--check`` nothing is written, and the exit code is 1 where a table is out of date.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path

from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.options import Option, list_options
from resnet_demo.settings import ENVIRONMENT_PREFIX, Settings

FOLDER = Path(__file__).parent
PLACE = re.compile(r"<!-- (options [\w-]+|settings) -->\n.*?<!-- end -->", re.DOTALL)


def make_options_table(name: str) -> str:
    """Returns the options of an experiment, a row each."""
    rows = [_make_row(option) for option in list_options(EXPERIMENTS[name].load_options())]
    return "\n".join(["| option | default | accepts | |", "|---|---|---|---|", *rows])


def _make_row(option: Option) -> str:
    default = "" if option.default is None else f"`{option.default}`".lower()
    kinds = {"flag": "", "texts": "given once for each", "text": "text", "number": "a number"}
    accepted = option.accepted or kinds.get(option.kind, "a whole number")
    flag = option.name.replace("_", "-")
    return f"| `--{flag}` | {default} | {accepted} | {option.help} |"


def make_settings_table() -> str:
    """Returns the settings with the environment variable of each, a row each."""
    described = dict(
        re.findall(r"^ {8}(\w+): (.*?)(?=^ {8}\w|\Z)", _read_attributes(), re.S | re.M)
    )
    rows = []
    for field in dataclasses.fields(Settings):
        default = "" if field.default is None else f"`{field.default}`".lower()
        text = " ".join(described[field.name].split()).replace("``", "`")
        rows.append(f"| `{ENVIRONMENT_PREFIX}{field.name.upper()}` | {default} | {text} |")
    return "\n".join(["| variable | default | |", "|---|---|---|", *rows])


def _read_attributes() -> str:
    return inspect.getsource(Settings).partition("Attributes:\n")[2].partition('"""')[0].rstrip()


def fill_tables(text: str) -> str:
    """Returns a document with its tables made anew."""
    makers: dict[str, Callable[..., str]] = {
        "options": make_options_table,
        "settings": make_settings_table,
    }

    def fill(place: re.Match[str]) -> str:
        kind, *names = place[1].split()
        return f"<!-- {place[1]} -->\n{makers[kind](*names)}\n<!-- end -->"

    return PLACE.sub(fill, text)


def main() -> None:
    """Writes every table, or checks them all."""
    outdated = []
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        filled = fill_tables(text)
        if filled != text:
            outdated.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(filled, encoding="utf-8")
    sys.stdout.write("".join(f"{name}\n" for name in outdated))
    sys.exit(1 if outdated and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
