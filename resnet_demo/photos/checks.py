"""What a file must pass before and while Pillow decodes it.

Files come from strangers and Pillow is built for friends: it will spend minutes or gigabytes on a
small file made for the purpose. Here are the checks that need only the bytes or the header, and a
meter on what a decoder may read.
"""

from __future__ import annotations

import io
import re
import struct
import zlib

from PIL import Image, ImageFile, TiffImagePlugin

from resnet_demo.errors import (
    ChecksumError,
    FileKind,
    TooManyPassesError,
    TooManyPiecesError,
    TooManyPixelsError,
    TruncatedImageError,
    UnsupportedImageError,
)
from resnet_demo.photos.heif import count_decoded_pixels
from resnet_demo.photos.tiff import BITS_PER_SAMPLE, PLANAR_CONFIGURATION
from resnet_demo.photos.truncated import JPEG_SCAN
from resnet_demo.settings import Settings

# Ordinary files stay far below these; files made to exhaust a server go far above.
MAX_HEADER_READS = 10_000  # a few for each block of metadata; a camera's JPEG takes about a hundred
MAX_DECODE_READS = 200_000  # a few for each strip, tile or chunk
MAX_SCANNED_PIXELS = 1_000_000_000  # pixels × JPEG scans: 80 scans of a 12-megapixel photo

_SEPARATE_PLANES = 2  # of the TIFF tag PlanarConfiguration
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by the colour type in IHDR

# What the first bytes say; the first match wins. None: one of the formats that are read, so a file
# that starts like this and cannot be opened is damaged.
_SIGNATURES: tuple[tuple[bytes, FileKind | None], ...] = (
    (rb"\xff\xd8|\x89PNG|GIF8[79]a|RIFF....WEBP|II[*+]\0|MM\0[*+]", None),
    (rb"....ftyp(avi[fs]|he[iv][cxms]|mif1|msf1)", None),
    (rb"\s*%PDF", "pdf"),
    (rb"\s*%!PS|\xc5\xd0\xd3\xc6", "postscript"),
    (rb"PK(\x03\x04|\x05\x06)", "office"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|.{257}ustar", "archive"),
    (rb"\xff\x0a|\0\0\0\x0cJXL |\0\0\0\x0cjP  ", "jpeg2000"),
    (rb"8BPS", "photoshop"),
    (rb"\0\0[\x01\x02]\0", "icon"),
    (rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI ", "video"),
    (rb"RIFF....WAVE|ID3|OggS|fLaC", "sound"),
    (rb"\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|MZ.*\0|#!", "program"),
    (rb"(?i)[^\0-\x08\x0e-\x1f]*<(!doctype\s+html|html)\b", "html"),
    (rb"(?i)[^\0-\x08\x0e-\x1f]*<svg\b", "svg"),
    (rb"[^\0-\x08\x0e-\x1f]*\Z|\xff\xfe|\xfe\xff", "text"),
    (rb"BM", None),
)


def describe_content(data: bytes) -> FileKind | None:
    """Says what a file looks like; None when it starts as a picture in a supported format does."""
    for pattern, kind in _SIGNATURES:
        if re.match(pattern, data[:4096], re.DOTALL):
            return kind
    return "binary"


class MeteredFile(io.BytesIO):
    """A file in memory that stops a decoder which never stops asking.

    A strip or a chunk may be a byte long, and thousands of them may be the same bytes.

    Raises:
        CorruptImageError: From ``read``, when the decoder has read more than a picture needs.
    """

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self._picture = name
        self._reads_left = MAX_HEADER_READS
        self._bytes_left = 4 * len(data) + 1_000_000  # decoders look at most bytes once or twice

    def allow_decoding(self) -> None:
        """Lets the decoder read on from the header to the pixels."""
        self._reads_left = MAX_DECODE_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Reads as any file does."""
        chunk = super().read(size)
        self._reads_left -= 1
        self._bytes_left -= len(chunk)
        if self._reads_left < 0 or self._bytes_left < 0:
            raise TooManyPiecesError(self._picture)
        return chunk


def check_passes(image: Image.Image, data: bytes, name: str) -> None:
    """Checks that a JPEG does not pass over its picture without end.

    Args:
        image: Opened, at the size that its header says.
        data: The file it is from.
        name: What messages call it.

    Raises:
        CorruptImageError: It has too many scans.
    """
    # Each scan of a progressive JPEG passes over the whole picture; an empty one is a few bytes.
    scans = sum(1 for _ in JPEG_SCAN.finditer(data))
    if image.width * image.height * scans > MAX_SCANNED_PIXELS:
        raise TooManyPassesError(name)


def check_header(image: Image.Image, data: bytes, name: str, settings: Settings) -> None:
    """Checks what is known before any pixel is decoded.

    Args:
        image: Opened, not loaded.
        data: The file it is from.
        name: What messages call it.
        settings: Gives ``max_pixels``.

    Raises:
        ImageTooLargeError: It has too many pixels.
        UnsupportedImageError: It is of a kind that is not decoded.
        CorruptImageError: Its parts do not make up the picture that its header announces.
    """
    pixels = image.width * image.height
    if pixels > settings.max_pixels:
        raise TooManyPixelsError(name, image.width, image.height, pixels, settings.max_pixels)
    # Pillow decodes these in a Python loop whose memory the size in the header does not bound.
    if image.format == "BMP" and data[30:31] in (b"\x01", b"\x02"):
        raise UnsupportedImageError(name, "rle_bmp")
    # Pillow leaves black what is missing in these two formats.
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        if _count_tile_pixels(image) < pixels:
            raise TruncatedImageError(name)
        # Pillow reads the planes of such a file as if they were of 8 bits.
        is_planar = image.tag_v2.get(PLANAR_CONFIGURATION) == _SEPARATE_PLANES
        if is_planar and max(image.tag_v2.get(BITS_PER_SAMPLE, (1,))) > 8:
            raise UnsupportedImageError(name, "planar_tiff")
    if image.format == "PNG":
        _check_png_data(data, name)
    # Tiles reach over the edge, and transparency and a crop add to what is decoded.
    if image.format == "HEIF" and count_decoded_pixels(data) > max(4 * pixels, settings.max_pixels):
        raise TooManyPassesError(name)


def _count_tile_pixels(image: ImageFile.ImageFile) -> int:
    boxes = (tile.extents or (0, 0, 0, 0) for tile in image.tile)
    return sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)


def _check_png_data(data: bytes, name: str) -> None:
    width, height, depth, colour_type = struct.unpack_from(">IIBB", data, 16)
    # One filter byte a row. An interlaced picture holds a little more, never less.
    missing = height * (1 + (width * depth * _PNG_CHANNELS[colour_type] + 7) // 8)
    inflater = zlib.decompressobj()
    position = 8  # after the signature; then length, kind, content and checksum of each chunk
    while missing > 0 and position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            break
        if kind == b"IDAT":
            chunk = data[position + 8 : end]
            if zlib.crc32(kind + chunk) != int.from_bytes(data[end : end + 4], "big"):
                raise ChecksumError(name)
            while chunk and missing > 0:
                missing -= len(inflater.decompress(chunk, 1_000_000))
                chunk = inflater.unconsumed_tail
        position = end + 4
    if missing > 0:
        raise TruncatedImageError(name)
