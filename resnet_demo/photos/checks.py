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

from PIL import ImageFile

from resnet_demo.errors import CorruptImageError, ImageTooLargeError, UnsupportedImageError
from resnet_demo.settings import Settings

# Ordinary files stay far below these; files made to exhaust a server go far above.
MAX_HEADER_READS = 10_000  # a few for each block of metadata; a camera's JPEG takes about a hundred
MAX_DECODE_READS = 200_000  # a few for each strip, tile or chunk
MAX_SCANNED_PIXELS = 1_000_000_000  # pixels × JPEG scans: 80 scans of a 12-megapixel photo

_STRIP_OFFSETS, _TILE_OFFSETS = 273, 324  # TIFF tags
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by the colour type in IHDR
# The start of a scan of 1 to 4 components, whose header is 6 + 2·components bytes long.
_JPEG_SCAN = re.compile(rb"\xff\xda\x00(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
_AVIF_EXIF_ITEM = re.compile(rb"(infe.{8,10})Exif", re.DOTALL)

# What the first bytes say; the first match wins. None: one of the formats that are read, so a file
# that starts like this and cannot be opened is damaged.
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


def describe_content(data: bytes) -> str | None:
    """Says what a file looks like; None when it starts as a picture in a supported format does."""
    for pattern, found in _SIGNATURES:
        if re.match(pattern, data[:4096], re.DOTALL):
            return found
    return "unknown binary data"


class MeteredFile(io.BytesIO):
    """A file in memory that stops a decoder which never stops asking.

    Pillow follows metadata wherever it points and copies as it goes: a 2 MB TIFF with 65,000 tags
    that all hold the same 2 MB took it over 5 GB, and a GIF with one comment of 19 MB more than a
    minute (measured with Pillow 12.3).

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
            raise CorruptImageError(self._picture, "it is in far more pieces than a picture needs")
        return chunk


def prepare_file(data: bytes, name: str) -> MeteredFile:
    """Makes the file that Pillow may open.

    Raises:
        CorruptImageError: It would keep Pillow busy before the header can be checked.
    """
    # Pillow makes a list of the strips or tiles of a TIFF: 2.4 million took 9 s.
    if data[:2] in (b"II", b"MM") and _count_tiff_pieces(data) > MAX_DECODE_READS:
        raise CorruptImageError(name, "it is in far more pieces than a picture needs")
    return MeteredFile(_limit_exif(data), name)


def check_header(image: ImageFile.ImageFile, data: bytes, name: str, settings: Settings) -> None:
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
        found = f"{image.width:,} × {image.height:,} = {pixels:,} pixels"
        raise ImageTooLargeError(name, found, f"{settings.max_pixels:,} pixels")
    # Each scan of a progressive JPEG passes over the whole picture; an empty one is a few bytes.
    if pixels * sum(1 for _ in _JPEG_SCAN.finditer(data)) > MAX_SCANNED_PIXELS:
        raise CorruptImageError(name, "it is stored in far more passes than a picture needs")
    # Pillow decodes these in a Python loop whose memory the size in the header does not bound.
    if image.format == "BMP" and data[30:31] in (b"\x01", b"\x02"):
        raise UnsupportedImageError(name, "a run-length encoded BMP")
    # Pillow leaves black what is missing in these two formats.
    if image.format == "TIFF" and _count_tile_pixels(image) < pixels:
        raise CorruptImageError(name, "parts of the picture are missing")
    if image.format == "PNG":
        _check_png_data(data, name)


def _count_tiff_pieces(data: bytes) -> int:
    """Reads from the first directory of a TIFF how many strips or tiles it claims to have."""
    order = "<" if data.startswith(b"II") else ">"
    is_big = b"+" in data[2:4]  # BigTIFF: 64-bit offsets and counts
    start_at, start_format, count_format, entry_format = (
        (8, "Q", "Q", "HHQQ") if is_big else (4, "I", "H", "HHII")
    )
    try:
        (start,) = struct.unpack_from(order + start_format, data, start_at)
        (count,) = struct.unpack_from(order + count_format, data, start)
    except struct.error:
        return 0  # the file ends before its directory; Pillow says so
    entry = struct.Struct(order + entry_format)
    start += struct.calcsize(order + count_format)
    entries = data[start : start + entry.size * count]
    entries = entries[: len(entries) // entry.size * entry.size]  # the file may end early
    pieces = (
        values
        for tag, _, values, _ in entry.iter_unpack(entries)
        if tag in (_STRIP_OFFSETS, _TILE_OFFSETS)
    )
    return max(pieces, default=0)


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
                raise CorruptImageError(name, "a checksum does not match")
            while chunk and missing > 0:
                missing -= len(inflater.decompress(chunk, 1_000_000))
                chunk = inflater.unconsumed_tail
        position = end + 4
    if missing > 0:
        raise CorruptImageError(name, "its last rows are missing")


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
