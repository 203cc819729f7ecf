"""From the bytes of a file to an upright RGB picture, every limit checked before decoding.

Only ``FORMATS`` are tried, the size is checked when only the header has been read, and everything
that goes wrong leaves here as an ``InputError``. Nothing global in Pillow is changed, so requests
may run side by side.
"""

from __future__ import annotations

import re
import struct
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, TiffImagePlugin, UnidentifiedImageError

from resnet_demo.errors import (
    CorruptImageError,
    ImageTooLargeError,
    InputError,
    UnreadableFileError,
    UnsupportedImageError,
    format_bytes,
)
from resnet_demo.photos.checks import check_header, describe_content, prepare_file
from resnet_demo.settings import Settings

# JPEG includes MPO, a phone's photo with further pictures behind it; the first is the photo.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")

# Pillow registers most plugins when it first needs them; not in the middle of two requests, then.
Image.init()

MAX_EXIF_BYTES = 65_536  # the most that one JPEG segment holds; larger ones are not parsed
_BITS_PER_SAMPLE, _PHOTOMETRIC = 258, 262  # TIFF tags


@dataclass(frozen=True, eq=False)  # two pictures are never compared pixel by pixel
class ValidatedImage:
    """A picture that has passed every check.

    Attributes:
        name: The file's base name, for messages and tables.
        rgb: Mode ``RGB``, upright, transparency laid on white, no metadata. Shared: read only.
        format: What the file is (``JPEG``, ``PNG``, …), whatever its extension says.
    """

    name: str
    rgb: Image.Image
    format: str

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

    Samples deeper than 8 bits are scaled, never clipped: 16-bit grey by its full range, 32-bit
    integers and floats by the range of their finite values (NaN becomes the lowest). Embedded
    colour profiles are ignored, as they were when the networks were trained.

    Args:
        source: The file's content, or where it is.
        name: What messages call the file; its base name is used. Default: the path's.
        settings: Gives ``max_file_bytes`` and ``max_pixels``.

    Raises:
        ImageTooLargeError: Over the limit for bytes or for pixels.
        UnreadableFileError: There is no such file, or it may not be read.
        UnsupportedImageError: Not a picture in ``FORMATS``; its ``found`` says what it looks like.
        CorruptImageError: A picture that is damaged, incomplete, or made to exhaust a decoder.
    """
    path_name = str(source) if isinstance(source, Path) else ""
    name = re.split(r"[/\\]", name or path_name)[-1] or "The picture"
    limit = settings.max_file_bytes
    data = _read_file(source, name, limit) if isinstance(source, Path) else source
    if len(data) > limit:
        raise _file_too_large(name, len(data), limit)
    if not data:
        raise UnsupportedImageError(name, "an empty file")
    with _translated_errors(data, name, settings):
        file = prepare_file(data, name)
        image = Image.open(file, formats=FORMATS)
        check_header(image, data, name, settings)
        file.allow_decoding()
        image.load()
        return ValidatedImage(name, _make_upright_rgb(image), str(image.format))


def _read_file(path: Path, name: str, limit: int) -> bytes:
    try:
        if not path.is_file():  # nor is a pipe or a device, which may never end
            reason = "it is a folder" if path.is_dir() else "there is no such file"
            raise UnreadableFileError(name, reason)
        size = path.stat().st_size
        if size > limit:
            raise _file_too_large(name, size, limit)
        with path.open("rb") as file:
            return file.read(limit + 1)  # bounded even if the file is growing
    except OSError as error:
        raise UnreadableFileError(name, f"it cannot be opened: {error.strerror}") from error


def _file_too_large(name: str, size: int, limit: int) -> ImageTooLargeError:
    # Six digits, so that a file just over the limit does not read like one at the limit.
    return ImageTooLargeError(name, format_bytes(size, digits=6), format_bytes(limit, digits=6))


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
        found = f"more than {ceiling:,} pixels"
        raise ImageTooLargeError(name, found, f"{limit:,} pixels") from error
    except Exception as error:  # SyntaxError, struct.error, KeyError, zlib.error: plugins vary
        looks_like = describe_content(data)
        if looks_like is not None:
            raise UnsupportedImageError(name, looks_like) from error
        if isinstance(error, UnidentifiedImageError):
            reason = "its header is damaged, or of a rare kind that cannot be read"
        else:
            reason = textwrap.shorten(str(error) or type(error).__name__, 100)
        raise CorruptImageError(name, reason) from error


def _make_upright_rgb(image: Image.Image) -> Image.Image:
    orientation = _read_orientation(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _scale_deep_grey(image)
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        rgb = Image.new("RGB", image.size, "white")
        rgb.paste(rgba, mask=rgba.getchannel("A"))
    else:
        rgb = image.convert("RGB")
    # Metadata goes: it may name a person or a place. Only the orientation comes back, alone:
    # exif_transpose rewrites the EXIF and fails on values that can be read but not written.
    rgb.info = {}
    if orientation > 1:
        rgb.getexif()[ExifTags.Base.Orientation] = orientation
        ImageOps.exif_transpose(rgb, in_place=True)
    return rgb


def _read_orientation(image: Image.Image) -> int:
    """Returns the EXIF orientation, 1 to 8; 1 (upright) when there is none or it is unreadable."""
    for key in ("exif", "Raw profile type exif"):
        if len(image.info.get(key, b"")) > MAX_EXIF_BYTES:
            del image.info[key]
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return 1  # a picture is not refused for its metadata
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def _scale_deep_grey(image: Image.Image) -> Image.Image:
    """Maps grey samples of 12, 16 or 32 bits to mode ``L``."""
    samples = np.asarray(image).reshape(-1)
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}
    if image.mode.startswith("I;16"):
        low, high = 0.0, 2.0 ** tags.get(_BITS_PER_SAMPLE, (16,))[0] - 1
    else:  # no range of their own
        finite = samples[np.isfinite(samples)]
        if finite.size == 0:
            raise ValueError("none of its values is a number")
        low, high = float(finite.min()), float(finite.max())
    if low == high:
        return Image.new("L", image.size, 128)
    # Pillow turns "white is zero" the right way round for 8 bits only.
    first, last = (255, 0) if tags.get(_PHOTOMETRIC) == 0 else (0, 255)
    levels = np.empty(samples.size, np.uint8)
    for start in range(0, samples.size, 1_000_000):  # in float64, so in pieces
        block = slice(start, start + 1_000_000)
        values = np.nan_to_num(samples[block].astype(np.float64), nan=low, posinf=high, neginf=low)
        levels[block] = np.rint(first + (values - low) * ((last - first) / (high - low)))
    return Image.frombytes("L", image.size, levels.tobytes())
