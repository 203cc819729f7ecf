"""What is explained, and what all checks need of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from resnet_demo.config import Settings
from resnet_demo.models import LoadedModel
from resnet_demo.predict import ClassScore
from resnet_demo.resnet import Gates
from resnet_demo.saliency.explain import MapRequest, SaliencyMap, make_map
from resnet_demo.saliency.score import Budget, Score


@dataclass(frozen=True)
class Subject:
    """The network, the photo, the class and the method whose map is checked.

    Attributes:
        model: The network.
        batch: (1, 3, S, S), normalised.
        gates: Skip and branch strengths.
        answer: The network's likeliest class.
        target: The class whose probability is followed.
        request: Method, target and options.
        settings: Limits on memory, and on time for one map.
        budget: Told of every pass of all checks.
        on_map: Called after each map.
    """

    model: LoadedModel
    batch: Tensor
    gates: Gates | None
    answer: ClassScore
    target: ClassScore
    request: MapRequest
    settings: Settings
    budget: Budget
    on_map: Callable[[], None] = lambda: None

    @property
    def batch_size(self) -> int:
        """Most inputs in one forward pass."""
        return max(1, self.settings.explain_pixels // self.batch[0, 0].numel())

    def make_score(self) -> Score:
        """Returns the logit of the class as a function of inputs."""
        gates = None if self.gates is None else self.gates.to(self.model.device)
        return Score(self.model.network, gates, self.target.index, None, self.budget)

    def explain(self, model: LoadedModel, batch: Tensor) -> SaliencyMap:
        """Makes the map of a network and an input, which need not be the subject's own.

        Raises:
            OptionError: A choice does not exist.
            SaliencyError: The map is NaN or infinite, or the time is over.
        """
        found = make_map(
            model, batch, self.gates, self.request, (self.target.index, None), self.answer,
            self.settings,
            on_inputs=lambda inputs, _expected: self.budget.spend(inputs),
        )  # fmt: skip
        self.on_map()
        return found
