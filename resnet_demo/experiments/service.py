"""What the studies that have no folder of their own yet share."""

from __future__ import annotations

from collections.abc import Sequence

from resnet_demo import columns
from resnet_demo.columns import Column
from resnet_demo.errors import NoPhotoError, TooManyPhotosError
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import File


def check_file_count(files: Sequence[File], most: int) -> None:
    """Checks that there are files, and not too many.

    Raises:
        NoPhotoError: There are none.
        TooManyPhotosError: There are too many.
    """
    if not files:
        raise NoPhotoError
    if len(files) > most:
        raise TooManyPhotosError(len(files), most)


def choose_columns(
    store: ModelStore, model: str | None, plan: str | None, texts: Sequence[str] | None
) -> tuple[Column, ...]:
    """Returns the columns asked for, or those of a model.

    Raises:
        SelectionError: A choice does not exist or does not fit the model.
    """
    return columns.choose_columns(store.settings, model, plan, texts)
