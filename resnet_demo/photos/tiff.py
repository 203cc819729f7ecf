"""The first directory of a TIFF, rewritten so that it names the pixels and nothing else."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from resnet_demo.photos.orientation import (
    MAX_METADATA_BYTES,
    ORIENTATION,
    check_orientation,
    read_xmp_orientation,
)

BITS_PER_SAMPLE, PHOTOMETRIC, PLANAR_CONFIGURATION, SAMPLE_FORMAT = 258, 262, 284, 339
_STRIP_OFFSETS, _TILE_OFFSETS, _XMP = 273, 324, 700
# Size, layout, colour and compression of the pixels, as TIFF 6.0 and its supplements name them.
_BASELINE = (254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 320)
_EXTENSIONS = (292, 293, 317, 322, 323, 324, 325, 332, 334, 336, 338, 339, 347)
_JPEG_AND_YCBCR = (*range(512, 522), *range(529, 533))
_PIXEL_TAGS = frozenset((*_BASELINE, *_EXTENSIONS, *_JPEG_AND_YCBCR))
_SHORT, _LONG = 3, 4  # kinds of values


@dataclass(frozen=True)
class TiffPixels:
    """A TIFF whose directory names the pixels and nothing else.

    Attributes:
        data: The file with its new directory in the place of the old one.
        orientation: 1 to 8 as in EXIF.
        pieces: How many strips or tiles the file claims to have.
        is_inverted: Whether the lowest value is white and ``data`` says that it is black, which
            Pillow reads for more kinds of samples.
    """

    data: bytes
    orientation: int = 1
    pieces: int = 0
    is_inverted: bool = False


@dataclass
class _Directory:
    """The first directory of a file.

    Attributes:
        start: Where it is.
        order: Of bytes, as ``struct`` writes it.
        offset_format: Of a place in the file, which is also the room for a value in an entry.
        count_format: Of the number of entries.
        entries: Kind, count and value, or place, of each tag; the first of tags that are there
            twice.
    """

    start: int
    order: str
    offset_format: str
    count_format: str
    entries: dict[int, tuple[int, int, bytes]]

    def read_number(self, tag: int) -> int | None:
        """Returns a number that stands in the directory itself; None for anything else."""
        kind, count, value = self.entries.get(tag, (0, 0, b""))
        if kind not in (_SHORT, _LONG) or count != 1:
            return None
        number: int = struct.unpack_from(self.order + ("H" if kind == _SHORT else "I"), value)[0]
        return number

    def pack(self) -> bytes:
        """Returns the directory as bytes, and that there is none after it."""
        room = struct.calcsize(self.order + self.offset_format)
        entry = struct.Struct(f"{self.order}HH{self.offset_format}{room}s")
        head = struct.pack(self.order + self.count_format, len(self.entries))
        packed = [entry.pack(tag, *self.entries[tag]) for tag in sorted(self.entries)]
        return b"".join([head, *packed, bytes(room)])


def keep_tiff_pixels(data: bytes) -> TiffPixels:
    """Rewrites the first directory; a file that ends before it stays as it is."""
    try:
        directory = _read_directory(data)
    except struct.error:
        return TiffPixels(data)  # Pillow says that the header is damaged
    entries = directory.entries
    orientation = check_orientation(directory.read_number(ORIENTATION) or 0)
    orientation = orientation or _read_xmp(data, directory) or 1
    offsets = [entries[tag] for tag in (_STRIP_OFFSETS, _TILE_OFFSETS) if tag in entries]
    pieces = max((count for _, count, _ in offsets), default=0)
    is_deep_grey = (directory.read_number(BITS_PER_SAMPLE) or 0) > 8
    is_inverted = is_deep_grey and directory.read_number(PHOTOMETRIC) == 0
    if is_inverted:
        entries[PHOTOMETRIC] = (_SHORT, 1, struct.pack(directory.order + "H", 1))
    directory.entries = {tag: entries[tag] for tag in _PIXEL_TAGS & entries.keys()}
    # It is no longer than the old one and stands in its place, so the pixels stay in theirs.
    packed = directory.pack()
    data = data[: directory.start] + packed + data[directory.start + len(packed) :]
    return TiffPixels(data, orientation, pieces, is_inverted)


def _read_directory(data: bytes) -> _Directory:
    order = "<" if data.startswith(b"II") else ">"
    is_big = b"+" in data[2:4]  # BigTIFF: 64-bit offsets and counts
    start_at, offset_format, count_format = (8, "Q", "Q") if is_big else (4, "I", "H")
    (start,) = struct.unpack_from(order + offset_format, data, start_at)
    (count,) = struct.unpack_from(order + count_format, data, start)
    entry = struct.Struct(f"{order}HH{offset_format}{struct.calcsize(order + offset_format)}s")
    first = start + struct.calcsize(order + count_format)
    block = data[first : first + entry.size * count]
    block = block[: len(block) // entry.size * entry.size]  # the file may end early
    entries: dict[int, tuple[int, int, bytes]] = {}
    for tag, kind, values, value in entry.iter_unpack(block):
        entries.setdefault(tag, (kind, values, value))
    return _Directory(start, order, offset_format, count_format, entries)


def _read_xmp(data: bytes, directory: _Directory) -> int | None:
    _, size, value = directory.entries.get(_XMP, (0, 0, b""))
    if not value or size > MAX_METADATA_BYTES:
        return None
    (start,) = struct.unpack(directory.order + directory.offset_format, value)
    return read_xmp_orientation(data[start : start + size])
