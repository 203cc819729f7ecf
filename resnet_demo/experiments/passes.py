"""What a request costs, told before it is run: forward passes, counted in inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resnet_demo.models.engine import measure_pace
from resnet_demo.models.load import LoadedModel

# A gradient takes the two products of matrices for which a forward pass takes one.
BACKWARD = 2
# Building a network costs something for each layer, as an input alone does: for CIFAR-10 this many
# times as much, and less where pictures are larger and the passes themselves count more.
BUILDING = 5


@dataclass(frozen=True)
class Passes:
    """Passes of one kind through one network.

    Attributes:
        model: The network.
        inputs: How many inputs go forward, as far as one can tell.
        batch_size: Most inputs in one pass.
        backward: Whether a gradient comes back each time.
        builds: Whether a network of its architecture is built first, to make them.
    """

    model: LoadedModel
    inputs: int
    batch_size: int = 1
    backward: bool = False
    builds: bool = False

    def estimate_seconds(self) -> float:
        """Returns about how long they take on this machine, by the passes that were timed."""
        pace = self.model.pace
        forward = pace.estimate(self.inputs, self.batch_size) * (1 + BACKWARD * self.backward)
        return forward + self.builds * BUILDING * pace.estimate(1, 1)


def count_all(passes: Iterable[Passes]) -> int:
    """Returns the number of inputs that go forward."""
    return sum(one.inputs for one in passes)


def estimate_all(passes: Iterable[Passes]) -> float:
    """Returns about how long all of them take, in seconds. Times a few passes first where none were
    timed, but for a single one.
    """
    passes = tuple(passes)
    if count_all(passes) > 1:
        for one in passes:
            measure_pace(one.model, min(one.inputs, one.batch_size))
    return sum(one.estimate_seconds() for one in passes)
