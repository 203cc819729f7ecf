"""Cheap map requests on small pictures, and tasks put together by hand."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from resnet_demo.columns import choose_columns
from resnet_demo.experiments.explain.compute import Explanation, Explanations, compute
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.experiments.request import Request
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.progress import Deadline
from resnet_demo.saliency.choices import choose_layer
from resnet_demo.saliency.maps import SaliencyMap
from resnet_demo.saliency.method import Task
from resnet_demo.saliency.options import BASELINES, MethodOptions
from resnet_demo.saliency.score import Budget, Score
from resnet_demo.saliency.table import list_methods
from tests.experiments.study_requests import PLAIN, RESIDUAL

__all__ = ["BASELINES", "PLAIN", "RESIDUAL", "MethodOptions"]

METHODS = {method.key: method for method in list_methods()}
SEEDED = tuple(key for key, method in METHODS.items() if method.seeded)
CHEAP = MethodOptions(samples=3, window=8, stride=8, max_steps=12)


@dataclass(frozen=True)
class FoundMap(SaliencyMap):
    """A map, and what its column says beside it."""

    score: float
    answer: ClassScore


def make_options(method="grad-cam", options=CHEAP, **choices) -> ExplainOptions:
    """Options of a request; choices win over those of the method."""
    return ExplainOptions(**({"method": method} | vars(options) | choices))


def make_request(
    store: ModelStore, files, columns, *, device=None, on_progress=None, deadline=None, **model
) -> Request:
    """A request; ``on_progress`` is called with (done, total)."""

    def show(step):
        if on_progress is not None:
            on_progress(step.done, step.total)

    choice = choose_columns(store.settings, model.get("model"), model.get("plan"), columns)
    return Request(store, tuple(files), choice, device, show, deadline or Deadline())


KEYWORDS = ("model", "plan", "device", "on_progress", "deadline")


def explain_files(store: ModelStore, files, columns=None, /, **options) -> Explanations:
    """Asks for the maps of photos; what is no keyword of the request is an option."""
    keywords = {key: options.pop(key) for key in KEYWORDS if key in options}
    request = make_request(store, files, columns, **keywords)
    return compute(request, make_options(**options))


def explain(store: ModelStore, file, columns=None, /, **options) -> Explanation:
    """Asks for the maps of one photo."""
    (explanation,) = explain_files(store, [file], columns, **options).results
    return explanation


def explain_all(store: ModelStore, file, columns, method, /, **options) -> list[FoundMap]:
    """Makes one map a column."""
    explanation = explain(store, file, columns, method=method, **options)
    for error in explanation.errors:
        raise error
    return [
        FoundMap(**vars(column.value.map), score=column.value.score, answer=column.value.answer)
        for column in explanation.columns
    ]


def explain_one(store: ModelStore, file, column, method, /, **options) -> FoundMap:
    """Makes the map of one column."""
    (found,) = explain_all(store, file, [column], method, **options)
    return found


def make_score(
    network: ResNet, target: int = 3, versus: int | None = None, gates: Gates | None = None
) -> Score:
    """A score that takes as long as it wants."""
    return Score(network, gates, target, versus, Budget(1e9, lambda _inputs: None))


def make_task(
    score: nn.Module,
    batch: Tensor,
    *,
    baseline: Tensor | None = None,
    layer: str | None = None,
    batch_size: int = 64,
    options: MethodOptions = CHEAP,
) -> Task:
    """A task whose baseline is 0 and whose layer is the last block, unless told."""
    network = getattr(score, "network", None)
    return Task(
        score=score,
        batch=batch.clone().requires_grad_(),
        baseline=torch.zeros_like(batch) if baseline is None else baseline,
        layer="" if network is None else choose_layer(network, layer),
        batch_size=batch_size,
        options=options,
    )
