"""Many photos, read one after the other and answered a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from resnet_demo.errors import InputError, RequestTimeoutError
from resnet_demo.experiments.request import Request
from resnet_demo.photos.photo import FailedPhoto, File, file_source

Inputs = TypeVar("Inputs")
Answer = TypeVar("Answer")

Answering = Callable[[Sequence[Inputs], Callable[[], None]], Iterable[Answer | FailedPhoto]]
"""Answers the photos of a batch in their order. It calls the function that it gets before each
forward pass, which tells how far the work is and ends it when the time is over.
"""


def answer_photos(
    request: Request,
    read: Callable[[File], Inputs],
    answer: Answering[Inputs, Answer],
    inputs_a_photo: int = 1,
) -> tuple[Answer | FailedPhoto, ...]:
    """Reads the photos of a request one after the other and answers them a batch at a time, so that
    no more than a batch is in memory.

    A photo that cannot be read keeps its place with its error, and the others go on. When the time
    is over, what was answered is kept, and every other photo that was not found unreadable by then
    has that as its error.

    Args:
        request: Its photos.
        read: Makes the inputs of one photo.
        answer: Answers the inputs of a batch.
        inputs_a_photo: How many inputs of a network a photo becomes.

    Raises:
        NoPhotoError: There is none.
        TooManyPhotosError: There are more than the settings allow.
    """
    files = request.check_photos()
    results: list[Answer | FailedPhoto] = []
    unreadable: dict[int, FailedPhoto] = {}
    try:
        for batch in _read_batches(request, read, inputs_a_photo, unreadable):
            report = _make_report(request, len(results) + len(batch), len(files))
            inputs = [item for item in batch if not isinstance(item, FailedPhoto)]
            answers = iter(tuple(answer(inputs, report)) if inputs else ())
            results += [item if isinstance(item, FailedPhoto) else next(answers) for item in batch]
    except RequestTimeoutError as error:
        for place in range(len(results), len(files)):
            late = FailedPhoto(file_source(files[place]), error)
            results.append(unreadable.get(place, late))
    return tuple(results)


def _read_batches(
    request: Request,
    read: Callable[[File], Inputs],
    inputs_a_photo: int,
    unreadable: dict[int, FailedPhoto],
) -> Iterator[list[Inputs | FailedPhoto]]:
    """Yields the photos whenever enough for a forward pass are together; every one is reported
    before it is read.

    Args:
        request: Its photos.
        read: Makes the inputs of one photo.
        inputs_a_photo: How many inputs of a network a photo becomes.
        unreadable: Gets each photo that cannot be read, by its place among the photos.
    """
    files = request.photos
    batch: list[Inputs | FailedPhoto] = []
    inputs = 0
    for done, file in enumerate(files):
        request.report("photos", done, len(files))
        try:
            batch.append(read(file))
            inputs += inputs_a_photo
        except InputError as error:
            unreadable[done] = FailedPhoto(file_source(file), error)
            batch.append(unreadable[done])
        if inputs >= request.settings.forward_batch_size or done == len(files) - 1:
            yield batch
            batch, inputs = [], 0


def _make_report(request: Request, done: int, total: int) -> Callable[[], None]:
    return lambda: request.report("photos", done, total)
