"""Methods by networks: how faithful the maps of one photo are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from resnet_demo.columns import Kind, Variant
from resnet_demo.errors import MethodsMissingError, VersusUnsupportedError, WeightsError
from resnet_demo.experiments.faithfulness.check import MapChecks, check_methods, count_check_inputs
from resnet_demo.experiments.faithfulness.curves import MOVED_MAPS
from resnet_demo.experiments.faithfulness.subject import Subject
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.photo import Photo, make_photo
from resnet_demo.saliency.choices import find_class
from resnet_demo.saliency.columns import OpenColumn, find_first, open_columns
from resnet_demo.saliency.maps import MapRequest
from resnet_demo.saliency.score import Budget
from resnet_demo.saliency.table import find_method


@dataclass(frozen=True)
class ColumnChecks:
    """One network.

    Attributes:
        kind: Which kind of column.
        model: Its key.
        plan: The plan as text, of an ablated one.
        target: The class whose maps are checked, with its rank and probability; None where the
            weights cannot be used.
        checks: One a method.
        error: Why its weights cannot be used.
    """

    kind: Kind
    model: str
    plan: str | None
    target: ClassScore | None = None
    checks: tuple[MapChecks, ...] = ()
    error: WeightsError | None = None

    def choose_checks(self, methods: Collection[str]) -> list[MapChecks]:
        """Returns the checks of some methods."""
        return [one for one in self.checks if one.method in methods]

    def compute_mean_gain(self, methods: Collection[str]) -> float | None:
        """Returns the mean of insertion less deletion area over some methods; None without any."""
        gains = [one.gain for one in self.choose_checks(methods) if one.gain is not None]
        return sum(gains) / len(gains) if gains else None

    def compute_chance(self, methods: Collection[str]) -> float | None:
        """Returns what maps that know nothing reach: the largest mean gain, of either sign, over
        some methods of their maps moved alike. None without any.
        """
        return find_chance([average_moved_gains(self.choose_checks(methods))])

    def compute_reach(self, methods: Collection[str]) -> float | None:
        """Returns how far the probability moves by the curves of some methods; None without any."""
        reaches = [one.reach for one in self.choose_checks(methods) if one.reach is not None]
        return max(reaches, default=None)


def average_moved_gains(checks: Sequence[MapChecks]) -> tuple[float, ...]:
    """Returns the gains of maps moved alike, each the mean over methods; an empty map has 0."""
    known = [one.moved_gains or (0.0,) * MOVED_MAPS for one in checks if one.gain is not None]
    return tuple(sum(gains) / len(known) for gains in zip(*known, strict=True))


def find_chance(moved_gains: Sequence[Sequence[float]]) -> float | None:
    """Returns the largest magnitude of gains, each the mean over photos; None without any."""
    means = [sum(gains) / len(gains) for gains in zip(*moved_gains, strict=True)]
    return max(map(abs, means), default=None)


@dataclass(frozen=True)
class FaithfulnessStudy:
    """How faithful the maps of one photo are.

    Attributes:
        photo: The photo, as shown.
        request: What was asked for; its method is of no meaning.
        columns: In the order of the variants.
    """

    photo: Photo
    request: MapRequest
    columns: tuple[ColumnChecks, ...]

    def list_common_methods(self) -> tuple[str, ...]:
        """Lists the methods whose gain is known in every network that could be used: over these
        means can be compared.
        """
        known = [
            [one.method for one in column.checks if one.is_empty or one.moved_gains]
            for column in self.columns
            if column.error is None
        ]
        return tuple(method for method in known[0] if all(method in some for some in known))


def check_photo(
    store: ModelStore,
    variants: Sequence[Variant],
    image: ValidatedImage,
    methods: Sequence[str],
    request: MapRequest,
    *,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> FaithfulnessStudy:
    """Checks methods in networks. Without a target each network explains its own answer.

    A column whose weights cannot be used carries its error, and so does a method that gives no map
    or when the time is over; the others are not lost.

    Args:
        store: Loaded models and settings.
        variants: The networks.
        image: The photo.
        methods: Keys of methods.
        request: Target, layer, baseline and options; nothing to set the target against.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (inputs done, inputs expected) after each forward pass; what it
            raises ends the work.

    Raises:
        OptionError: A choice does not exist, or the columns know different classes.
        WeightsError: No column can be used; the first one's error.
        DeviceError: This machine has no such device.
    """
    if request.versus is not None:
        raise VersusUnsupportedError
    if not methods:
        raise MethodsMissingError
    for key in methods:
        find_method(key)
    request.options.check()
    opened = open_columns(store, variants, image, device=device)
    done = total = 0

    def advance(inputs: int) -> None:
        nonlocal done
        done = min(done + inputs, total)
        on_progress(done, total)

    # One for the whole request: what it has not reached when the time is over stays open.
    budget = Budget(store.settings.study_timeout_s, advance)
    columns: list[ColumnChecks] = []
    works: list[tuple[Subject, ...]] = []
    for variant, column in zip(variants, opened, strict=True):
        named = (variant.kind, variant.spec.key, variant.plan_text)
        if isinstance(column, WeightsError):
            columns.append(ColumnChecks(*named, error=column))
            works.append(())
            continue
        target = _choose_target(column, request.target)
        subjects = tuple(
            Subject(
                column.model,
                column.batch,
                column.gates,
                target,
                replace(request, method=method),
                store.settings,
                budget,
            )
            for method in methods
        )
        total += sum(map(count_check_inputs, subjects))
        columns.append(ColumnChecks(*named, target))
        works.append(subjects)
    checked = tuple(
        replace(column, checks=check_methods(subjects)) if subjects else column
        for column, subjects in zip(columns, works, strict=True)
    )
    return FaithfulnessStudy(
        make_photo(image, find_first(opened).model.preprocessing), request, checked
    )


def _choose_target(column: OpenColumn, name: str | None) -> ClassScore:
    """Returns the class that is named, or the likeliest."""
    ranking = column.rank()
    if name is None:
        return ranking[0]
    index = find_class(column.model.labels, name)
    return next(one for one in ranking if one.index == index)
