"""A trained network's profile on its own data: lesions, and signals at both ends of training."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.lesions import answer_lesions, draw_removal, list_single_lesions
from resnet_demo.networks.resnet import Gates, ResNet, draw_network
from resnet_demo.networks.signals import Signals, measure_signals
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.training.data import LabelledImages, normalize
from resnet_demo.training.dataset import Dataset

LESION_BATCH = 125  # larger ones leave the processor caches
SIGNAL_IMAGES = 500
# Time grows with images · blocks · depth; with these, with depth alone. An accuracy near 90 % is
# then known to 0.3 points (standard error) at depth 20, 0.5 at 56 and 0.7 at 110.
LESION_IMAGES_TIMES_BLOCKS = 100_000
RANDOM_IMAGES = 500
RANDOM_DRAWS = 10
RANDOM_SEED = 0
SIGNIFICANT_DIGITS = 5


@dataclass(frozen=True)
class Lesions:
    """Test accuracies of a residual network under lesions; the weights stay as trained.

    Attributes:
        images: Test images behind ``accuracy``, ``skip_removed`` and ``branch_removed``, spread
            evenly over the test part: 100,000 over the number of blocks, at most all.
        accuracy: Of the whole network, by the same forward passes.
        skip_removed: Accuracy with the skip of one block at 0, for each block.
        branch_removed: Accuracy with the residual branch of one block at 0 (Veit et al. 2016).
        random_images: Test images behind ``random_branches_removed``.
        random_branches_removed: Row k - 1: accuracies of ten draws of k random blocks whose
            branches are removed together.
        random_seed: Seed of the draws.
    """

    images: int
    accuracy: float
    skip_removed: tuple[float, ...]
    branch_removed: tuple[float, ...]
    random_images: int
    random_branches_removed: tuple[tuple[float, ...], ...]
    random_seed: int


@dataclass(frozen=True)
class NetworkProfile:
    """What a card holds beside the metrics.

    Attributes:
        blocks: Block ids in forward order.
        signal_images: Validation images behind the signals.
        initial: Signals of the network as it was before training; None if it was fine-tuned.
        trained: Signals of the trained network.
        lesions: None for a plain network: removing a branch would leave nothing.
    """

    blocks: tuple[str, ...]
    signal_images: int
    initial: Signals | None
    trained: Signals
    lesions: Lesions | None

    def document(self) -> dict[str, Any]:
        """Returns the profile as a JSON document, numbers rounded to five digits."""
        rounded: dict[str, Any] = _round(asdict(self))
        return rounded


def measure_profile(
    network: ResNet,
    seed: int | None,
    dataset: Dataset,
    preprocessing: Preprocessing,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> NetworkProfile:
    """Measures a trained network's profile on the CPU.

    Args:
        network: Trained, with its BatchNorm layers; left as it is.
        seed: Of the training run, to rebuild the network as it was before training; None if it did
            not start from random weights.
        dataset: Signals are measured on the validation part, lesions on the test part.
        preprocessing: How to normalise images.
        on_progress: Called with (steps done, steps in all).
    """
    batch, labels = _make_batch(dataset.validation, SIGNAL_IMAGES, preprocessing)
    initial = None
    if seed is not None:
        fresh = draw_network(network.architecture, seed)
        initial = measure_signals(fresh.to(memory_format=torch.channels_last), batch, labels)
    lesions = None
    if network.architecture.residual and dataset.test is not None:
        lesions = measure_lesions(network, dataset.test, preprocessing, on_progress)
    return NetworkProfile(
        block_ids(network.architecture),
        len(batch),
        initial,
        measure_signals(copy.deepcopy(network), batch, labels),
        lesions,
    )


@torch.inference_mode()
def measure_lesions(
    network: ResNet,
    test: LabelledImages,
    preprocessing: Preprocessing,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Lesions:
    """Measures accuracies with single blocks and with random sets of blocks lesioned.

    Args:
        network: A residual network; left as it is.
        test: Images to answer.
        preprocessing: How to normalise them.
        on_progress: Called with (steps done, steps in all).
    """
    folded = copy.deepcopy(network).eval()
    folded.fold_batchnorm()
    folded.to(memory_format=torch.channels_last)
    blocks = len(block_ids(network.architecture))
    single, random = list_single_lesions(blocks), _draw_lesions(blocks)
    part = _spread(test, LESION_IMAGES_TIMES_BLOCKS // blocks)
    pieces, draws = -(-len(part) // LESION_BATCH), blocks * RANDOM_DRAWS
    right = torch.zeros(1 + 2 * blocks)
    for done, (images, labels) in enumerate(part.batches(LESION_BATCH), start=1):
        batch = normalize(images, preprocessing)
        for row, logits in answer_lesions(folded, batch, single):
            right[row] += (logits.argmax(dim=1) == labels).sum()
        on_progress(done, pieces + draws)
    whole, *accuracies = [round(value, 6) for value in (right / len(part)).tolist()]
    few = min(RANDOM_IMAGES, LESION_IMAGES_TIMES_BLOCKS // draws)
    batch, labels = _make_batch(test, few, preprocessing)
    drawn = torch.zeros(draws)
    for done, (row, logits) in enumerate(answer_lesions(folded, batch, random), start=1):
        drawn[row] = (logits.argmax(dim=1) == labels).float().mean()
        on_progress(pieces + done, pieces + draws)
    return Lesions(
        images=len(part),
        accuracy=whole,
        skip_removed=tuple(accuracies[:blocks]),
        branch_removed=tuple(accuracies[blocks:]),
        random_images=len(batch),
        random_branches_removed=tuple(map(tuple, drawn.view(blocks, RANDOM_DRAWS).tolist())),
        random_seed=RANDOM_SEED,
    )


def _draw_lesions(blocks: int) -> Gates:
    """Draws sets of branches, ``RANDOM_DRAWS`` rows that remove one, then as many that remove two,
    and so on.
    """
    generator = torch.Generator().manual_seed(RANDOM_SEED)
    rows = [
        draw_removal(blocks, count, generator)
        for count in range(1, blocks + 1)
        for _ in range(RANDOM_DRAWS)
    ]
    return Gates(None, torch.stack(rows))


def _make_batch(
    part: LabelledImages, count: int, preprocessing: Preprocessing
) -> tuple[Tensor, Tensor]:
    """Returns up to ``count`` images spread evenly over a part."""
    chosen = _spread(part, count)
    return normalize(chosen.images.permute(0, 3, 1, 2), preprocessing), chosen.labels


def _spread(part: LabelledImages, count: int) -> LabelledImages:
    """Returns up to ``count`` images spread evenly over a part, which may be sorted by class."""
    if count >= len(part):
        return part
    return part.select(torch.linspace(0, len(part) - 1, count).round().long())


def _round(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(value, dict):
        return {name: _round(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_round(item) for item in value]
    return value
