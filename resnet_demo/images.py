"""From the bytes of a file to an upright RGB picture, every limit checked before decoding.

The files come from strangers and Pillow is built for friends: it guesses among forty formats,
raises whatever its plugins happen to raise, and will spend minutes or gigabytes on a small file
made for the purpose. So only ``FORMATS`` are tried, the size is checked when only the header has
been read, the work a decoder may do is metered, and everything that goes wrong leaves here as an
``InputError``. Nothing global in Pillow is changed.
"""

from __future__ import annotations

import io
import re
import struct
import textwrap
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageOps, TiffImagePlugin, UnidentifiedImageError

from resnet_demo.config import Settings
from resnet_demo.errors import (
    CorruptImageError,
    ImageTooLargeError,
    InputError,
    UnsupportedImageError,
    format_bytes,
)

# JPEG includes MPO, a phone's photo with further pictures behind it; the first is the photo.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")

# Pillow registers most plugins when it first needs them; not in the middle of two requests, then.
Image.init()

# Ordinary files stay far below these; files made to exhaust a server go far above.
MAX_HEADER_READS = 10_000  # a few for each block of metadata; a camera's JPEG takes about a hundred
MAX_DECODE_READS = 200_000  # a few for each strip or chunk
MAX_SCANNED_PIXELS = 1_000_000_000  # pixels × JPEG scans: 80 scans of a 12-megapixel photo
MAX_EXIF_BYTES = 65_536  # the most that one JPEG segment holds

