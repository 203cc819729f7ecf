"""A photo that somebody gave: the file, what is shown of it, or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from resnet_demo.errors import PhotoTypeError, ResNetLabError
from resnet_demo.photos.notes import PhotoNote
from resnet_demo.photos.open import ValidatedImage, open_image
from resnet_demo.photos.preprocess import Box, Preprocessing, crop_box
from resnet_demo.settings import Settings

DISPLAY_SIDE = 768


File = Path | str | tuple[str, bytes | Path]
"""A picture to read: a path, or a name with the content of the file or its path."""


@dataclass(frozen=True)
class Photo:
    """A photo as shown beside its answer.

    Attributes:
        name: File name.
        picture: RGB, orientation applied, shrunk to at most 768 pixels a side.
        width: Width of the original in pixels.
        height: Height of the original in pixels.
        crop: The region that the single view sees, in pixels of the original.
        notes: What is wrong with the file although it could be read.
    """

    name: str
    picture: Image.Image
    width: int
    height: int
    crop: Box
    notes: tuple[PhotoNote, ...] = ()


@dataclass(frozen=True)
class FailedPhoto:
    """One file that could not be read, answered or explained, and why."""

    name: str
    error: ResNetLabError


def name_upload(path: str) -> File:
    """Returns an upload under its file name: where the server keeps it says nothing to a client."""
    return Path(path).name, Path(path)


def check_file(file: object) -> None:
    """Checks that something can be read as a file, whether or not it is there.

    Raises:
        PhotoTypeError: It is neither a path nor a pair of a name and a content or path.
    """
    if isinstance(file, str | Path):
        return
    if not isinstance(file, tuple):
        raise PhotoTypeError(type(file).__name__)
    kinds = [type(part).__name__ for part in file]
    if len(file) != 2 or not isinstance(file[0], str) or not isinstance(file[1], bytes | Path):
        raise PhotoTypeError(f"tuple[{', '.join(kinds)}]")


def open_file(file: File, settings: Settings) -> ValidatedImage:
    """Reads and checks one file.

    Raises:
        InputError: It is too large, not a picture, or damaged.
    """
    if isinstance(file, tuple):
        name, content = file
        return open_image(content, name=name, settings=settings)
    return open_image(Path(file), settings=settings)


def file_name(file: File) -> str:
    """Returns the name a file is shown under."""
    return file[0] if isinstance(file, tuple) else Path(file).name


def file_source(file: File) -> str:
    """Returns what its client calls a file: a path as it was typed, which tells a/cat.png from
    b/cat.png, or the name of an upload.
    """
    return file[0] if isinstance(file, tuple) else str(file)


def make_photo(image: ValidatedImage, preprocessing: Preprocessing) -> Photo:
    """Shrinks a photo for showing and notes the region that the single view sees."""
    width, height = image.rgb.size
    picture = image.rgb.copy()
    picture.thumbnail((DISPLAY_SIDE, DISPLAY_SIDE))
    return Photo(
        image.name, picture, width, height, crop_box(width, height, preprocessing), image.notes
    )
