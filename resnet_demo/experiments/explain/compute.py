"""Photos explained in every column of a comparison, by one method or by all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image

from resnet_demo.columns import (
    Column,
    ColumnResult,
    OpenColumn,
    find_first,
    run_columns,
)
from resnet_demo.columns import list_errors as list_column_errors
from resnet_demo.errors import RequestTimeoutError, ResNetLabError, SaliencyError
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.experiments.passes import Passes
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.engine import ClassScore
from resnet_demo.photos.photo import FailedPhoto, File, Photo, file_source, make_photo, open_file
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.saliency.choices import choose_classes
from resnet_demo.saliency.maps import SaliencyMap, Subject, count_batch, count_map_inputs, make_map
from resnet_demo.saliency.method import Method
from resnet_demo.saliency.table import METHOD_KEYS, find_method

KEPT_SIDE = 800  # pixels; the pictures of many photos stay in memory together

OnInputs = Callable[[int, int], None]
"""Is told (inputs done, inputs expected) of a photo; what it raises ends the work."""


@dataclass(frozen=True)
class ColumnMap:
    """One network that could be asked: its answer, and its map or the reason why there is none.

    Attributes:
        score: f(x), the logit of the class or the difference of two.
        answer: The network's likeliest class.
        sha256: Of the weights file; None for weights without a card.
        map: None if it could not be made.
        error: Why there is no map.
    """

    score: float
    answer: ClassScore
    sha256: str | None
    map: SaliencyMap | None = None
    error: SaliencyError | RequestTimeoutError | None = None


@dataclass(frozen=True)
class Explanation:
    """One photo explained in every column.

    Attributes:
        source: What the client calls the file.
        photo: The photo, as shown.
        picture: The photo, RGB; at full size, or of several photos at most ``KEPT_SIDE`` large.
        options: What was asked for.
        target: Label of the class that is explained.
        versus: Label of the class it is set against; None for none.
        classes: Their indices; two classes may have the same label.
        method: How.
        preprocessing: How the photo became an input.
        device: Where the networks ran.
        columns: In the order of the request; at least one has a map.
    """

    source: str
    photo: Photo
    picture: Image.Image
    options: ExplainOptions
    target: str
    versus: str | None
    classes: tuple[int, int | None]
    method: Method
    preprocessing: Preprocessing
    device: str
    columns: tuple[ColumnResult[ColumnMap], ...]

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why columns have no map."""
        return list_column_errors(self.columns) + _list_map_errors(self.columns)

    def list_maps(self) -> list[tuple[int, SaliencyMap]]:
        """Lists the maps that there are with the numbers of their columns, from 1."""
        numbered = enumerate(self.columns, start=1)
        return [
            (number, column.value.map)
            for number, column in numbered
            if column.value is not None and column.value.map is not None
        ]


