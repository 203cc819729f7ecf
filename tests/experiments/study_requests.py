"""One request of each kind on small pictures, its answer as text that can be compared."""

import json

from PIL import Image

from resnet_demo.columns import choose_columns, trained_column
from resnet_demo.errors import RequestTimeoutError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.request import Request
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import File
from resnet_demo.progress import Deadline, ignore_progress
from tests.photos.image_files import encode

RESIDUAL, PLAIN = "resnet20.cifar10", "plain20.cifar10"


class EndsAfter(Deadline):
    """Is over after some checks, whatever the clock says."""

    def __init__(self, checks):
        super().__init__()
        object.__setattr__(self, "left", [None] * checks)

    def check(self):
        if not self.left:
            raise RequestTimeoutError(5)
        self.left.pop()


def make_pictures(count: int, width: int = 40, height: int = 32) -> list[File]:
    """Small pictures, no two alike, as (name, content)."""
    wave = Image.radial_gradient("L").resize((width, height))
    pictures = []
    for index in range(count):
        bands = [wave.rotate(31 * index + 90 * band) for band in range(3)]
        pictures.append((f"{index}.png", encode(Image.merge("RGB", bands))))
    return pictures


def classify(store, files, model, *, device=None, progress=ignore_progress, **options):
    """The result of classify on some files."""
    columns = trained_column(model, store.settings)
    request = Request(store, tuple(files), columns, device, progress)
    experiment = EXPERIMENTS["classify"]
    return experiment.compute(request, experiment.load_options()(**options))


def compare(store, *files, model=None, plan=None, columns=None, **options):
    """The result of compare on one file, or on several."""
    chosen = choose_columns(store.settings, model, plan, columns)
    request = Request(
        store,
        files,
        chosen,
        progress=options.pop("progress", ignore_progress),
        deadline=options.pop("deadline", Deadline()),
    )
    experiment = EXPERIMENTS["compare"]
    return experiment.compute(request, experiment.load_options()(**options))


def _classify(store, files, model, _plan, /, **options):
    return _run("classify", store, files, trained_column(model, store.settings), options)


def _choose(store, columns, options):
    """Returns the columns that the options ask for, or else the given ones."""
    columns = options.pop("columns", columns)
    return choose_columns(
        store.settings, options.pop("model", None), options.pop("plan", None), columns
    )


def _compare(store, files, model, plan, /, **options):
    columns = _choose(store, [model, plan], options)
    return _run("compare", store, files[:1], columns, options)


def _compare_batch(store, files, model, plan, /, **options):
    columns = _choose(store, [model, plan], options)
    return _run("compare", store, files, columns, options)


def _lesion(store, files, model, _plan, /, **options):
    options = {"draws": 1} | options
    return _run("lesion", store, files[:1], trained_column(model, store.settings), options)


def _run(name, store, files, columns, options):
    """Runs an experiment of the table; ``on_progress`` counts its steps."""
    experiment = EXPERIMENTS[name]
    options = dict(options)
    progress = options.pop("on_progress", ignore_progress)
    request = Request(
        store, tuple(files), columns, options.pop("device", None), lambda step: progress(step)
    )
    return experiment.make_document(
        experiment.compute(request, experiment.load_options()(**options))
    )


def _sweep(store, files, model, _plan, /, others=(), **options):
    options = {"part": "branch"} | options
    return _run("sweep", store, [files[0], *others], trained_column(model, store.settings), options)


def _signals(store, files, model, plan, /, others=(), **options):
    choice = {"model": None, "plan": None, "columns": [model, plan]} | options
    columns = choose_columns(
        store.settings, *(choice.pop(name) for name in ("model", "plan", "columns"))
    )
    return _run("signals", store, [files[0], *others], columns, choice)


def _paths(store, files, model, _plan, /, **options):
    options = {"paths": 1} | options
    return _signals(store, files, model, model, columns=[model], **options)


KINDS = {
    "classify": _classify,
    "compare": _compare,
    "compare_batch": _compare_batch,
    "lesion": _lesion,
    "sweep": _sweep,
    "signals": _signals,
    "paths": _paths,
}


def ask(store: ModelStore, kind: str, files: list[File], plan: str, /, **options: object) -> str:
    """Sends one request for the model of a plan; returns its document as JSON."""
    model = plan.partition(":")[0]
    return json.dumps(KINDS[kind](store, files, model, plan, **options))
