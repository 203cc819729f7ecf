"""Many photos, read one after the other and answered a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from resnet_demo.errors import InputError
from resnet_demo.experiments.request import Request
from resnet_demo.photos.photo import FailedPhoto, File, file_name

Value = TypeVar("Value")


def read_batches(
    request: Request, read: Callable[[File], Value], inputs_a_photo: int = 1
) -> Iterator[list[Value | FailedPhoto]]:
    """Reads the photos of a request in their order, and yields them whenever enough for a forward
    pass are together, so that no more than those are in memory.

    Args:
        request: Its photos; every one is reported before it is read.
        read: Makes the inputs of one photo; the photo whose file it cannot read keeps its place
            with its error, and the others go on.
        inputs_a_photo: How many inputs of a network a photo becomes.

    Raises:
        NoPhotoError: There is none.
        TooManyPhotosError: There are more than the settings allow.
        RequestTimeoutError: The time is over.
    """
    files = request.check_photos()
    batch: list[Value | FailedPhoto] = []
    inputs = 0
    for done, file in enumerate(files):
        request.report("photos", done, len(files))
        try:
            batch.append(read(file))
            inputs += inputs_a_photo
        except InputError as error:
            batch.append(FailedPhoto(file_name(file), error))
        if inputs >= request.settings.forward_batch_size or done == len(files) - 1:
            yield batch
            batch, inputs = [], 0
