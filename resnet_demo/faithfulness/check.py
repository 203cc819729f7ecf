"""All checks of one method in one network."""

from __future__ import annotations

from dataclasses import dataclass, replace

from resnet_demo.errors import SaliencyError
from resnet_demo.faithfulness.curves import FILLS, Curve, draw_curves, rank_pixels
from resnet_demo.faithfulness.perturbation import (
    PERTURBED_PHOTOS,
    measure_infidelity,
    measure_sensitivity,
)
from resnet_demo.faithfulness.randomisation import correlate, list_parts
from resnet_demo.faithfulness.subject import Subject
from resnet_demo.models import LoadedModel
from resnet_demo.resnet import ResNet


@dataclass
class MapChecks:
    """What is known of one method in one network.

    Attributes:
        method: Key of the method.
        is_empty: Whether the map is 0 everywhere; then nothing else is known.
        curves: By each fill.
        unexplained: Normalised infidelity over that of a map of zeros: the share of the score's
            changes under hidden squares that the map does not predict, 0 to 1. None where the
            score does not change.
        sensitivity: Largest relative change of the map (L2 norm) when the photo changes by at most
            0.02 standard deviations a pixel.
        randomised: For each part whose weights are drawn anew together with all behind it, Spearman
            correlation of the old and the new map, -1 to 1; None where one of them is the same
            everywhere.
        error: Why the rest is missing, such as that the time is over.
    """

    method: str
    is_empty: bool = False
    curves: tuple[Curve, ...] = ()
    unexplained: float | None = None
    sensitivity: float | None = None
    randomised: tuple[tuple[str, float | None], ...] = ()
    error: SaliencyError | None = None

    @property
    def gain(self) -> float | None:
        """Mean gain over the fills; 0 for an empty map, which orders nothing; None if missing."""
        if self.is_empty:
            return 0.0
        if len(self.curves) < len(FILLS):
            return None
        return sum(curve.gain for curve in self.curves) / len(self.curves)

    @property
    def fully_randomised(self) -> float | None:
        """The correlation once every part is drawn anew; None if missing."""
        return self.randomised[-1][1] if self.randomised else None


def count_maps(model: LoadedModel) -> int:
    """Returns how many maps it takes to check one method in a network."""
    return 1 + PERTURBED_PHOTOS + len(list_parts(model.network))


def check_method(subject: Subject, networks: tuple[tuple[str, ResNet], ...]) -> MapChecks:
    """Checks one method in one network. What is known when a map cannot be made is kept.

    Args:
        subject: Network, photo, class and method.
        networks: Of ``randomize_from_top``.

    Raises:
        OptionError: A choice does not exist.
    """
    checks = MapChecks(subject.request.method)
    try:
        found = subject.explain(subject.model, subject.batch)
        checks.is_empty = found.is_empty
        if checks.is_empty:
            return checks
        order = rank_pixels(found.heat, subject.request.options.seed)
        checks.curves = tuple(draw_curves(subject, order, fill) for fill in FILLS)
        checks.unexplained = measure_infidelity(subject, found.values)
        checks.sensitivity = measure_sensitivity(subject, found.values)
        correlations: list[tuple[str, float | None]] = []
        for part, network in networks:
            other = subject.explain(replace(subject.model, network=network), subject.batch)
            correlations.append((part, correlate(found.heat, other.heat)))
        checks.randomised = tuple(correlations)
    except SaliencyError as error:
        checks.error = error
    return checks
