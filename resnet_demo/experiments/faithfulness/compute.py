"""Methods by networks: how faithful the maps of one photo are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from resnet_demo.columns import (
    Column,
    ColumnResult,
    OpenColumn,
    find_first,
    run_columns,
)
from resnet_demo.columns import list_errors as list_column_errors
from resnet_demo.errors import InputError, MethodsMissingError, ResNetLabError
from resnet_demo.experiments.faithfulness.check import (
    MapChecks,
    check_methods,
    count_check_inputs,
    count_maps,
    count_replaced_inputs,
)
from resnet_demo.experiments.faithfulness.curves import MOVED_MAPS
from resnet_demo.experiments.faithfulness.options import FaithfulnessOptions
from resnet_demo.experiments.faithfulness.subject import CheckedSubject
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.engine import ClassScore
from resnet_demo.photos.photo import FailedPhoto, File, Photo, file_source, make_photo, open_file
from resnet_demo.progress import Phase
from resnet_demo.saliency.choices import find_class
from resnet_demo.saliency.maps import count_batch, count_map_inputs
from resnet_demo.saliency.score import Budget
from resnet_demo.saliency.table import METHOD_KEYS, MethodKey, find_method

OnInputs = Callable[[int, int, Phase | None], None]
"""Is told (inputs done, inputs expected, part of the work) of a photo; what it raises ends it."""
_Prepared = tuple[ClassScore, tuple[CheckedSubject, ...]]


@dataclass(frozen=True)
class ColumnChecks:
    """One network that could be asked.

    Attributes:
        target: The class whose maps are checked, with its rank and probability.
        checks: One a method.
    """

    target: ClassScore
    checks: tuple[MapChecks, ...] = ()

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
        source: What the client calls the file.
        photo: The photo, as shown.
        options: What was asked for.
        columns: In the order of the request.
    """

    source: str
    photo: Photo
    options: FaithfulnessOptions
    columns: tuple[ColumnResult[ColumnChecks], ...]

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why columns have no checks, and methods not all of them."""
        found = [checks.error for _, value in self.list_checked() for checks in value.checks]
        return (
            *list_column_errors(self.columns),
            *(error for error in found if error is not None),
        )

    def list_checked(self) -> list[tuple[Column, ColumnChecks]]:
        """Lists the columns that could be asked."""
        return [
            (result.column, result.value) for result in self.columns if result.value is not None
        ]

    def list_common_methods(self) -> tuple[str, ...]:
        """Lists the methods whose gain is known in every network that could be used: over these
        means can be compared.
        """
        known = [
            [checks.method for checks in value.checks if checks.is_empty or checks.moved_gains]
            for _, value in self.list_checked()
        ]
        return tuple(method for method in known[0] if all(method in others for others in known))


@dataclass(frozen=True)
class FaithfulnessStudies(Result):
    """How faithful the maps of photos are, in the order of the request."""

    results: tuple[FaithfulnessStudy | FailedPhoto, ...]

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why photos, columns or checks are missing."""
        return tuple(
            error
            for item in self.results
            for error in ((item.error,) if isinstance(item, FailedPhoto) else item.errors)
        )


def compute(request: Request, options: FaithfulnessOptions) -> FaithfulnessStudies:
    """Checks methods in networks. Without a target each network explains its own answer.

    A column whose weights cannot be used carries its error, and so does a method that gives no map
    or when the time is over, and a photo among others; the rest is not lost. A photo that cannot be
    read carries its error also when it is alone.

    Args:
        request: Photos and columns. Progress counts the inputs of all photos.
        options: Methods and how their maps are made.

    Raises:
        SelectionError: A choice does not exist, or does not fit the columns or the only photo.
        WeightsError: No column can be used; the first one's error.
    """
    if options.methods is not None and not options.methods:
        raise MethodsMissingError
    files = request.check_photos()
    find_first(request.load_columns())
    kept: type[ResNetLabError] = InputError if len(files) == 1 else ResNetLabError
    results: list[FaithfulnessStudy | FailedPhoto] = []
    expected = 0  # inputs of a photo, known once the first of them is prepared

    def report(done: int, total: int, phase: Phase | None = None) -> None:
        nonlocal expected
        expected = total
        request.report("inputs", len(results) * total + done, total * len(files), phase)

    for file in files:
        try:
            if results:
                report(0, expected, None)
            results.append(_check_file(request, file, options, report))
        except kept as error:
            results.append(FailedPhoto(file_source(file), error))
    return FaithfulnessStudies(tuple(results))


