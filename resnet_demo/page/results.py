"""What stands below every result: its numbers and charts to take away, and the line that asks for
the same on the command line.

All of it is made from what an experiment was asked and from its own document, so that a new
experiment has it too. ``results.js`` saves the charts and copies the line.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import resnet_demo
from resnet_demo.experiments import Experiment
from resnet_demo.experiments.command import write_command
from resnet_demo.experiments.document import write_rows
from resnet_demo.experiments.files import make_name
from resnet_demo.experiments.html import csv_uri
from resnet_demo.experiments.options import Options
from resnet_demo.experiments.passes import Passes, count_all, estimate_all
from resnet_demo.experiments.request import Request
from resnet_demo.page.samples import find_copied_sample
from resnet_demo.photos.photo import File, file_name
from resnet_demo.words.text import Words

SCRIPT = Path(__file__).with_name("results.js").read_text(encoding="utf-8")
PROJECT = Path(resnet_demo.__file__).parents[1]
LONG_S = 100  # what takes longer is told in minutes
FORMATS = ("svg", "png")  # as plotly saves a chart


@dataclass(frozen=True)
class Asked:
    """What a panel asks of an experiment."""

    experiment: Experiment
    request: Request
    options: Options

    def compute(self) -> Any:  # noqa: ANN401  the experiment's own result
        """Runs the experiment.

        Raises:
            ResNetLabError: As its ``compute`` says.
        """
        return self.experiment.compute(self.request, self.options)

    @property
    def is_loaded(self) -> bool:
        """Whether all of its networks are in memory."""
        loaded = self.request.store.list_loaded()
        return all(column.spec.key in loaded for column in self.request.columns)

    def count_passes(self) -> Sequence[Passes]:
        """Returns what it would cost.

        Raises:
            ResNetLabError: It cannot be run.
        """
        return self.experiment.count_passes(self.request, self.options)

    def write_command(self) -> str:
        """Returns the line that asks for the same."""
        places = [_find_place(photo) for photo in self.request.photos]
        return write_command(self.experiment, self.request, self.options, places)


def describe_cost(words: Words, asked: Asked, passes: Sequence[Passes]) -> str:
    """Returns how many passes would be made and about how long that takes, as HTML."""
    photos, seconds = asked.request.photos, estimate_all(passes)
    photo, others = file_name(photos[0]), len(photos) - 1
    if others:
        photo = words.say("cost_photos", name=photo, others=others)
    networks = dict.fromkeys(column.spec.key for column in asked.request.columns)
    key = "cost_minutes"
    if seconds < LONG_S:
        key = "cost_moment" if seconds < 1 else "cost_seconds"
    text = words.say(
        key,
        inputs=count_all(passes),
        networks=networks,
        photo=photo,
        seconds=round(seconds),
        minutes=round(seconds / 60),
    )
    return f'<p class="rl-cost">{escape(text)}</p>'


def describe_results(words: Words, results: Sequence[tuple[Asked, Any]]) -> str:
    """Returns what stands below a result as HTML.

    Args:
        words: The language.
        results: What was asked, and its result: one pair, or several with a document and a line of
            the command line each.
    """
    asked = results[0][0]
    name = make_name(Path(file_name(asked.request.photos[0])).stem, asked.experiment.name)
    documents = [asked.experiment.make_document(result) for asked, result in results]
    rows = [row for document in documents for row in asked.experiment.list_rows(document)]
    text = json.dumps(documents[0] if len(documents) == 1 else documents, indent=2)
    json_uri = "data:application/json;base64," + b64encode(text.encode()).decode()
    links = [
        _link(f"{name}.csv", csv_uri(write_rows(rows)), "CSV"),
        _link(f"{name}.json", json_uri, "JSON"),
        *_list_chart_buttons(words, name),
    ]
    lines = "\n".join(asked.write_command() for asked, _ in results)
    copy = escape(words.say("copy_command"))
    return (
        f'<div class="rl-take"><p>{"".join(links)}</p>'
        f"<details><summary>{escape(words.say('same_command'))}</summary>"
        f"<p>{escape(words.say('about_command'))}</p>"
        f'<pre tabindex="0"><code>{escape(lines)}</code></pre>'
        f'<button type="button" class="rl-copy" data-copied="{escape(words.say("copied"))}">'
        f"{copy}</button></details></div>"
    )


def _link(name: str, uri: str, label: str) -> str:
    return f'<a class="rl-download" download="{escape(name)}" href="{uri}">{label}</a>'


def _list_chart_buttons(words: Words, name: str) -> Iterator[str]:
    """Yields a button for each format; the style hides them where there is no chart."""
    for chart_format in FORMATS:
        label = words.say("save_charts", format=chart_format.upper())
        yield (
            f'<button type="button" class="rl-save" data-format="{chart_format}" '
            f'data-name="{escape(name)}">{escape(label)}</button>'
        )


def _find_place(photo: File) -> str:
    """Returns where a photo is, as somebody in the folder of the project types it: a sample's path,
    or the name of a file of the visitor's own.
    """
    path = photo[1] if isinstance(photo, tuple) else Path(photo)
    sample = find_copied_sample(path) if isinstance(path, Path) else None
    if sample is not None and sample.path.is_relative_to(PROJECT / "resnet_demo"):
        return sample.path.relative_to(PROJECT).as_posix()
    return file_name(photo)
