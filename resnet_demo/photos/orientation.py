"""How a camera was held, from the metadata of its photo, and the turn that makes the photo upright.

Only this one number is read. A full parser of EXIF spends memory without bound on a file made for
the purpose, and fails on metadata that is damaged; a photo is never refused for its metadata.
"""

from __future__ import annotations

import re
import struct

from PIL import Image

MAX_METADATA_BYTES = 65_536  # the most that one JPEG segment holds; larger metadata is not read
ORIENTATION = 274  # the tag in EXIF and TIFF

# EXIF 2.3: where the first row and the first column of the stored pixels belong.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_XMP_ORIENTATION = re.compile(rb"tiff:Orientation(?:=[\"']|>)([1-8])")


def read_exif_orientation(exif: bytes) -> int | None:
    """Returns the orientation, 1 to 8, in EXIF data; None when there is none that can be read."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) > MAX_METADATA_BYTES:
        return None
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for position in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(order + "HH", exif, position)
            if tag == ORIENTATION:
                value_format = {1: "B", 3: "H", 4: "I"}[kind]
                (value,) = struct.unpack_from(order + value_format, exif, position + 8)
                return check_orientation(value)
    except (struct.error, KeyError):
        pass
    return None


def read_xmp_orientation(xmp: bytes) -> int | None:
    """Returns the orientation, 1 to 8, in an XMP document; None when there is none."""
    match = _XMP_ORIENTATION.search(xmp[:MAX_METADATA_BYTES])
    return int(match[1]) if match else None


def check_orientation(value: int) -> int | None:
    """Returns an orientation as it is, and None for a number that is none."""
    return value if 1 <= value <= 8 else None


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """Returns a picture as the camera saw it."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image
