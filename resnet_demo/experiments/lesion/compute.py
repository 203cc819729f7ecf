"""Lesion studies (Veit et al. 2016, arXiv:1605.06431): one photo, every single block removed in
turn, and random sets of blocks removed together.

Gates a sample make the whole study a few batched passes; the network that others use is untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.errors import OptionError
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.architecture import block_ids, changes_shape
from resnet_demo.networks.plan import MAX_DRAWS, PARTS, Part, combine_seeds, draw_plan
from resnet_demo.networks.resnet import Gates

# The interval holds the middle 90 per cent of the draws.
INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Effect:
    """What is left of the reference class: probability, logit, and whether it still leads."""

    probability: float
    logit: float
    keeps_label: bool


@dataclass(frozen=True)
class RandomEffect:
    """Reference probability with ``count`` random blocks removed: mean of the draws, and the 5th
    and 95th percentile.
    """

    count: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class LesionStudy:
    """Every lesion of one network on one photo.

    Attributes:
        model: The network.
        reference: Index of the class that is followed: the whole network's answer.
        whole: The whole network.
        blocks: Block ids in forward order.
        downsampling: Whether a block changes the shape, so that its shortcut is no identity.
        single: By part, the effect of removing it from each block.
        random_part: What the random draws remove.
        random: By number of blocks removed, 1 to all.
        draws: Draws for each number.
        seed: Of the draws.
    """

    model: LoadedModel
    reference: int
    whole: Effect
    blocks: tuple[str, ...]
    downsampling: tuple[bool, ...]
    single: dict[Part, tuple[Effect, ...]]
    random_part: Part
    random: tuple[RandomEffect, ...]
    draws: int
    seed: int


def study_lesions(
    model: LoadedModel,
    batch: Tensor,
    *,
    random_part: Part = "branch",
    draws: int = 10,
    seed: int = 0,
    batch_size: int = 64,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> LesionStudy:
    """Removes every skip and every branch in turn, then random sets of them.

    Args:
        model: The network.
        batch: (1, 3, S, S), the photo's single view, normalised.
        random_part: ``branch`` as Veit et al., or ``skip``.
        draws: Random sets for each number of blocks; 0 for none.
        seed: The same seed draws the same sets. The sets of a draw are nested: each number of
            blocks adds one to those of the number before.
        batch_size: Most lesions in one forward pass.
        on_progress: Called with (passes done, passes in all) before each forward pass; what it
            raises ends the work.

    Raises:
        OptionError: ``draws`` or ``seed`` is out of range, or the model is plain.
        NonFiniteLogitsError: A lesioned network answered NaN or infinity.
    """
    if not 0 <= draws <= MAX_DRAWS:
        raise OptionError("draws", draws, f"a whole number from 0 to {MAX_DRAWS}")
    if not model.spec.residual:
        accepted = (
            "a residual network; in a plain one nothing is left of a block without its branch"
        )
        raise OptionError("model", model.spec.key, accepted)
    blocks = block_ids(model.spec.architecture)
    count = len(blocks)
    gates = _list_gates(model, random_part, draws, seed, count)
    rows = len(gates.branch) if gates.branch is not None else 0
    done, passes = 0, -(-rows // batch_size)

    def announce() -> None:
        nonlocal done
        on_progress(done, passes)
        done += 1

    logits = compute_logits(
        model,
        batch.expand(rows, -1, -1, -1),
        gates=gates,
        batch_size=batch_size,
        on_piece=announce,
    )
    reference = int(logits[0].argmax())
    whole, *effects = describe_effects(logits, reference, model.temperature)
    drawn = [effect.probability for effect in effects[len(PARTS) * count :]]
    return LesionStudy(
        model=model,
        reference=reference,
        whole=whole,
        blocks=blocks,
        downsampling=changes_shape(model.spec.architecture),
        single={
            part: tuple(effects[index * count : (index + 1) * count])
            for index, part in enumerate(PARTS)
        },
        random_part=random_part,
        random=tuple(
            _summarize(number + 1, row)
            for number, row in enumerate(torch.tensor(drawn).view(-1, max(draws, 1)))
        ),
        draws=draws,
        seed=seed,
    )


def describe_effects(logits: Tensor, reference: int, temperature: float) -> tuple[Effect, ...]:
    """Returns what each row of logits (R, K) leaves of the reference class."""
    probabilities = (logits / temperature).softmax(dim=1)
    columns = (probabilities[:, reference], logits[:, reference], logits.argmax(1) == reference)
    return tuple(Effect(*row) for row in zip(*(column.tolist() for column in columns), strict=True))


def _list_gates(
    model: LoadedModel,
    random_part: Part,
    draws: int,
    seed: int,
    count: int,
) -> Gates:
    """Returns one row a lesion, each (R, B): none, each part of each block, then the random sets by
    their number of blocks.
    """
    whole, single = torch.ones(1, count), 1 - torch.eye(count)
    drawn = [
        getattr(draw_plan(model.spec, random_part, number, combine_seeds(seed, draw)), random_part)
        for number in range(1, count + 1)
        for draw in range(draws)
    ]
    random = torch.tensor(drawn).view(-1, count)
    rows: dict[Part, list[Tensor]] = {part: [whole] for part in PARTS}
    for lesioned in PARTS:
        for part in PARTS:
            rows[part].append(single if part == lesioned else torch.ones(count, count))
    for part in PARTS:
        rows[part].append(random if part == random_part else torch.ones_like(random))
    return Gates(torch.cat(rows["skip"]), torch.cat(rows["branch"]))


def _summarize(count: int, probabilities: Tensor) -> RandomEffect:
    low, high = probabilities.quantile(torch.tensor(INTERVAL)).tolist()
    return RandomEffect(count, probabilities.mean().item(), low, high)
