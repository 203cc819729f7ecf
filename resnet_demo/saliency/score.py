"""The scalar that a map explains: one logit, or one less another."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn

from resnet_demo.errors import SaliencyTimeoutError
from resnet_demo.models.private import open_view
from resnet_demo.networks.resnet import Gates, ResNet


class Budget:
    """Counts the inputs that went forward, tells how far the work is and ends it when it takes too
    long.

    Args:
        timeout_s: Longest time for all the work.
        on_inputs: Called with the number of inputs after each forward pass; what it raises ends
            the work.
    """

    def __init__(self, timeout_s: float, on_inputs: Callable[[int], None]) -> None:
        self.timeout_s = timeout_s
        self.on_inputs = on_inputs
        self.started = time.monotonic()

    def spend(self, inputs: int) -> None:
        """Notes a forward pass.

        Raises:
            SaliencyTimeoutError: The time is over.
        """
        self.on_inputs(inputs)
        if time.monotonic() - self.started > self.timeout_s:
            raise SaliencyTimeoutError(self.timeout_s)


class Score(nn.Module):
    """A network under a plan, as one number an input: f = logit[target] - logit[versus].

    Args:
        network: Frozen, in eval mode.
        gates: Skip and branch strengths, each (B,) or None.
        target: Index of the class that is explained.
        versus: Index of the class it is set against; None for the logit alone.
        budget: What is told of every pass.
    """

    def __init__(
        self, network: ResNet, gates: Gates | None, target: int, versus: int | None, budget: Budget
    ) -> None:
        super().__init__()
        self.network = network
        self.gates = gates
        self.target = target
        self.versus = versus
        self.budget = budget
        self._largest = torch.zeros(())
        self.eval()

    @property
    def largest_logit(self) -> float:
        """Magnitude of the largest logit of any class so far; scores are rounded like it."""
        return self._largest.item()

    def make_private(self) -> Score:
        """Returns the same score over a private view, whose modules may be hooked."""
        view = open_view(self.network)
        return Score(view, self.gates, self.target, self.versus, self.budget)

    def forward(self, batch: Tensor) -> Tensor:
        """Maps inputs (N, 3, S, S) to scores (N,)."""
        self.budget.spend(len(batch))
        return self.choose(self.network(batch, self.gates))

    def choose(self, logits: Tensor) -> Tensor:
        """Maps logits (N, K) to scores (N,)."""
        largest = logits.detach().abs().max()  # stays on the device: nothing waits for it here
        self._largest = torch.maximum(self._largest.to(largest), largest)
        score = logits[:, self.target]
        return score if self.versus is None else score - logits[:, self.versus]


class Tail(nn.Module):
    """What comes behind a block: its output goes in, the score comes out.

    ``entry`` passes the input on and is there to be hooked; it belongs to this object alone.
    """

    def __init__(self, score: Score, layer: str) -> None:
        super().__init__()
        self.entry = nn.Identity()
        self.score = score
        names = [name for name, _ in score.network.named_blocks()]
        self.start = names.index(layer) + 1
        self.eval()

    def compute_entry(self, batch: Tensor) -> Tensor:
        """Maps inputs (N, 3, S, S) to the block's output after the addition, (N, C, H, W)."""
        network = self.score.network
        self.score.budget.spend(len(batch))
        return self._pass_blocks(network.compute_stem(batch), 0, self.start)

    def forward(self, x: Tensor) -> Tensor:
        """Maps the block's output to scores (N,)."""
        network = self.score.network
        x = self._pass_blocks(self.entry(x), self.start, None)
        return self.score.choose(network.compute_head(x))

    def _pass_blocks(self, x: Tensor, start: int, stop: int | None) -> Tensor:
        gates, blocks = self.score.gates, list(self.score.network.named_blocks())
        for index, (_, block) in list(enumerate(blocks))[start:stop]:
            x = block(x) if gates is None else block(x, *gates.at_block(index))
        return x