@dataclass(frozen=True)
class Explanations(Result):
    """Photos explained, in the order of the request."""

    results: tuple[Explanation | FailedPhoto, ...]

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why photos or columns have no map."""
        return tuple(
            error
            for item in self.results
            for error in ((item.error,) if isinstance(item, FailedPhoto) else item.errors)
        )


def compute(request: Request, options: ExplainOptions) -> Explanations:
    """Makes the maps of photos, each of the same class in all columns.

    A column that has no map carries its error, and so does a photo among others; what the time of
    the request does not reach has that as its error.

    Args:
        request: Photos and columns. Progress counts the inputs of one photo, or the photos.
        options: Which map; without a target, each photo's own answer in the first network.

    Raises:
        InputError: The only photo cannot be read.
        SelectionError: A choice does not exist, or does not fit the columns or the only photo.
        WeightsError: No network can be used.
        SaliencyError: No network has a map of the only photo: they are not finite, or take longer
            than the settings allow.
        RequestTimeoutError: The time is over before there is any map of the only photo.
    """
    files = request.check_photos()
    if len(files) == 1:
        on_inputs = lambda done, total: request.report("inputs", done, total)  # noqa: E731
        return Explanations((_explain_file(request, files[0], options, on_inputs),))
    find_first(request.load_columns())
    results: list[Explanation | FailedPhoto] = []

    def report(_done: int = 0, _expected: int = 0) -> None:
        request.report("photos", len(results), len(files))

    for file in files:
        try:
            report()
            explanation = _explain_file(request, file, options, report)
            explanation.picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
            results.append(explanation)
        except ResNetLabError as error:
            results.append(FailedPhoto(file_source(file), error))
    return Explanations(tuple(results))


def count_passes(request: Request, options: ExplainOptions) -> tuple[Passes, ...]:
    """Returns the cost: for every photo and network its answer, and the inputs of the map."""
    method, photos = find_method(options.method), len(request.photos)
    passes: list[Passes] = []
    for result in request.load_columns():
        if result.value is not None:
            model, settings = result.value, request.settings
            inputs = count_map_inputs(model, method, options, settings)
            batch_size = min(inputs, count_batch(model, settings))
            passes.append(Passes(model, photos))
            passes.append(Passes(model, photos * inputs, batch_size, method.needs_gradient))
    return tuple(passes)


def compute_all_methods(
    request: Request, options: ExplainOptions
) -> tuple[list[Explanation], dict[str, ResNetLabError]]:
    """Makes a map of one photo in one network by every method, as far as the time goes.

    Args:
        request: One photo and one column. Progress counts the methods.
        options: Everything but the method.

    Returns:
        The maps, and by title of the method why there is none.

    Raises:
        InputError: The photo cannot be read.
        SelectionError: A choice does not exist or does not fit the network.
        WeightsError: The network cannot be used.
    """
    (file,) = request.check_photos()
    made: list[Explanation] = []
    failures: dict[str, ResNetLabError] = {}

    def report(_done: int, _expected: int) -> None:
        request.report("methods", len(made) + len(failures), len(METHOD_KEYS))

    for key in METHOD_KEYS:
        try:
            made.append(_explain_file(request, file, replace(options, method=key), report))
        except (SaliencyError, RequestTimeoutError) as error:
            failures[find_method(key).title] = error
    return made, failures


def _explain_file(
    request: Request, file: File, options: ExplainOptions, on_inputs: OnInputs
) -> Explanation:
    """Makes one map a column, all of the same class on the same view; errors are those of
    ``compute`` for one photo.
    """
    image = open_file(file, request.settings)
    opened = request.open_columns(image)
    first = find_first(opened)
    labels, answer = first.model.labels, first.rank()[0].index
    classes = choose_classes(labels, options.target, options.versus, answer)
    columns = _explain_columns(request, options, opened, classes, on_inputs)
    if all(column.value is None or column.value.map is None for column in columns):
        raise _list_map_errors(columns)[0]
    target, versus = classes
    return Explanation(
        file_source(file),
        make_photo(image, first.model.preprocessing),
        image.rgb,
        options,
        labels[target],
        None if versus is None else labels[versus],
        classes,
        find_method(options.method),
        first.model.preprocessing,
        str(first.model.device),
        columns,
    )


def _explain_columns(
    request: Request,
    options: ExplainOptions,
    opened: tuple[ColumnResult[OpenColumn], ...],
    classes: tuple[int, int | None],
    on_inputs: OnInputs,
) -> tuple[ColumnResult[ColumnMap], ...]:
    method = find_method(options.method)
    left = sum(column.value is not None for column in opened)
    finished = 0

    def explain(_column: Column, open_column: OpenColumn) -> ColumnMap:
        nonlocal left, finished
        current = 0

        def advance(inputs: int, expected: int) -> None:
            nonlocal current
            current = min(current + inputs, expected)
            on_inputs(finished + current, finished + expected * left)

        card = open_column.model.card
        asked = ColumnMap(
            open_column.compute_score(classes),
            open_column.rank()[0],
            None if card is None else card.sha256,
        )
        subject = Subject(open_column.model, open_column.batch, open_column.gates, classes)
        try:
            made = make_map(subject, method, options, request.settings, on_inputs=advance)
            return replace(asked, map=made)
        except (SaliencyError, RequestTimeoutError) as error:
            return replace(asked, error=error)
        finally:
            left, finished = left - 1, finished + current

    return run_columns(opened, explain)


def _list_map_errors(
    columns: tuple[ColumnResult[ColumnMap], ...],
) -> tuple[SaliencyError | RequestTimeoutError, ...]:
    values = [column.value for column in columns if column.value is not None]
    return tuple(value.error for value in values if value.error is not None)
