"""Several photos through every column of a comparison: which keep their label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.columns import ColumnResult, list_errors
from resnet_demo.errors import NonFiniteLogitsError, ResNetLabError
from resnet_demo.experiments.reading import answer_photos
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.result import Result
from resnet_demo.models.engine import ClassScore, check_logits, rank_classes, run_network
from resnet_demo.models.load import LoadedModel
from resnet_demo.photos.photo import FailedPhoto, File, file_source, open_file
from resnet_demo.photos.preprocess import Preprocessing, preprocess


@dataclass(frozen=True)
class ComparedFile:
    """The likeliest class of one photo in every column.

    Attributes:
        name: What its client calls the file: a path as it was typed, or the name of an upload.
        best: A class a column; None in a column without an answer.
    """

    name: str
    best: tuple[ClassScore | None, ...]


@dataclass(frozen=True)
class BatchComparison(Result):
    """Several photos through every column, in the order of the files.

    Attributes:
        columns: For every column, how many photos get the first column's label, or why it has no
            answer to some; neither where only the first column has none.
        rows: What came out for each file.
    """

    columns: tuple[ColumnResult[int], ...]
    rows: tuple[ComparedFile | FailedPhoto, ...]

    @property
    def answered(self) -> int:
        """How many files were read and answered."""
        return sum(isinstance(row, ComparedFile) for row in self.rows)

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why columns or photos have no answer."""
        failed = (row.error for row in self.rows if isinstance(row, FailedPhoto))
        return (*list_errors(self.columns), *failed)


@dataclass(frozen=True)
class _Inputs:
    """What a photo is to the networks: its single view, (1, 3, S, S), by preprocessing."""

    name: str
    views: dict[Preprocessing, Tensor]


def compare_photos(request: Request) -> BatchComparison:
    """Classifies photos by their single view with every column's network.

    A file that cannot be read, or that the time of the request does not reach, keeps its place with
    its error, and a column that has no answer to a photo leaves it out; the others are not lost.

    Raises:
        SelectionError: The columns have different classes, the device does not exist, or there are
            no photos or too many.
    """
    request.check_photos()
    loaded = request.load_columns()
    preprocessings = {item.value.preprocessing for item in loaded if item.value is not None}

    def read(file: File) -> _Inputs:
        image = open_file(file, request.settings)
        views = {key: preprocess(image.rgb, key) for key in preprocessings}
        return _Inputs(file_source(file), views)

    errors: list[ResNetLabError | None] = [result.error for result in loaded]

    def answer(photos: Sequence[_Inputs], report: Callable[[], None]) -> Iterator[ComparedFile]:
        answers = []
        for index, result in enumerate(loaded):
            report()
            best, error = _rank_best(result, photos)
            answers.append(best)
            errors[index] = errors[index] or error
        for photo, best_of_photo in zip(photos, zip(*answers, strict=True), strict=True):
            yield ComparedFile(photo.name, best_of_photo)

    rows = answer_photos(request, read, answer)
    columns = [
        ColumnResult(column, _count_kept(rows, index) if error is None else None, error)
        for index, (column, error) in enumerate(zip(request.columns, errors, strict=True))
    ]
    return BatchComparison(tuple(columns), rows)


def _rank_best(
    result: ColumnResult[LoadedModel], photos: Sequence[_Inputs]
) -> tuple[list[ClassScore | None], NonFiniteLogitsError | None]:
    """Returns the likeliest class of each photo in a column, None where it has no answer, and why
    it has none to some of them.
    """
    model = result.value
    if model is None:
        return [None] * len(photos), None
    batch = torch.cat([photo.views[model.preprocessing] for photo in photos])
    gates = result.column.make_gates()
    logits = run_network(model, batch, gates=gates, batch_size=len(batch))
    best: list[ClassScore | None] = []
    failure: NonFiniteLogitsError | None = None
    for row in logits:
        try:
            check_logits(model, row)
        except NonFiniteLogitsError as error:
            best.append(None)
            failure = error
            continue
        best.append(rank_classes(row, model.labels, 1, model.temperature)[0])
    return best, failure


def _count_kept(rows: Sequence[ComparedFile | FailedPhoto], index: int) -> int | None:
    """Counts the photos to which a column gives the first column's label; None where one of the
    two has no answer to one of them.
    """
    kept = 0
    for row in rows:
        if isinstance(row, FailedPhoto):
            continue
        best, reference = row.best[index], row.best[0]
        if best is None or reference is None:
            return None
        kept += best.index == reference.index
    return kept
