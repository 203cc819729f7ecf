"""Cheap map requests on small pictures, and tasks put together by hand."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from resnet_demo.experiments.explanations import METHODS, MapRequest, Options, explain
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.resnet import Gates, ResNet
from resnet_demo.saliency.choices import choose_layer
from resnet_demo.saliency.maps import BASELINES, SaliencyMap
from resnet_demo.saliency.method import Task
from resnet_demo.saliency.score import Budget, Score
from tests.experiments.study_requests import PLAIN, RESIDUAL

__all__ = ["BASELINES", "METHODS", "PLAIN", "RESIDUAL", "MapRequest", "Options"]


@dataclass(frozen=True)
class FoundMap(SaliencyMap):
    """A map, and what its column says beside it."""

    score: float
    answer: ClassScore


CHEAP = Options(samples=3, window=8, stride=8, max_steps=12)
SEEDED = tuple(key for key, method in METHODS.items() if method.seeded)


def explain_all(store: ModelStore, file, columns, method, /, **options) -> list[FoundMap]:
    """Makes one map a column; what is no field of the request goes to ``explain``."""
    keywords = {key: options.pop(key) for key in ("device", "on_progress") if key in options}
    request = MapRequest(method, **({"options": CHEAP} | options))
    explanation = explain(store, file, columns=columns, request=request, **keywords)
    return [
        FoundMap(**vars(column.map), score=column.score, answer=column.answer)
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
    options: Options = CHEAP,
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
