"""All checks of one method in one network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from resnet_demo.errors import RequestTimeoutError, SaliencyError
from resnet_demo.experiments.faithfulness.curves import (
    FILLS,
    Curve,
    count_curve_inputs,
    draw_curves,
    move_maps,
    rank_pixels,
)
from resnet_demo.experiments.faithfulness.perturbation import (
    PERTURBED_PHOTOS,
    SQUARES,
    measure_infidelity,
    measure_sensitivity,
    measure_variation,
)
from resnet_demo.experiments.faithfulness.randomisation import (
    RANDOM_NETWORKS,
    correlate,
    list_parts,
    randomize_from_top,
)
from resnet_demo.experiments.faithfulness.subject import CheckedSubject
from resnet_demo.models.load import LoadedModel
from resnet_demo.progress import Phase

SEEDS_APART = 2**32 // RANDOM_NETWORKS  # the draws of a smaller seed end below 2^32
Ended = (SaliencyError, RequestTimeoutError)  # what a method may end with while others go on


@dataclass(frozen=True)
class Randomised:
    """One part of a network whose weights are re-initialised, together with all behind it.

    Attributes:
        part: Its name.
        correlations: Spearman correlation of the old and the new map, -1 to 1, for each draw; None
            where one of the maps is the same everywhere.
    """

    part: str
    correlations: tuple[float | None, ...]

    @property
    def mean(self) -> float | None:
        """Mean over the draws that have a number."""
        return _mean([found for found in self.correlations if found is not None])


@dataclass(frozen=True)
class MapChecks:
    """What is known of one method in one network.

    Attributes:
        method: Key of the method.
        is_empty: Whether the map is 0 everywhere; then nothing else is known.
        curves: By each fill.
        moved_gains: Gains of ``move_maps``, each the mean over the fills: what such maps reach
            without knowing anything.
        reach: How far the probability moves by any of these curves, 0 to 1.
        unexplained: Normalised infidelity over that of a map of zeros: the share of the mean square
            change of the score under hidden squares that the map does not predict, 0 to 1. None
            where the score does not change.
        sensitivity: Largest relative change of the map (L2 norm) when the photo changes by at most
            0.02 standard deviations a pixel.
        randomised: From the classifier to the first convolution.
        error: Why the rest is missing, such as that the time is over.
    """

    method: str
    is_empty: bool = False
    curves: tuple[Curve, ...] = ()
    moved_gains: tuple[float, ...] = ()
    reach: float | None = None
    unexplained: float | None = None
    sensitivity: float | None = None
    randomised: tuple[Randomised, ...] = ()
    error: SaliencyError | RequestTimeoutError | None = None

    @property
    def gain(self) -> float | None:
        """Mean gain over the fills; 0 for an empty map, which orders nothing; None if missing."""
        if self.is_empty:
            return 0.0
        return _average_gain(self.curves) if len(self.curves) == len(FILLS) else None

    @property
    def fully_randomised(self) -> float | None:
        """The mean correlation once every part is re-initialised; None if missing."""
        return self.randomised[-1].mean if self.randomised else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _average_gain(curves: Sequence[Curve]) -> float:
    return sum(curve.gain for curve in curves) / len(curves)


@dataclass
class _Work:
    """A method whose checks go on."""

    subject: CheckedSubject
    checks: MapChecks
    heat: Tensor | None = None

    def note(self, **found: Any) -> None:  # noqa: ANN401  fields of MapChecks
        """Keeps what was found."""
        self.checks = replace(self.checks, **found)

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Notes why there is no map, if there is none, and goes on."""
        try:
            yield
        except Ended as error:
            self.note(error=error)

    def goes_on(self) -> bool:
        """Returns whether there is no error, and time left."""
        with self.keeping():
            if self.checks.error is None:
                self.subject.budget.spend(0)
        return self.checks.error is None


def count_check_inputs(subjects: Sequence[CheckedSubject]) -> int:
    """Returns how many inputs go forward in ``check_methods``, as far as one can tell.

    Raises:
        OptionError: A choice does not exist.
    """
    maps = sum(count_maps(subject.model) * subject.count_inputs() for subject in subjects)
    return maps + count_replaced_inputs(len(subjects))


