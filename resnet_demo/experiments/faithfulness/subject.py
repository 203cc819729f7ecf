"""What is explained, and what all checks need of it."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from resnet_demo.models.engine import ClassScore
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.resnet import Gates
from resnet_demo.saliency.maps import MapRequest, SaliencyMap, count_inputs, make_map, make_task
from resnet_demo.saliency.score import Budget, Score
from resnet_demo.saliency.table import find_method
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class Subject:
    """The network, the photo, the class and the method whose map is checked.

    Attributes:
        model: The network.
        batch: (1, 3, S, S), normalised.
        gates: Skip and branch strengths.
        target: The class whose probability is followed.
        request: Method, target and options.
        settings: Limits on memory, and on time for one map.
        budget: Told of every pass of all checks.
    """

    model: LoadedModel
    batch: Tensor
    gates: Gates | None
    target: ClassScore
    request: MapRequest
    settings: Settings
    budget: Budget

    @property
    def batch_size(self) -> int:
        """Most inputs in one forward pass."""
        return max(1, self.settings.explain_pixels // self.batch[0, 0].numel())

    @property
    def classes(self) -> tuple[int, None]:
        """Index of the class that is explained, set against none."""
        return self.target.index, None

    def make_score(self) -> Score:
        """Returns the logit of the class as a function of inputs."""
        gates = None if self.gates is None else self.gates.to(self.model.device)
        return Score(self.model.network, gates, *self.classes, self.budget)

    def count_inputs(self) -> int:
        """Returns how many inputs go forward for one map, as far as one can tell.

        Raises:
            OptionError: A choice does not exist.
        """
        task = make_task(
            self.model,
            self.batch,
            self.gates,
            self.request,
            self.classes,
            self.settings,
            self.budget,
        )
        return count_inputs(task, find_method(self.request.method))

    def explain(self, model: LoadedModel, batch: Tensor) -> SaliencyMap:
        """Makes the map of a network and an input, which need not be the subject's own.

        Raises:
            OptionError: A choice does not exist.
            SaliencyError: The map is NaN or infinite, or the time is over.
        """
        return make_map(
            model,
            batch,
            self.gates,
            self.request,
            self.classes,
            self.settings,
            on_inputs=lambda inputs, _expected: self.budget.spend(inputs),
        )
