"""The experiments: a literal table, one row and one folder each, in the order of their panels.

A folder holds ``options.py`` (every option once), ``compute.py`` (request and options → result,
and what it costs), ``document.py`` (result → JSON), ``table.py`` (document → what a terminal and a
spreadsheet show), ``panel.py`` (what of it stands on the page) and ``charts.py`` where there are
figures. The commands, the endpoints, the tools and what stands below a result of the page are made
from the rows; importing this imports neither torch nor gradio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from resnet_demo.experiments.options import Options
    from resnet_demo.experiments.passes import Passes
    from resnet_demo.experiments.request import Request


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Attributes:
        name: Name of its folder, command, endpoint, tool and tab.
        summary: One sentence for help and documentation.
        options: Name of the class of its options.
        photos: ``one``, ``many``, or ``one_and_others`` where the others are for BatchNorm
            statistics only.
        networks: ``model`` for one network as trained, ``columns`` for up to three under plans.
        writes_files: Whether ``files.py`` can write its result into a folder.
        aliases: Names it had before; they work for one version more.
        quick: Whether its answer takes about a second: its panel then runs by itself when it is
            open, where others wait for their button.
    """

    name: str
    summary: str
    options: str
    photos: Literal["one", "many", "one_and_others"] = "one"
    networks: Literal["model", "columns"] = "columns"
    writes_files: bool = False
    aliases: tuple[str, ...] = ()
    quick: bool = False

    def load_options(self) -> type[Options]:
        """Returns the class of its options."""
        options: type[Options] = getattr(self._import("options"), self.options)
        return options

    def compute(self, request: Request, options: Options) -> Any:  # noqa: ANN401  its own result
        """Runs it.

        Raises:
            ResNetLabError: As its ``compute`` says.
        """
        return self._import("compute").compute(request, options)

    def count_passes(self, request: Request, options: Options) -> tuple[Passes, ...]:
        """Returns what it would cost, told from the request alone; the networks are loaded.

        Raises:
            ResNetLabError: As its ``compute`` says.
        """
        passes: tuple[Passes, ...] = self._import("compute").count_passes(request, options)
        return passes

    def make_document(self, result: object, *, whole: bool = False) -> dict[str, Any]:
        """Returns a result as a JSON document.

        Args:
            result: Of ``compute``.
            whole: Whether it holds the arrays too, which a command writes into files instead.
        """
        module = self._import("document")
        make = module.make_whole_document if whole and self.writes_files else module.make_document
        document: dict[str, Any] = make(result)
        return document

    def make_tables(self, document: dict[str, Any]) -> Any:  # noqa: ANN401  what rich can print
        """Yields what a terminal shows of a document."""
        return self._import("table").make_tables(document)

    def list_rows(self, document: dict[str, Any]) -> Iterator[dict[str, object]]:
        """Yields what a spreadsheet shows of a document: the cells of a row by their heads."""
        rows: Iterator[dict[str, object]] = self._import("table").list_rows(document)
        return rows

    def get_writer(self) -> Callable[..., Iterator[str]]:
        """Returns the function that writes a result into a folder and yields the paths."""
        writer: Callable[..., Iterator[str]] = self._import("files").write_files
        return writer

    def build_panel(self, context: Any, bench: Any) -> None:  # noqa: ANN401  of the page
        """Lays out its panel on the page and wires its events."""
        self._import("panel").build_panel(context, bench)

    def _import(self, module: str) -> Any:  # noqa: ANN401  a module
        return import_module(f"{__name__}.{self.name}.{module}")


EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment
    for experiment in (
        Experiment(
            "explain",
            "Show which pixels of photos an answer depends on, in up to three networks.",
            "ExplainOptions",
            photos="many",
            writes_files=True,
            quick=True,
        ),
        Experiment(
            "lesion",
            "Remove every skip and branch in turn, and random sets of them, on one photo.",
            "LesionOptions",
            networks="model",
        ),
        Experiment(
            "sweep",
            "Scale the skips or branches of some blocks from 1 to 0 on one photo.",
            "SweepOptions",
            photos="one_and_others",
            networks="model",
            quick=True,
        ),
        Experiment(
            "signals",
            "Measure responses and gradients, block by block, on one photo.",
            "SignalsOptions",
            photos="one_and_others",
            aliases=("profile",),
        ),
        Experiment(
            "faithfulness",
            "Check saliency maps, methods by up to three networks; of photos, their means too.",
            "FaithfulnessOptions",
            photos="many",
        ),
        Experiment(
            "compare",
            "Put photos through a ResNet, the same weights under a plan, and the plain twin.",
            "CompareOptions",
            photos="many",
            aliases=("compare_batch",),
        ),
        Experiment(
            "classify",
            "Name what is in photos.",
            "ClassifyOptions",
            photos="many",
            networks="model",
        ),
    )
}