def count_maps(model: LoadedModel) -> int:
    """Returns how many maps the checks of a method make: that of the photo, those of changed
    photos, and those of re-initialised networks.
    """
    return 1 + PERTURBED_PHOTOS + RANDOM_NETWORKS * len(list_parts(model.network))


def count_replaced_inputs(methods: int) -> int:
    """Returns how many inputs go forward whose pixels are replaced: for the curves of so many
    methods, and for squares.
    """
    squares = SQUARES + 1  # and the photo that they are hidden in
    return 1 + squares + methods * (count_curve_inputs() + squares)


def check_methods(
    subjects: Iterable[CheckedSubject], enter: Callable[[Phase], None] = lambda _phase: None
) -> tuple[MapChecks, ...]:
    """Checks methods in one network. What is known of one when a map cannot be made, or when the
    time is over, is kept.

    Args:
        subjects: The same network, photo and class; a method each.
        enter: Is told of every part of the work before it begins; what it raises is kept.

    Raises:
        OptionError: A choice does not exist.
    """
    works = [_Work(subject, MapChecks(subject.method.key)) for subject in subjects]
    variation = None
    with suppress(*Ended):  # the time is over, as every method will say
        variation = measure_variation(works[0].subject)
    network = works[0].subject.model.spec.key
    for number, work in enumerate(works, start=1):
        title = work.subject.method.title
        with work.keeping():
            enter(Phase("checking", title, network, number, len(works)))
            _check_map(work, variation)
    # Networks are as large as the one that is explained: one draw at a time.
    for draw in range(RANDOM_NETWORKS):
        with suppress(*Ended):  # as every method will say
            enter(Phase("randomising", "", network, draw + 1, RANDOM_NETWORKS))
        _check_randomised(works, draw)
    return tuple(work.checks for work in works)


def _check_map(work: _Work, variation: float | None) -> None:
    """Makes the map and fills in what does not need other networks."""
    subject = work.subject
    subject.budget.spend(0)  # to make a map takes time before its first pass
    found = subject.explain(subject.model, subject.batch)
    work.note(is_empty=found.is_empty)
    if found.is_empty:
        return
    work.heat = found.heat
    curves = _draw_all(subject, found.heat)
    work.note(curves=curves)
    moved = [_draw_all(subject, heat) for heat in move_maps(found.heat, subject.options.seed)]
    work.note(
        moved_gains=tuple(_average_gain(drawn) for drawn in moved),
        reach=max(curve.reach for drawn in (curves, *moved) for curve in drawn),
    )
    if variation is not None:
        work.note(unexplained=measure_infidelity(subject, found.values, variation))
    work.note(sensitivity=measure_sensitivity(subject, found.values))


def _draw_all(subject: CheckedSubject, heat: Tensor) -> tuple[Curve, ...]:
    order = rank_pixels(heat, subject.options.seed)
    return tuple(draw_curves(subject, order, fill) for fill in FILLS)


def seed_network(seed: int, draw: int) -> int:
    """Returns the seed of one of the networks that are re-initialised; no two seeds share one."""
    if seed < SEEDS_APART:
        return seed + draw * SEEDS_APART
    return seed + (draw + 1) * 2**32


def _check_randomised(works: Sequence[_Work], draw: int) -> None:
    """Compares every map with those of networks that are re-initialised once, as far as the time
    goes: a network that no map is compared with is not made.
    """
    going = _list_going(works)
    if not going:
        return
    first = works[0].subject
    seed = seed_network(first.options.seed, draw)
    for part, network in randomize_from_top(first.model.network, seed):
        model = replace(first.model, network=network)
        for work, heat in going:
            with work.keeping():
                other = work.subject.explain(model, work.subject.batch)
                known = {one.part: one.correlations for one in work.checks.randomised}
                known[part] = (*known.get(part, ()), correlate(heat, other.heat))
                work.note(randomised=tuple(Randomised(*item) for item in known.items()))
        going = _list_going(works)
        if not going:
            return


def _list_going(works: Sequence[_Work]) -> list[tuple[_Work, Tensor]]:
    """Lists the methods whose map can still be compared, each with its map."""
    return [(work, work.heat) for work in works if work.heat is not None and work.goes_on()]
