"""From what somebody asks for to a request and its result: the one way in for Python, the command
line and HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_demo.columns import Column, choose_columns, trained_column
from resnet_demo.errors import ChoiceError, OneNetworkError
from resnet_demo.experiments import EXPERIMENTS, Experiment
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import File
from resnet_demo.progress import Deadline, Progress, ignore_progress
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class NetworkChoice:
    """Which networks are asked for.

    Attributes:
        model: Model key; None for that of the plan, or the default.
        plan: Ablation plan as text, for the second of three columns; None removes every skip.
        columns: In place of model and plan, one to three plans as text; a bare model key is the
            model as trained.
    """

    model: str | None = None
    plan: str | None = None
    columns: Sequence[str] | None = None

    def resolve(self, experiment: Experiment, settings: Settings) -> tuple[Column, ...]:
        """Returns the columns of an experiment.

        Raises:
            SelectionError: A choice does not exist or does not fit the others.
        """
        if experiment.networks == "model":
            if self.plan is not None or self.columns:
                raise OneNetworkError(experiment.name)
            return trained_column(self.model, settings)
        return choose_columns(settings, self.model, self.plan, self.columns)


def make_request(
    experiment: Experiment,
    store: ModelStore,
    photos: Sequence[File],
    networks: NetworkChoice,
    device: str | None = None,
    progress: Progress = ignore_progress,
) -> Request:
    """Returns the request for an experiment, with the time limit of the settings.

    Raises:
        SelectionError: A choice does not exist or does not fit the others.
    """
    columns = networks.resolve(experiment, store.settings)
    deadline = Deadline(store.settings.study_timeout_s)
    return Request(store, tuple(photos), columns, device, progress, deadline)


def find_experiment(name: str) -> Experiment:
    """Returns the experiment of a name, or of a name it had before.

    Raises:
        ChoiceError: There is none.
    """
    for experiment in EXPERIMENTS.values():
        if name in (experiment.name, *experiment.aliases):
            return experiment
    raise ChoiceError("experiment", name, tuple(EXPERIMENTS))


def run(
    name: str,
    *photos: File,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    store: ModelStore | None = None,
    **options: object,
) -> Result:
    """Runs an experiment.

    For instance::

        from resnet_demo import run

        study = run("lesion", "cat.jpg", model="resnet20.cifar10", draws=5)

    Args:
        name: Name of the experiment, as the command line has it.
        photos: Paths, or (name, content) pairs.
        model: As in ``NetworkChoice``.
        plan: As in ``NetworkChoice``.
        columns: As in ``NetworkChoice``.
        store: Loaded models and settings; None makes a store with the default settings, whose
            models are loaded anew.
        options: Options of the experiment, by name.

    Returns:
        The result that the experiment's ``compute`` describes.

    Raises:
        ResNetLabError: A file cannot be read, a choice does not exist, or a model cannot be loaded.
    """
    experiment = find_experiment(name)
    networks = NetworkChoice(model, plan, columns)
    request = make_request(experiment, store or ModelStore(Settings()), photos, networks)
    result: Result = experiment.compute(request, experiment.load_options()(**options))
    return result
