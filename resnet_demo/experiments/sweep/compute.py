"""Strength sweeps: one photo while skips or branches fade from 1 to 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.errors import NonFiniteLogitsError
from resnet_demo.experiments.lesion.compute import Effect, describe_effects
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.private import load_private_network, reestimate_statistics
from resnet_demo.networks.plan import AblationPlan, Part, make_plan
from resnet_demo.networks.resnet import Gates

STEPS = 21
STRENGTHS = tuple(step / (STEPS - 1) for step in range(STEPS))


@dataclass(frozen=True)
class Sweep:
    """What is left of the reference class at every strength.

    Attributes:
        model: The network.
        part: What fades, ``skip`` or ``branch``.
        blocks: In which blocks: a block id, ``layer2.*`` or ``*``.
        reference: Index of the class that is followed: the answer of the network as trained.
        strengths: From 0 to 1.
        effects: At each strength, with the BatchNorm statistics of training.
        reestimated: At each strength, with statistics taken again under that strength; None if
            that was not asked for.
        statistics_inputs: How many network inputs those statistics are over.
    """

    model: LoadedModel
    part: Part
    blocks: str
    reference: int
    strengths: tuple[float, ...]
    effects: tuple[Effect, ...]
    reestimated: tuple[Effect, ...] | None
    statistics_inputs: int


def sweep_strength(
    model: LoadedModel,
    batch: Tensor,
    *,
    part: Part = "skip",
    blocks: str = "*",
    statistics: Tensor | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Sweep:
    """Answers one photo with the chosen skips or branches at 0, 0.05 … 1.

    Args:
        model: The network.
        batch: (1, 3, S, S), the photo's single view, normalised.
        part: What fades.
        blocks: A block id, ``layer2.*`` or ``*``.
        statistics: (N, 3, S, S), inputs to take BatchNorm statistics on; None leaves that out.
        on_progress: Called with (passes done, passes in all) before each forward pass; what it
            raises ends the work.

    Raises:
        PlanError: There are no such blocks, or the model is plain and has no skips.
        NonFiniteLogitsError: A weakened network answered NaN or infinity.
    """
    whole = make_plan(model.spec)
    plans = [whole.set_strength(part, [blocks], strength) for strength in STRENGTHS]
    passes = 1 if statistics is None else 1 + len(plans)
    on_progress(0, passes)
    rows = torch.tensor([getattr(plan, part) for plan in plans])
    gates = Gates(rows) if part == "skip" else Gates(None, rows)
    logits = compute_logits(model, batch.expand(len(plans), -1, -1, -1), gates=gates)
    reference = int(logits[-1].argmax())
    reestimated = None
    if statistics is not None:
        again = _answer_reestimated(
            model, batch, statistics, plans, lambda done: on_progress(done, passes)
        )
        reestimated = describe_effects(again, reference, model.temperature)
    return Sweep(
        model,
        part,
        blocks,
        reference,
        STRENGTHS,
        describe_effects(logits, reference, model.temperature),
        reestimated,
        0 if statistics is None else len(statistics),
    )


@torch.no_grad()
def _answer_reestimated(
    model: LoadedModel,
    batch: Tensor,
    statistics: Tensor,
    plans: list[AblationPlan],
    on_pass: Callable[[int], None],
) -> Tensor:
    """Returns logits (P, K), each plan's with statistics of its own, all in a private network."""
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
