"""Lesion studies (Veit et al. 2016, arXiv:1605.06431): one photo, every single block removed in
turn, and random sets of blocks removed together.

Gates a sample make the whole study a few batched passes; the network that others use is untouched.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.errors import PlainNetworkError
from resnet_demo.experiments.lesion.options import LesionOptions
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.architecture import PARTS, Part, block_ids
from resnet_demo.networks.layout import list_places
from resnet_demo.networks.lesions import draw_removals, list_single_lesions
from resnet_demo.networks.resnet import Gates
from resnet_demo.photos.photo import Photo, make_photo
from resnet_demo.photos.preprocess import preprocess

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
class LesionStudy(Result):
    """Every lesion of one network on one photo.

    Attributes:
        source: What the client calls the file.
        photo: The photo, as shown.
        model: The network.
        options: What was asked for.
        reference: Index of the class that is followed: the whole network's answer.
        whole: The whole network.
        blocks: Block ids in forward order.
        downsampling: Whether a block changes the shape, so that its shortcut is no identity.
        single: By part, the effect of removing it from each block.
        random: By number of blocks removed, 1 to all; empty without draws.
    """

    source: str
    photo: Photo
    model: LoadedModel
    options: LesionOptions
    reference: int
    whole: Effect
    blocks: tuple[str, ...]
    downsampling: tuple[bool, ...]
    single: dict[Part, tuple[Effect, ...]]
    random: tuple[RandomEffect, ...]


def compute(request: Request, options: LesionOptions) -> LesionStudy:
    """Removes every skip and every branch of a network in turn, then random sets of them.

    Args:
        request: Its photo and its one network.
        options: What the random sets remove, how many there are, and their seed. The sets of a
            draw are nested: each number of blocks adds one to those of the number before.

    Raises:
        InputError: The file cannot be read.
        PlainNetworkError: The model is plain: nothing is left of a block without its branch.
        WeightsError: The model cannot be loaded, or a lesioned network answered NaN or infinity.
        RequestTimeoutError: The time is over.
    """
    (column,) = request.columns
    if not column.spec.residual:
        raise PlainNetworkError(column.spec.key)
    model = request.load_model(column)
    image = request.open_photo()
    blocks = block_ids(column.spec.architecture)
    gates = list_gates(len(blocks), options)
    logits = _answer_lesions(request, model, preprocess(image.rgb, model.preprocessing), gates)
    reference = int(logits[0].argmax())
    whole, *effects = describe_effects(logits, reference, model.temperature)
    single, random = effects[: 2 * len(blocks)], effects[2 * len(blocks) :]
    return LesionStudy(
        source=request.source,
        photo=make_photo(image, model.preprocessing),
        model=model,
        options=options,
        reference=reference,
        whole=whole,
        blocks=blocks,
        downsampling=tuple(place.changes_shape for place in list_places(column.spec.architecture)),
        single={
            part: tuple(single[index * len(blocks) : (index + 1) * len(blocks)])
            for index, part in enumerate(PARTS)
        },
        random=_summarize([effect.probability for effect in random], options.draws),
    )


def count_passes(request: Request, options: LesionOptions) -> tuple[Passes, ...]:
    """Returns the cost: the whole network, every single lesion, and every random set."""
    (column,) = request.columns
    if not column.spec.residual:
        raise PlainNetworkError(column.spec.key)
    blocks = len(block_ids(column.spec.architecture))
    inputs = 1 + blocks * (len(PARTS) + options.draws)
    batch_size = request.settings.forward_batch_size
    return (Passes(request.load_model(column), inputs, batch_size),)


def list_gates(blocks: int, options: LesionOptions) -> Gates:
    """Lists the lesions of a study, each row (B,): those of ``list_single_lesions``, then the
    random sets by their number of blocks.
    """
    single = list_single_lesions(blocks)
    drawn = draw_removals(blocks, options.draws, options.seed)
    random = {part: drawn if part == options.part else torch.ones_like(drawn) for part in PARTS}
    return Gates(*(torch.cat([getattr(single, part), random[part]]) for part in PARTS))


def _answer_lesions(request: Request, model: LoadedModel, view: Tensor, gates: Gates) -> Tensor:
    """Returns logits (R, K) of a photo's view (1, 3, S, S) under each row of gates (R, B)."""
    rows = len(gates.skip) if gates.skip is not None else 0
    batch_size = request.settings.forward_batch_size
    passes = itertools.count()
    return compute_logits(
        model,
        view.expand(rows, -1, -1, -1),
        gates=gates,
        batch_size=batch_size,
        on_piece=lambda: request.report("passes", next(passes), -(-rows // batch_size)),
    )


def describe_effects(logits: Tensor, reference: int, temperature: float) -> tuple[Effect, ...]:
    """Returns what each row of logits (R, K) leaves of the reference class."""
    probabilities = (logits / temperature).softmax(dim=1)
    columns = (probabilities[:, reference], logits[:, reference], logits.argmax(1) == reference)
    return tuple(Effect(*row) for row in zip(*(column.tolist() for column in columns), strict=True))


def _summarize(probabilities: list[float], draws: int) -> tuple[RandomEffect, ...]:
    """Returns the mean and the interval of each number of blocks, whose draws lie together."""
    effects: list[RandomEffect] = []
    for start in range(0, len(probabilities), max(draws, 1)):
        row = torch.tensor(probabilities[start : start + draws])
        low, high = row.quantile(torch.tensor(INTERVAL)).tolist()
        effects.append(RandomEffect(len(effects) + 1, row.mean().item(), low, high))
    return tuple(effects)
