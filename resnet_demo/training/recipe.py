"""Training recipes: named rows that decide everything about how a network is trained."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, MultiStepLR, OneCycleLR

from resnet_demo.errors import BatchPiecesError, ChoiceError, MinimumError, PositiveNumberError


@dataclass(frozen=True)
class Recipe:
    """One way to train; a residual network and its plain twin are always given the same one.

    Attributes:
        name: The row's name.
        epochs: Passes over the training part.
        schedule: ``one-cycle`` (Smith 2018, arXiv:1708.07120), ``cosine`` or ``steps`` (He et al.
            2015).
        learning_rate: Peak learning rate.
        batch_size: Images a step, in all processes together.
        momentum: SGD momentum.
        nesterov: Nesterov's form of momentum.
        weight_decay: L2 penalty.
        decay_norm_and_bias: Whether the penalty also applies to BatchNorm and biases.
        label_smoothing: Probability mass given to the other classes.
        sizes: Training resolution: pairs (fraction of the epochs from which it holds, side in
            pixels); empty for the network's own input size throughout.
        schedule_epochs: Epochs that the schedule was laid out for, where a finished run was given
            more; None for all of them.
    """

    name: str
    epochs: int
    schedule: Literal["one-cycle", "cosine", "steps"]
    learning_rate: float
    batch_size: int = 128
    momentum: float = 0.9
    nesterov: bool = False
    weight_decay: float = 1e-4
    decay_norm_and_bias: bool = True
    label_smoothing: float = 0.0
    sizes: tuple[tuple[float, int], ...] = ()
    schedule_epochs: int | None = None

    @property
    def can_go_on(self) -> bool:
        """Whether a finished run may have more epochs: its last learning rate and its size are to
        be those that it would go on with.
        """
        return self.schedule == "steps" and not self.sizes

    def document(self) -> dict[str, Any]:
        """Returns the recipe as cards and checkpoints hold it."""
        document = asdict(self)
        if self.schedule_epochs is None:
            del document["schedule_epochs"]
        return document

    def size_at(self, epoch: int, full: int) -> int:
        """Returns the training resolution in pixels of an epoch, counted from 0.

        Args:
            epoch: Of ``epochs``.
            full: The network's own input size.
        """
        sizes = [size for start, size in self.sizes if epoch >= round(start * self.epochs)]
        return sizes[-1] if sizes else full


RECIPES = {
    recipe.name: recipe
    for recipe in (
        # Made for two CPU cores: small pictures first, full size for the last third, one
        # learning-rate cycle.
        Recipe(
            name="one-cycle",
            epochs=20,
            schedule="one-cycle",
            learning_rate=0.2,
            nesterov=True,
            weight_decay=5e-4,
            decay_norm_and_bias=False,
            label_smoothing=0.05,
            sizes=((0.0, 24), (0.35, 28), (0.65, 32)),
        ),
        Recipe(
            name="cosine",
            epochs=100,
            schedule="cosine",
            learning_rate=0.1,
            nesterov=True,
            weight_decay=5e-4,
        ),
        # For a trained body under a new head: a small rate, and many passes over few pictures.
        Recipe(
            name="fine-tune",
            epochs=30,
            schedule="one-cycle",
            learning_rate=0.02,
            batch_size=16,
            nesterov=True,
            decay_norm_and_bias=False,
            label_smoothing=0.05,
        ),
        # He et al. 2015, section 4.2: 64k iterations of 128 are 182 epochs of 45k images.
        Recipe(name="paper", epochs=182, schedule="steps", learning_rate=0.1),
    )
}


def find_recipe(
    name: str, *, epochs: int | None = None, learning_rate: float | None = None
) -> Recipe:
    """Returns a named recipe, with a different length or peak learning rate where given.

    Raises:
        OptionError: No recipe has this name, or a number is not positive.
    """
    if name not in RECIPES:
        raise ChoiceError("--recipe", name, tuple(RECIPES))
    recipe = RECIPES[name]
    if epochs is not None:
        if epochs < 1:
            raise MinimumError("--epochs", epochs, 1)
        recipe = replace(recipe, epochs=epochs)
    if learning_rate is not None:
        if not 0 < learning_rate < float("inf"):
            raise PositiveNumberError("--learning-rate", learning_rate)
        recipe = replace(recipe, learning_rate=learning_rate)
    return recipe


def choose_batch_size(recipe: Recipe, train_images: int, accumulate: int, processes: int) -> int:
    """Returns how many images a step sees, in all processes together.

    That is the recipe's own number or, for a small data set, as many images as it has, rounded down
    so that every piece is equal.

    Args:
        recipe: Its batch is what is cut into ``accumulate`` × ``processes`` pieces.
        train_images: Size of the training part.
        accumulate: Pieces a process takes one after the other.
        processes: Processes that train together.

    Raises:
        BatchPiecesError: The batch cannot be cut into that many equal pieces.
    """
    pieces = accumulate * processes
    largest = min(recipe.batch_size, train_images)
    if recipe.batch_size % pieces or largest < pieces:
        fitting = [
            count
            for count in range(1, largest // processes + 1)
            if recipe.batch_size % (count * processes) == 0
        ]
        raise BatchPiecesError(accumulate, recipe.batch_size, train_images, processes, fitting)
    return min(recipe.batch_size, train_images // pieces * pieces)


def make_optimizer(network: nn.Module, recipe: Recipe) -> torch.optim.SGD:
    """Builds SGD over the parameters that are not frozen, penalising what the recipe says."""
    # Convolution and linear weights have two or more dimensions; BatchNorm's scale and shift and
    # biases have one.
    trained = [p for p in network.parameters() if p.requires_grad]
    weights = [p for p in trained if p.ndim >= 2]
    others = [p for p in trained if p.ndim < 2]
    groups = [
        {"params": weights, "weight_decay": recipe.weight_decay},
        {
            "params": others,
            "weight_decay": recipe.weight_decay if recipe.decay_norm_and_bias else 0.0,
        },
    ]
    return torch.optim.SGD(
        groups, lr=recipe.learning_rate, momentum=recipe.momentum, nesterov=recipe.nesterov
    )


def make_scheduler(optimizer: torch.optim.SGD, recipe: Recipe, steps_per_epoch: int) -> LRScheduler:
    """Builds the learning-rate schedule, stepped once a batch."""
    total = (recipe.schedule_epochs or recipe.epochs) * steps_per_epoch
    if recipe.schedule == "one-cycle":
        return OneCycleLR(
            optimizer,
            max_lr=recipe.learning_rate,
            total_steps=max(total, 3),
            # The rise and the fall take a step each or more: torch divides by their lengths.
            pct_start=max(0.25, 2 / max(total, 3)),
            anneal_strategy="linear",
            cycle_momentum=False,
            div_factor=10,
            final_div_factor=1000,
        )
    if recipe.schedule == "cosine":
        return CosineAnnealingLR(optimizer, T_max=total)
    # He et al. divide by 10 at 32k and 48k of 64k iterations.
    return MultiStepLR(optimizer, milestones=[total // 2, total * 3 // 4], gamma=0.1)
