"""From what somebody asks for to a request and its result: the one way in for Python, the command
line and HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_demo.columns import Column, choose_columns, trained_column
from resnet_demo.errors import (
    ChoiceError,
    OneNetworkError,
    OnePhotoError,
    StoreTypeError,
    UnknownOptionError,
)
from resnet_demo.experiments import EXPERIMENTS, Experiment
from resnet_demo.experiments.options import Options, check_list, list_options
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.plan import AblationPlan
from resnet_demo.photos.photo import File, check_file
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
            if self.plan is not None or self.columns is not None:
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
        PhotoTypeError: A photo is neither a path nor a name with its content.
        SelectionError: A choice does not exist or does not fit the others.
    """
    for photo in photos:
        check_file(photo)
    if experiment.photos == "one" and len(photos) > 1:
        raise OnePhotoError(experiment.name, len(photos))
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


def make_options(experiment: Experiment, values: dict[str, object]) -> Options:
    """Returns the options of an experiment by their names; those that are left out have their
    defaults.

    Raises:
        OptionError: There is no such option, or a value is of the wrong type or out of range.
    """
    options_class = experiment.load_options()
    names = tuple(option.name for option in list_options(options_class))
    for name in values:
        if name not in names:
            raise UnknownOptionError(experiment.name, name, names)
    return options_class(**values)


def run(
    name: str,
    /,
    *photos: File,
    model: str | None = None,
    plan: str | AblationPlan | None = None,
    columns: str | AblationPlan | Sequence[str | AblationPlan] | None = None,
    device: str | None = None,
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
        plan: As in ``NetworkChoice``, or the plan itself.
        columns: As in ``NetworkChoice``, in a list or tuple; one alone is the only column.
        device: ``auto`` or a device name, such as ``cpu``; None takes the settings' device.
        store: Loaded models and settings; None makes a store with the default settings, whose
            models are loaded anew.
        options: Options of the experiment, by name.

    Returns:
        The result that the experiment's ``compute`` describes.

    Raises:
        PhotoTypeError: A photo is neither a path nor a name with its content.
        InputError: The only photo cannot be read, unless the result has a place for the error.
        OptionError: There is no such experiment or option, or it does not take this value.
        SelectionError: A model, a plan or a device does not exist, or they do not fit together.
        WeightsError: No model can be loaded.
        SaliencyError: No network has a map of the only photo.
        RequestTimeoutError: The time is over before there is anything to return.
    """
    if not isinstance(store, ModelStore | None):
        raise StoreTypeError(type(store).__name__)
    experiment = find_experiment(name)
    networks = NetworkChoice(_write_text(model), _write_text(plan), write_columns(columns))
    request = make_request(
        experiment,
        store or ModelStore(Settings()),
        photos,
        networks,
        _write_text(device),
    )
    result: Result = experiment.compute(request, make_options(experiment, options))
    return result


def _write_text(value: object) -> str | None:
    """Returns a choice as text: a plan and a device say which they are, and of anything else the
    text names nothing, so that the answer lists what there is.
    """
    return None if value is None else str(value)


def write_columns(values: object) -> tuple[str, ...] | None:
    """Returns columns as texts, as ``_write_text`` does; one alone is the only column.

    Raises:
        ListTypeError: They are in no order.
    """
    check_list("columns", values)
    items: Sequence[object] = values if isinstance(values, list | tuple) else (values,)
    return None if values is None else tuple(map(str, items))
