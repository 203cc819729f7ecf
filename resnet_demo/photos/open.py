"""From the bytes of a file to an upright RGB picture, every limit checked before decoding.

Only ``FORMATS`` are tried, the size is checked when only the header has been read, and everything
that goes wrong leaves here as an ``InputError``. Nothing global in Pillow is changed, so requests
may run side by side.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from resnet_demo.errors import (
    DamagedHeaderError,
    DamagedImageError,
    FarTooManyPixelsError,
    FileAccessError,
    FileTooLargeError,
    FolderGivenError,
    InputError,
    MissingFileError,
    SpecialFileError,
    UnsupportedImageError,
)
from resnet_demo.photos.checks import MeteredFile, check_header, check_passes, describe_content
from resnet_demo.photos.metadata import PictureData, drop_metadata
from resnet_demo.photos.notes import PhotoNote
from resnet_demo.photos.orientation import read_exif_orientation, turn_upright
from resnet_demo.photos.samples import has_deep_samples, scale_deep_samples
from resnet_demo.photos.shrink import shrink_jpeg
from resnet_demo.photos.truncated import describe_missing_part, end_jpeg, is_cut_jpeg
from resnet_demo.settings import Settings

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
PICTURE_SUFFIXES = (
    *(".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"),
    *(".avif", ".heic", ".heif", ".hif"),
)
_MAX_NAMES = 5  # that an error lists

# Pillow registers most plugins when it first needs them; not in the middle of two requests, then.
Image.init()
# Only the picture itself is wanted of a HEIF file.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True, eq=False)  # two pictures are never compared pixel by pixel
class ValidatedImage:
    """A picture that has passed every check.

    Attributes:
        name: The file's base name, for messages and tables.
        rgb: Mode ``RGB``, upright, transparency laid on white, no metadata. Shared: read only.
        format: What the file is (``JPEG``, ``PNG``, …), whatever its extension says.
        notes: What is wrong with the file although it could be read.
    """

    name: str
    rgb: Image.Image
    format: str
    notes: tuple[PhotoNote, ...] = ()

    @property
    def width(self) -> int:
        """Pixels from left to right of the upright picture."""
        return self.rgb.width

    @property
    def height(self) -> int:
        """Pixels from top to bottom of the upright picture."""
        return self.rgb.height


def open_image(
    source: bytes | Path, *, name: str | None = None, settings: Settings
) -> ValidatedImage:
    """Reads, checks and decodes one picture; of an animation, its first frame.

    Whatever is no pixel of the picture and not its orientation is ignored: text, EXIF, XMP, private
    data, and colour profiles, as they were when the networks were trained. Samples of more than 8
    bits are scaled, never clipped, as ``photos/samples.py`` says. A JPEG that ends early is read
    when at least half of its rows are there, and a note says what is missing. A JPEG of more than
    ``max_pixels`` is decoded at half its width and height, or less, and a note says so.

    Args:
        source: The file's content, or where it is.
        name: What messages call the file; its base name is used. Default: the path's.
        settings: Gives ``max_file_bytes`` and ``max_pixels``.

    Raises:
        ImageTooLargeError: Over the limit for bytes or for pixels.
        UnreadableFileError: There is no such file, or it may not be read.
        UnsupportedImageError: Not a picture in ``FORMATS``; its ``kind`` is what it looks like.
        CorruptImageError: A picture that is damaged, incomplete, or made to exhaust a decoder.
    """
    path_name = str(source) if isinstance(source, Path) else ""
    name = re.split(r"[/\\]", name or path_name)[-1] or "The picture"
    limit = settings.max_file_bytes
    data = _read_file(source, name, limit) if isinstance(source, Path) else source
    if len(data) > limit:
        raise FileTooLargeError(name, len(data), limit)
    if not data:
        raise UnsupportedImageError(name, "empty")
    with _translated_errors(data, name, settings):
        return _decode(drop_metadata(data, name), name, settings)


def _decode(picture: PictureData, name: str, settings: Settings) -> ValidatedImage:
    data, is_cut = picture.data, is_cut_jpeg(picture.data)
    if is_cut:
        data = end_jpeg(data)
    file = MeteredFile(data, name)
    image: Image.Image = Image.open(file, formats=FORMATS)
    check_passes(image, data, name)
    # How much of a cut picture is there can be told from its own rows only.
    shrunk = () if is_cut else shrink_jpeg(image, settings.max_pixels)
    check_header(image, data, name, settings)
    file.allow_decoding()
    image.load()
    image_format = str(image.format)
    notes = describe_missing_part(image, data, name) if is_cut else shrunk
    orientation = picture.orientation
    if image_format == "AVIF":  # Pillow hands on as EXIF what AVIF says of the orientation
        orientation = read_exif_orientation(image.info.get("exif", b"")) or 1
    if has_deep_samples(image):
        image = scale_deep_samples(image, name, is_inverted=picture.is_inverted)
    rgb = turn_upright(_lay_on_white(image), orientation)
    rgb.info = {}
    return ValidatedImage(name, rgb, image_format, notes)


def _read_file(path: Path, name: str, limit: int) -> bytes:
    try:
        if not path.is_file():  # nor is a pipe or a device, which may never end
            raise _explain_path(path)
        size = path.stat().st_size
        if size > limit:
            raise FileTooLargeError(name, size, limit)
        with path.open("rb") as file:
            return file.read(limit + 1)  # bounded even if the file is growing
    except OSError as error:
        raise FileAccessError(str(path), str(error.strerror)) from error


def _explain_path(path: Path) -> InputError:
    """Says what is wrong with a path that is no ordinary file."""
    if path.is_dir():
        names = sorted(
            entry.name
            for entry in path.iterdir()
            if entry.suffix.lower() in PICTURE_SUFFIXES and entry.is_file()
        )
        return FolderGivenError(str(path), len(names), names[:_MAX_NAMES])
    if path.exists():
        return SpecialFileError(str(path))
    beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    return MissingFileError(str(path), difflib.get_close_matches(path.name, beside, _MAX_NAMES))


@contextmanager
def _translated_errors(data: bytes, name: str, settings: Settings) -> Iterator[None]:
    """Turns whatever a decoder raises into an ``InputError``."""
    try:
        yield
    except InputError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Image.open checks Pillow's own ceiling, usually above ours, before we see the size. It
        # warns at the ceiling and fails at twice that; warnings can be errors.
        ceiling = Image.MAX_IMAGE_PIXELS or settings.max_pixels
        limit = min(settings.max_pixels, ceiling)
        raise FarTooManyPixelsError(name, ceiling, limit) from error
    except Exception as error:  # SyntaxError, struct.error, KeyError, zlib.error: plugins vary
        kind = describe_content(data)
        if kind is not None:
            raise UnsupportedImageError(name, kind) from error
        if isinstance(error, UnidentifiedImageError):
            raise DamagedHeaderError(name) from error
        reason = textwrap.shorten(str(error) or type(error).__name__, 100)
        raise DamagedImageError(name, reason) from error


def _lay_on_white(image: Image.Image) -> Image.Image:
    """Returns a picture in mode ``RGB``."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    rgb = Image.new("RGB", image.size, "white")
    rgb.paste(rgba, mask=rgba.getchannel("A"))
    return rgb
