"""What a request costs, told before it is run: forward passes, counted in inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resnet_demo.models.engine import measure_pace
from resnet_demo.models.load import LoadedModel

# A gradient takes the two products of matrices for which a forward pass takes one.
BACKWARD = 2


@dataclass(frozen=True)
class Passes:
    """Passes of one kind through one network.

    Attributes:
        model: The network.
        inputs: How many inputs go forward, as far as one can tell.
        batch_size: Most inputs in one pass.
        backward: Whether a gradient comes back each time.
    """

    model: LoadedModel
    inputs: int
    batch_size: int = 1
    backward: bool = False

    def estimate_seconds(self) -> float:
        """Returns about how long they take on this machine, where the network makes a few passes
        first if it has not made them yet.
        """
        measure_pace(self.model)
        forward = self.model.pace.estimate(self.inputs, self.batch_size)
        return forward * (1 + BACKWARD * self.backward)


def count_all(passes: Iterable[Passes]) -> int:
    """Returns the number of inputs that go forward."""
    return sum(one.inputs for one in passes)


def estimate_all(passes: Iterable[Passes]) -> float:
    """Returns about how long all of them take, in seconds."""
    return sum(one.estimate_seconds() for one in passes)
