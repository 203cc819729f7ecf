"""What an experiment is asked: which photos, which networks, where, and within what time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from resnet_demo.columns import Column, ColumnResult, OpenColumns, load_columns, open_columns
from resnet_demo.errors import InputError, NoPhotoError, TooManyPhotosError
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.photo import FailedPhoto, File, file_source, open_file
from resnet_demo.progress import Deadline, Phase, Progress, Step, Unit, ignore_progress
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class Request:
    """One request, which travels through every ``compute``.

    Attributes:
        store: Loaded models and settings.
        photos: What to read; an experiment on one photo studies the first, and takes BatchNorm
            statistics on the others too where it needs some.
        columns: The networks, one to three.
        device: ``auto``, a device name, or None for the settings' device.
        progress: Is told of every step; what it raises ends the work.
        deadline: When the work ends if it is not done.
        keeps_pictures: Whether the result keeps the pictures of many photos, to show them. A
            command, which takes thousands of photos and shows none, does not.
    """

    store: ModelStore
    photos: tuple[File, ...]
    columns: tuple[Column, ...]
    device: str | None = None
    progress: Progress = ignore_progress
    deadline: Deadline = field(default_factory=Deadline)
    keeps_pictures: bool = True

    @property
    def settings(self) -> Settings:
        """Limits and places."""
        return self.store.settings

    @property
    def source(self) -> str:
        """What the client calls the photo under study.

        Raises:
            NoPhotoError: There is none.
            TooManyPhotosError: There are more than the settings allow.
        """
        return file_source(self.check_photos()[0])

    def report(self, unit: Unit, done: int, total: int, phase: Phase | None = None) -> None:
        """Tells how far the work is.

        Raises:
            RequestTimeoutError: The time is over.
            Cancelled: Nobody waits for the work any more.
        """
        self.deadline.check()
        self.progress(Step(unit, done, total, phase))

    def check_photos(self, max_photos: int | None = None) -> tuple[File, ...]:
        """Returns the files, after checking that there are some and not too many.

        Args:
            max_photos: Most photos; None takes the settings' limit.

        Raises:
            NoPhotoError: There is none.
            TooManyPhotosError: There are more than the limit.
        """
        limit = self.settings.max_files if max_photos is None else max_photos
        if not self.photos:
            raise NoPhotoError
        if len(self.photos) > limit:
            raise TooManyPhotosError(len(self.photos), limit)
        return self.photos

    def open_photo(self) -> ValidatedImage:
        """Reads the photo under study.

        Raises:
            InputError: The file cannot be read.
            NoPhotoError: There is none.
            TooManyPhotosError: There are more than the settings allow.
        """
        return open_file(self.check_photos()[0], self.settings)

    def open_others(self, failed: dict[int, FailedPhoto]) -> Iterator[ValidatedImage]:
        """Reads the photos beside the one under study, one after the other; one that cannot be read
        is passed over.

        Args:
            failed: Gets each photo that cannot be read, by its place among the photos.
        """
        for place, file in enumerate(self.photos[1:], start=1):
            try:
                yield open_file(file, self.settings)
            except InputError as error:
                failed[place] = FailedPhoto(file_source(file), error)

    def load_model(self, column: Column) -> LoadedModel:
        """Loads the network of a column; a download is reported.

        Raises:
            SelectionError: The model or the device does not exist.
            WeightsError: The model cannot be loaded.
        """
        return self.store.get(
            column.spec.key, self.device, lambda _status: self.report("downloading", 0, 0)
        )

    def load_columns(self) -> tuple[ColumnResult[LoadedModel], ...]:
        """Loads the network of every column; downloads are reported.

        Raises:
            SelectionError: The networks have different classes, or the device does not exist.
        """
        return load_columns(self.columns, self.load_model)

    def open_columns(self, image: ValidatedImage) -> OpenColumns:
        """Loads every network and asks it about a photo; downloads are reported.

        Raises:
            SelectionError: The networks have different classes, or the device does not exist.
        """
        return open_columns(self.columns, image, self.load_model)
