"""All checks of one method in one network."""

from __future__ import annotations

from dataclasses import dataclass, replace

from resnet_demo.faithfulness.curves import FILLS, Curve, draw_curves, rank_pixels
from resnet_demo.faithfulness.perturbation import (
    PERTURBED_PHOTOS,
    measure_infidelity,
    measure_sensitivity,
)
from resnet_demo.faithfulness.randomisation import correlate, list_parts, randomize
from resnet_demo.faithfulness.subject import Subject
from resnet_demo.models import LoadedModel


@dataclass(frozen=True)
class MapChecks:
    """What is known of one method in one network.

    Attributes:
        method: Key of the method.
        curves: By each fill; empty for a map that is 0 everywhere.
        unexplained: Normalised infidelity over that of a map of zeros: the share of the score's
            changes under hidden squares that the map does not predict, 0 to 1. None where the map
            is 0 everywhere or the score does not change.
        sensitivity: Largest relative change of the map (L2 norm) when the photo changes by at most
            0.02 standard deviations a pixel. None where the map is 0 everywhere.
        randomised: For each part whose weights are drawn anew together with all behind it, Spearman
            correlation of the magnitudes of the old and the new map, -1 to 1; a map that depends
            on the weights falls to 0. None where one of them is the same everywhere.
    """

    method: str
    curves: tuple[Curve, ...]
    unexplained: float | None
    sensitivity: float | None
    randomised: tuple[tuple[str, float | None], ...]

    @property
    def gain(self) -> float | None:
        """Mean gain over the fills; None without curves."""
        if not self.curves:
            return None
        return sum(curve.gain for curve in self.curves) / len(self.curves)


def count_maps(model: LoadedModel) -> int:
    """Returns how many maps it takes to check one method in a network."""
    return 1 + PERTURBED_PHOTOS + len(list_parts(model.network))


def check_method(subject: Subject) -> MapChecks:
    """Checks one method in one network.

    Args:
        subject: Network, photo, class and method.

    Raises:
        OptionError: A choice does not exist.
        SaliencyError: A map is NaN or infinite, or all of this takes longer than one map may.
    """
    found = subject.explain(subject.model, subject.batch)
    seed = subject.request.options.seed
    curves: tuple[Curve, ...] = ()
    unexplained = sensitivity = None
    if not found.is_empty:
        order = rank_pixels(found.heat, seed)
        curves = tuple(draw_curves(subject, order, fill) for fill in FILLS)
        unexplained = measure_infidelity(subject, found.values)
        sensitivity = measure_sensitivity(subject)
    parts = list_parts(subject.model.network)
    randomised: list[tuple[str, float | None]] = []
    for index, part in enumerate(parts):
        network = randomize(subject.model.network, parts[: index + 1], seed)
        other = subject.explain(replace(subject.model, network=network), subject.batch)
        randomised.append((part, correlate(found.heat.abs(), other.heat.abs())))
    return MapChecks(subject.request.method, curves, unexplained, sensitivity, tuple(randomised))
