"""What of a file is the picture: its pixels and its orientation, without everything else.

A picture is never refused for text, EXIF, XMP, colour profiles, comments or private data in its
file. So the decoder gets a copy of the file that holds none of them, and cannot be kept busy by
them either: Pillow copies a block of metadata as often as a file points to it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_demo.errors import TooManyPiecesError
from resnet_demo.photos.orientation import (
    MAX_METADATA_BYTES,
    read_exif_orientation,
    read_xmp_orientation,
)
from resnet_demo.photos.tiff import keep_tiff_pixels

MAX_PIECES = 200_000  # chunks, segments, blocks, strips or tiles of a file

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_PNG_XMP, _PNG_EXIF_TEXT = b"XML:com.adobe.xmp", b"Raw profile type exif"
# Frames, tables, restart intervals and number of lines; 0xC8 is reserved.
_JPEG_PIXELS = {*range(0xC0, 0xE0)} - {0xC8, *range(0xD0, 0xDA)}
_JPEG_COLOUR = {0xE0: b"JFIF\0", 0xEE: b"Adobe"}  # the decoder takes the colour space from these
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_WEBP_PIXELS = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF")
_WEBP_METADATA_FLAGS = 0x20 | 0x08 | 0x04  # ICC, EXIF and XMP, in the first byte of VP8X
_HEIF_METADATA_ITEM = re.compile(rb"(infe.{8,10})(?:Exif|mime)", re.DOTALL)


@dataclass(frozen=True)
class PictureData:
    """A file without its metadata.

    Attributes:
        data: The file, in its own format.
        orientation: 1 to 8 as in EXIF; 1 is upright.
        is_inverted: Whether the lowest value is white and ``data`` says that it is black.
    """

    data: bytes
    orientation: int = 1
    is_inverted: bool = False


def drop_metadata(data: bytes, name: str) -> PictureData:
    """Returns the picture in a file; a file that is no picture, or damaged, stays as it is.

    Raises:
        TooManyPiecesError: From the file that messages call ``name``.
    """
    if data.startswith(b"\xff\xd8"):
        return _keep_jpeg_pixels(data, name)
    if data.startswith(_PNG_SIGNATURE):
        return _keep_png_pixels(data, name)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PictureData(_keep_gif_pixels(data, name))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _keep_webp_pixels(data, name)
    if data.startswith((b"II", b"MM")):
        tiff = keep_tiff_pixels(data)
        if tiff.pieces > MAX_PIECES:  # Pillow makes a list of them: 2.4 million took 9 s
            raise TooManyPiecesError(name)
        return PictureData(tiff.data, tiff.orientation, tiff.is_inverted)
    if data[4:8] == b"ftyp":
        # In AVIF and HEIF the orientation is a property of the picture, which EXIF may not change.
        return PictureData(_HEIF_METADATA_ITEM.sub(rb"\1skip", data))
    return PictureData(data)


def _keep_jpeg_pixels(data: bytes, name: str) -> PictureData:
    kept, by_exif, by_xmp = [data[:2]], None, None
    for marker, start, end in _iterate_jpeg_segments(data, name):
        content = data[start + 4 : end]
        is_colour = marker in _JPEG_COLOUR and content.startswith(_JPEG_COLOUR[marker])
        if marker in _JPEG_PIXELS or is_colour:
            kept.append(data[start:end])
        elif marker == 0xE1 and content.startswith(b"Exif\0\0"):
            by_exif = by_exif or read_exif_orientation(content)
        elif marker == 0xE1 and content.startswith(_JPEG_XMP):
            by_xmp = by_xmp or read_xmp_orientation(content)
    return PictureData(b"".join(kept), by_exif or by_xmp or 1)


def _iterate_jpeg_segments(data: bytes, name: str) -> Iterator[tuple[int, int, int]]:
    """Yields marker, start and end of each segment; the last is the first scan and what follows."""
    position = 2
    for _ in range(MAX_PIECES):
        position = data.find(b"\xff", position)
        marker = data[position + 1] if 0 <= position < len(data) - 1 else 0xD9
        if marker == 0xD9:  # the end of the picture or of the file
            return
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8 or marker == 0xFF:  # without content, or padding
            position += 1
            continue
        if marker == 0xDA:
            yield marker, position, len(data)
            return
        end = position + 2 + max(2, int.from_bytes(data[position + 2 : position + 4], "big"))
        if end > len(data):
            return
        yield marker, position, end
        position = end
    raise TooManyPiecesError(name)


def _keep_png_pixels(data: bytes, name: str) -> PictureData:
    kept, header, by_exif, by_text = [_PNG_SIGNATURE], b"", None, None
    for kind, start, end in _iterate_png_chunks(data, name):
        content = data[start + 8 : end - 4]
        if kind in _PNG_PIXELS:
            kept.append(data[start:end])
            header = header or content
        elif kind == b"tRNS" and _is_whole_chunk(data[start:end]):
            kept.append(_make_transparency(content, header))
        elif kind == b"eXIf":
            by_exif = by_exif or read_exif_orientation(content)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            by_text = by_text or _read_text_orientation(kind, content)
    return PictureData(b"".join(kept), by_exif or by_text or 1)


def _iterate_png_chunks(data: bytes, name: str) -> Iterator[tuple[bytes, int, int]]:
    """Yields kind, start and end of each chunk; the last may be cut off by the end of the file."""
    position = len(_PNG_SIGNATURE)
    for _ in range(MAX_PIECES):
        if position + 12 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, position)
        yield kind, position, min(position + 12 + length, len(data))
        position += 12 + length
        if kind == b"IEND":
            return
    raise TooManyPiecesError(name)


def _is_whole_chunk(chunk: bytes) -> bool:
    return zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")


def _make_transparency(content: bytes, header: bytes) -> bytes:
    """Makes the chunk that names the transparent colour as Pillow compares it; none if unusable."""
    if len(header) < 13:
        return b""
    depth, colour_type = header[8:10]
    if colour_type == 3:
        content = content[:256]
    else:
        if len(content) != {0: 2, 2: 6}.get(colour_type):
            return b""
        values = struct.unpack(f">{len(content) // 2}H", content)
        if depth in (2, 4):  # Pillow spreads these over 8 bits
            values = tuple((value & (2**depth - 1)) * 255 // (2**depth - 1) for value in values)
        elif depth == 16 and colour_type == 2:  # of these it keeps the upper 8 bits
            values = tuple(value >> 8 for value in values)
        content = struct.pack(f">{len(values)}H", *values)
    chunk = b"tRNS" + content
    return struct.pack(">I", len(content)) + chunk + struct.pack(">I", zlib.crc32(chunk))


def _read_text_orientation(kind: bytes, content: bytes) -> int | None:
    """Reads the orientation where some programs put it, in XMP or in EXIF written out as text."""
    keyword, _, text = content.partition(b"\0")
    if keyword not in (_PNG_XMP, _PNG_EXIF_TEXT) or len(text) > MAX_METADATA_BYTES:
        return None
    if kind == b"iTXt":  # compression flag and method, language and keyword, each ended by a zero
        is_compressed, text = text[:1] == b"\1", text[2:].split(b"\0", 2)[-1]
    else:
        is_compressed, text = kind == b"zTXt", text[1:] if kind == b"zTXt" else text
    try:
        if is_compressed:
            text = zlib.decompressobj().decompress(text, 2 * MAX_METADATA_BYTES)
        if keyword == _PNG_XMP:
            return read_xmp_orientation(text)
        # ImageMagick: an empty line, the word exif, the length, then hexadecimal digits.
        digits = b"".join(text.split(b"\n")[3:]).decode("ascii")
        return read_exif_orientation(bytes.fromhex(digits))
    except (zlib.error, ValueError):
        return None


def _keep_gif_pixels(data: bytes, name: str) -> bytes:
    """Drops what stands between the global palette and the first frame but its transparency."""
    if len(data) < 13:
        return data
    position = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    kept, control = data[:position], b""
    for _ in range(MAX_PIECES):
        if data[position : position + 1] != b"!":
            return kept + control + data[position:]
        start, position = position, position + 2
        while position < len(data) and data[position]:
            position += 1 + data[position]
        position += 1
        if data[start + 1 : start + 2] == b"\xf9":
            control = data[start:position]
    raise TooManyPiecesError(name)


def _keep_webp_pixels(data: bytes, name: str) -> PictureData:
    kept, by_exif, by_xmp = [], None, None
    position, size = 12, 8 + int.from_bytes(data[4:8], "little")
    for _ in range(MAX_PIECES):
        if position + 8 > min(size, len(data)):
            break
        kind, length = struct.unpack_from("<4sI", data, position)
        chunk = data[position : position + 8 + length + length % 2]
        position += 8 + length + length % 2
        if kind == b"VP8X" and len(chunk) > 8:
            kept.append(chunk[:8] + bytes([chunk[8] & ~_WEBP_METADATA_FLAGS]) + chunk[9:])
        elif kind in _WEBP_PIXELS:
            kept.append(chunk)
        elif kind == b"EXIF":
            by_exif = by_exif or read_exif_orientation(chunk[8:])
        elif kind == b"XMP ":
            by_xmp = by_xmp or read_xmp_orientation(chunk[8:])
    else:
        raise TooManyPiecesError(name)
    body = b"WEBP" + b"".join(kept)
    return PictureData(b"RIFF" + struct.pack("<I", len(body)) + body, by_exif or by_xmp or 1)