_BITS_PER_SAMPLE, _PHOTOMETRIC = 258, 262  # TIFF tags
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by the colour type in IHDR
# The start of a scan of 1 to 4 components, whose header is 6 + 2·components bytes long.
_JPEG_SCAN = re.compile(rb"\xff\xda\x00(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
_AVIF_EXIF_ITEM = re.compile(rb"(infe.{8,10})Exif", re.DOTALL)

# What the first bytes say; the first match wins. None: a format of FORMATS, so a file that starts
# like this and cannot be opened is damaged.
_SIGNATURES: tuple[tuple[bytes, str | None], ...] = (
    (rb"\xff\xd8|\x89PNG|GIF8[79]a|RIFF....WEBP|II[*+]\0|MM\0[*+]|....ftypavi[fs]", None),
    (rb"\s*%PDF", "a PDF document"),
    (rb"\s*%!PS|\xc5\xd0\xd3\xc6", "a PostScript drawing"),
    (rb"PK(\x03\x04|\x05\x06)", "a ZIP archive or an office document"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|.{257}ustar", "an archive"),
    (rb"....ftyp(hei[cxms]|hev[cx]|mif1|msf1)", "a HEIC photo"),
    (rb"\xff\x0a|\0\0\0\x0cJXL |\0\0\0\x0cjP  ", "a JPEG XL or JPEG 2000 picture"),
    (rb"8BPS", "a Photoshop document"),
    (rb"\0\0[\x01\x02]\0", "an icon"),
    (rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI ", "a video"),
    (rb"RIFF....WAVE|ID3|OggS|fLaC", "a sound recording"),
    (rb"\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|MZ.*\0|#!", "a program"),
    (rb"(?i)[^\0-\x08\x0e-\x1f]*<(!doctype\s+html|html)\b", "a web page"),
    (rb"(?i)[^\0-\x08\x0e-\x1f]*<svg\b", "an SVG drawing"),
    (rb"[^\0-\x08\x0e-\x1f]*\Z|\xff\xfe|\xfe\xff", "text"),
    (rb"BM", None),
)


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
    integers and floats by the range of their finite values (NaN becomes black). Embedded colour
    profiles are ignored, as they were when the networks were trained.

    Args:
        source: The file's content, or where it is.
        name: What messages call the file; its base name is used. Default: the path's.
        settings: Gives ``max_file_bytes`` and ``max_pixels``.

    Raises:
        ImageTooLargeError: Over the limit for bytes or for pixels.
        UnsupportedImageError: Not a picture in ``FORMATS``; its ``found`` says what it looks like.
        CorruptImageError: A picture that is damaged, incomplete, or made to exhaust a decoder.
    """
    path_name = str(source) if isinstance(source, Path) else ""
    name = re.split(r"[/\\]", name or path_name)[-1] or "The picture"
    limit = settings.max_file_bytes
    data = _read_file(source, name, limit) if isinstance(source, Path) else source
    if len(data) > limit:
        raise ImageTooLargeError(name, format_bytes(len(data)), format_bytes(limit))
    if not data:
        raise UnsupportedImageError(name, "an empty file")

    file = _MeteredFile(_limit_exif(data), name)
    with _translated_errors(data, name, settings):
        image = Image.open(file, formats=FORMATS)
        _check_header(image, data, name, settings)
        if image.format == "PNG":
            _check_png_data(data, name)
        file.reads_left = MAX_DECODE_READS
        image.load()
        return ValidatedImage(name, _make_upright_rgb(image), str(image.format))


def describe_content(data: bytes) -> str | None:
    """Says what a file looks like; None when it starts as a picture in ``FORMATS`` does."""
    for pattern, found in _SIGNATURES:
        if re.match(pattern, data[:4096], re.DOTALL):
            return found
    return "unknown binary data"


# --- Checks before decoding ---------------------------------------------------------------------


def _read_file(path: Path, name: str, limit: int) -> bytes:
    try:
        if not path.is_file():  # nor is a pipe or a device, which may never end
            found = "a folder" if path.is_dir() else "there is no such file"
            raise UnsupportedImageError(name, found)
        size = path.stat().st_size
        if size > limit:
            raise ImageTooLargeError(name, format_bytes(size), format_bytes(limit))
        with path.open("rb") as file:
            return file.read(limit + 1)  # bounded even if the file is growing
    except OSError as error:
        raise UnsupportedImageError(name, f"it cannot be opened: {error.strerror}") from error


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


class _MeteredFile(io.BytesIO):
    """A file in memory that stops a decoder which never stops asking.

    Pillow follows metadata wherever it points and copies as it goes: a 2 MB TIFF with 65,000 tags
    that all hold the same 2 MB took it over 5 GB, and a GIF with one comment of 19 MB more than a
    minute (measured with Pillow 12.3).
    """

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.label = name
        self.reads_left = MAX_HEADER_READS
        self.bytes_left = 4 * len(data) + 1_000_000  # decoders look at most bytes once or twice

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        self.reads_left -= 1
        self.bytes_left -= len(chunk)
        if self.reads_left < 0 or self.bytes_left < 0:
            raise CorruptImageError(self.label, "it is in far more pieces than a picture needs")
        return chunk


def _limit_exif(data: bytes) -> bytes:
    """Lets at most one segment of EXIF reach Pillow's parser, which the meter does not see.

    The parser keeps a copy of every value even where values overlap, so its memory grows with the
    square of the size: a 600 kB JPEG took over 5 GB. Of a JPEG's segments, which Pillow joins, the
    first holds the orientation. In AVIF the orientation is a property of the picture, and EXIF,
    which may not change it, is hidden.
    """
    if data.startswith(b"\xff\xd8"):
        first = data.find(b"Exif\0\0") + 1
        return data[:first] + data[first:].replace(b"Exif\0\0", b"exif\0\0")
    return _AVIF_EXIF_ITEM.sub(rb"\1skip", data) if data[4:8] == b"ftyp" else data


def _check_header(image: Image.Image, data: bytes, name: str, settings: Settings) -> None:
    pixels = image.width * image.height
    if pixels > settings.max_pixels:
        found = f"{image.width:,} × {image.height:,} = {pixels:,} pixels"
        raise ImageTooLargeError(name, found, f"{settings.max_pixels:,} pixels")
    if pixels < 1:
        raise CorruptImageError(name, "it has no pixels")
    # Each scan of a progressive JPEG passes over the whole picture; an empty one is a few bytes.
    if pixels * sum(1 for _ in _JPEG_SCAN.finditer(data)) > MAX_SCANNED_PIXELS:
        raise CorruptImageError(name, "it is stored in far more passes than a picture needs")
    # Pillow decodes these in a Python loop whose memory the size in the header does not bound.
    if image.format == "BMP" and data[30:31] in (b"\x01", b"\x02"):
        raise UnsupportedImageError(name, "a run-length encoded BMP")


def _check_png_data(data: bytes, name: str) -> None:
    """Refuses a PNG whose pixels are damaged or end early; Pillow paints missing rows black."""
    width, height, depth, colour_type = struct.unpack_from(">IIBB", data, 16)
    # One filter byte a row. An interlaced picture holds a little more, never less.
    missing = height * (1 + (width * depth * _PNG_CHANNELS[colour_type] + 7) // 8)
    inflater = zlib.decompressobj()
    position = 8  # after the signature; then length, kind, content and checksum of each chunk
    while missing > 0 and position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        content_end = position + 8 + length
        if kind == b"IDAT":
            chunk = data[position + 8 : content_end]
            (checksum,) = struct.unpack_from(">I", data, content_end)
            if zlib.crc32(kind + chunk) != checksum:
                raise CorruptImageError(name, "a checksum does not match")
            while chunk and missing > 0:
                missing -= len(inflater.decompress(chunk, 1_000_000))
                chunk = inflater.unconsumed_tail
        position = content_end + 4
    if missing > 0:
        raise CorruptImageError(name, "its last rows are missing")


# --- From any mode to upright RGB ---------------------------------------------------------------


def _make_upright_rgb(image: Image.Image) -> Image.Image:
    orientation = _read_orientation(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _scale_deep_grey(image)
    elif image.mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB") or image
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
    for key in ("exif", "Raw profile type exif"):  # _limit_exif says why large ones are not parsed
        if len(image.info.get(key, b"")) > MAX_EXIF_BYTES:
            del image.info[key]
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return 1  # a picture is not refused for its metadata
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def _scale_deep_grey(image: Image.Image) -> Image.Image:
    """Maps grey samples of 12, 16 or 32 bits to mode ``L``."""
    samples = np.asarray(image)
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
    ends = (255, 0) if tags.get(_PHOTOMETRIC) == 0 else (0, 255)
    levels = np.interp(samples, (low, high), ends)
    return Image.fromarray(np.nan_to_num(levels).round().astype(np.uint8))
