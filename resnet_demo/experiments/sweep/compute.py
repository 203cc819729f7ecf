"""Strength sweeps: one photo while the strength of skips or branches falls from 1 to 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor

from resnet_demo.errors import NonFiniteLogitsError, ResNetLabError, UnusedPhotosError
from resnet_demo.experiments.lesion.compute import Effect, describe_effects
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.experiments.sweep.options import SweepOptions
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.private import load_private_network, make_statistics, reestimate_statistics
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.plan import AblationPlan, Part, make_plan
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.photo import FailedPhoto, Photo, make_photo
from resnet_demo.photos.preprocess import VIEWS, preprocess

STEPS = 21
STRENGTHS = tuple(step / (STEPS - 1) for step in range(STEPS))


@dataclass(frozen=True)
class Sweep(Result):
    """What is left of the reference class at every strength.

    Attributes:
        source: What the client calls the file.
        photo: The photo, as shown.
        model: The network.
        part: What is scaled, ``skip`` or ``branch``.
        blocks: In which blocks: a block id, ``layer2.*`` or ``*``.
        reference: Index of the class that is followed: the answer of the network as trained.
        strengths: From 0 to 1.
        effects: At each strength, with the BatchNorm statistics of training.
        reestimated: At each strength, with statistics that were re-estimated under that strength;
            None if that was not asked for.
        statistics_inputs: How many network inputs those statistics are over.
        failed_others: The photos that those statistics should be over too, and cannot be read.
    """

    source: str
    photo: Photo
    model: LoadedModel
    part: Part
    blocks: str
    reference: int
    strengths: tuple[float, ...]
    effects: tuple[Effect, ...]
    reestimated: tuple[Effect, ...] | None
    statistics_inputs: int
    failed_others: tuple[FailedPhoto, ...] = ()

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why photos are missing from the statistics."""
        return tuple(photo.error for photo in self.failed_others)


def compute(request: Request, options: SweepOptions) -> Sweep:
    """Answers one photo with the skips or branches of some blocks at 0, 0.05 … 1.

    With few photos, re-estimated statistics fit these photos only, which the value at strength 1
    shows.

    Args:
        request: Its first photo is studied; BatchNorm statistics are re-estimated over several
            views of all of them that can be read.
        options: What is scaled, and where.

    Raises:
        InputError: The photo under study cannot be read.
        PlanError: There are no such blocks, or the model is plain and has no skips.
        UnusedPhotosError: There are other photos, and no statistics are re-estimated.
        WeightsError: The model cannot be loaded, or a weakened network answered NaN or infinity.
        RequestTimeoutError: The time is over.
    """
    photos = request.check_photos()
    if len(photos) > 1 and not options.reestimate:
        raise UnusedPhotosError(len(photos) - 1)
    (column,) = request.columns
    model = request.load_model(column)
    image = request.open_photo()
    batch = preprocess(image.rgb, model.preprocessing)
    plans = list_plans(column.spec, options)
    passes = 1 + len(plans) if options.reestimate else 1
    request.report("passes", 0, passes)
    rows = torch.tensor([getattr(plan, options.part) for plan in plans])
    gates = Gates(rows) if options.part == "skip" else Gates(None, rows)
    logits = compute_logits(model, batch.expand(len(plans), -1, -1, -1), gates=gates)
    reference = int(logits[-1].argmax())
    reestimated, statistics_inputs = None, 0
    failed: dict[int, FailedPhoto] = {}
    if options.reestimate:
        images = chain([image], request.open_others(failed))
        statistics = make_statistics(images, model.preprocessing)
        statistics_inputs = len(statistics)
        answers = _answer_reestimated(
            model, batch, statistics, plans, lambda done: request.report("passes", done, passes)
        )
        reestimated = describe_effects(answers, reference, model.temperature)
    return Sweep(
        request.source,
        make_photo(image, model.preprocessing),
        model,
        options.part,
        options.blocks,
        reference,
        STRENGTHS,
        describe_effects(logits, reference, model.temperature),
        reestimated,
        statistics_inputs,
        tuple(failed.values()),
    )


def count_passes(request: Request, options: SweepOptions) -> tuple[Passes, ...]:
    """Returns the cost: an answer at each strength, and where statistics are re-estimated, one more
    behind a pass of all views.
    """
    (column,) = request.columns
    model = request.load_model(column)
    passes = (Passes(model, STEPS, request.settings.forward_batch_size),)
    if not options.reestimate:
        return passes
    views = len(VIEWS["average"]) * len(request.photos)
    return (*passes, Passes(model, STEPS * views, views), Passes(model, STEPS))


def list_plans(spec: ModelSpec, options: SweepOptions) -> list[AblationPlan]:
    """Lists the plans of a sweep, by strength from 0 to 1.

    Raises:
        PlanError: There are no such blocks, or the model is plain and has no skips.
    """
    whole = make_plan(spec)
    return [whole.set_strength(options.part, [options.blocks], strength) for strength in STRENGTHS]


@torch.no_grad()
def _answer_reestimated(
    model: LoadedModel,
    batch: Tensor,
    statistics: Tensor,
    plans: list[AblationPlan],
    on_pass: Callable[[int], None],
) -> Tensor:
    """Returns logits (P, K), each plan's with re-estimated statistics, in a private network."""
    network = load_private_network(model)
    statistics, batch = statistics.to(model.device), batch.to(model.device)
    answers = []
    for done, plan in enumerate(plans, start=1):
        on_pass(done)
        gates = plan.make_gates()
        gates = None if gates is None else gates.to(model.device)
        reestimate_statistics(network, statistics, gates)
        answers.append(network(batch, gates).cpu())
    logits = torch.cat(answers)
    if not logits.isfinite().all():
        raise NonFiniteLogitsError(model.spec.key, int((~logits.isfinite()).sum()))
    return logits
