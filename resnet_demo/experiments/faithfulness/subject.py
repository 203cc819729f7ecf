"""What is explained, and what all checks need of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from torch import Tensor

from resnet_demo.experiments.faithfulness.options import FaithfulnessOptions
from resnet_demo.models.load import LoadedModel
from resnet_demo.saliency.maps import SaliencyMap, Subject, count_inputs, make_map, make_task
from resnet_demo.saliency.method import Method
from resnet_demo.saliency.score import Budget
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class CheckedSubject(Subject):
    """The network, the photo, the class and the method whose map is checked; the class is set
    against none, and its probability is followed.

    Attributes:
        method: The method.
        options: Of the method and of the checks.
        settings: Limits on memory, and on time for one map.
        budget: Told of every pass of all checks.
    """

    method: Method
    options: FaithfulnessOptions
    settings: Settings
    budget: Budget

    @property
    def batch_size(self) -> int:
        """Most inputs in one forward pass."""
        return max(1, self.settings.explain_pixels // self.batch[0, 0].numel())

    def count_inputs(self) -> int:
        """Returns how many inputs go forward for one map, as far as one can tell.

        Raises:
            OptionError: A choice does not fit the network.
        """
        task = make_task(self, self.method, self.options, self.settings, self.budget)
        return count_inputs(task, self.method)

    def explain(self, model: LoadedModel, batch: Tensor) -> SaliencyMap:
        """Makes the map of a network and an input, which need not be the subject's own.

        Raises:
            SaliencyError: The map is NaN or infinite, or its time is over.
            RequestTimeoutError: The time of the request is over.
        """
        return make_map(
            replace(self, model=model, batch=batch),
            self.method,
            self.options,
            self.settings,
            on_inputs=lambda inputs, _expected: self.budget.spend(inputs),
        )
