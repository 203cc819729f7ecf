"""What a request costs, told before it is run: forward passes, counted in inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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

    def estimate_seconds(self) -> float | None:
        """Returns about how long they take on this machine; None for a network that has not
        answered yet.
        """
        forward = self.model.pace.estimate(self.inputs, self.batch_size)
        return None if forward is None else forward * (1 + BACKWARD * self.backward)


def count_all(passes: Iterable[Passes]) -> int:
    """Returns the number of inputs that go forward."""
    return sum(one.inputs for one in passes)


def estimate_all(passes: Iterable[Passes]) -> float | None:
    """Returns about how long all of them take; None where that cannot be told of one of them."""
    seconds = [one.estimate_seconds() for one in passes]
    known = [value for value in seconds if value is not None]
    return sum(known) if len(known) == len(seconds) else None