def count_passes(request: Request, options: FaithfulnessOptions) -> tuple[Passes, ...]:
    """Returns the cost: for every photo and network its answer, the maps, of changed photos and of
    re-initialised networks too, and the photos in which pixels are replaced.
    """
    photos, settings = len(request.photos), request.settings
    methods = [find_method(key) for key in _list_methods(options)]
    passes: list[Passes] = []
    for result in request.load_columns():
        model = result.value
        if model is None:
            continue
        batch_size = count_batch(model, settings)
        replaced = count_replaced_inputs(len(methods))
        passes += [Passes(model, photos), Passes(model, photos * replaced, batch_size)]
        for method in methods:
            inputs, maps = count_map_inputs(model, method, options, settings), count_maps(model)
            size, gradient = min(inputs, batch_size), method.needs_gradient
            passes.append(Passes(model, photos * maps * inputs, size, gradient))
    return tuple(passes)


def _list_methods(options: FaithfulnessOptions) -> tuple[MethodKey, ...]:
    return tuple(dict.fromkeys(METHOD_KEYS if options.methods is None else options.methods))


def _check_file(
    request: Request,
    file: File,
    options: FaithfulnessOptions,
    report: OnInputs,
) -> FaithfulnessStudy:
    """Checks the maps of one photo; what can be wrong is as in ``compute``.

    Args:
        request: Where the networks are.
        file: The photo.
        options: Methods and how their maps are made.
        report: Called after each forward pass, and before each part of the work.
    """
    image = open_file(file, request.settings)
    opened = request.open_columns(image)
    done = total = 0
    phase: Phase | None = None

    def advance(inputs: int) -> None:
        nonlocal done
        done = min(done + inputs, total)
        report(done, total, phase)

    def enter(part: Phase) -> None:
        nonlocal phase
        phase = part
        advance(0)

    # The time of the request is looked at when it is told of a pass; a map has one of its own.
    budget = Budget(float("inf"), advance)

    def prepare(_column: Column, column: OpenColumn) -> _Prepared:
        nonlocal total
        target = _choose_target(column, options.target)
        subjects = _list_subjects(request, options, column, target, budget)
        total += count_check_inputs(subjects)
        return target, subjects

    def check(_column: Column, prepared: _Prepared) -> ColumnChecks:
        target, subjects = prepared
        return ColumnChecks(target, check_methods(subjects, enter))

    # All are prepared before the first is checked, so that progress knows how much there is.
    columns = run_columns(run_columns(opened, prepare), check)
    photo = make_photo(image, find_first(opened).model.preprocessing)
    return FaithfulnessStudy(file_source(file), photo, options, columns)


def _list_subjects(
    request: Request,
    options: FaithfulnessOptions,
    column: OpenColumn,
    target: ClassScore,
    budget: Budget,
) -> tuple[CheckedSubject, ...]:
    """Lists what is checked in one network, a method each."""
    return tuple(
        CheckedSubject(
            column.model,
            column.batch,
            column.gates,
            (target.index, None),
            find_method(key),
            options,
            request.settings,
            budget,
        )
        for key in _list_methods(options)
    )


def _choose_target(column: OpenColumn, name: str | None) -> ClassScore:
    """Returns the class that is named, or the likeliest."""
    ranking = column.rank()
    if name is None:
        return ranking[0]
    index = find_class(column.model.labels, name)
    return next(score for score in ranking if score.index == index)
