"""JPEGs that end early, as broken downloads do: what is there is shown when it is enough."""

from __future__ import annotations

import re

import numpy as np
from PIL import Image, JpegImagePlugin

from resnet_demo.errors import TruncatedImageError
from resnet_demo.photos.notes import MissingPassesNote, MissingRowsNote, PhotoNote

# The start of a scan of 1 to 4 components, whose header is 6 + 2·components bytes long.
JPEG_SCAN = re.compile(rb"\xff\xda\x00(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
_JPEG_END = b"\xff\xd9"
_MIN_ROWS = 0.5  # of the picture; with fewer it is refused
# libjpeg paints what it has no data for in middle grey; CMYK is stored inverted.
_FILL_LEVELS = (127, 128)


def is_cut_jpeg(data: bytes) -> bool:
    """Says whether a JPEG, its metadata dropped, lacks its end."""
    return data.startswith(b"\xff\xd8") and _JPEG_END not in data


def end_jpeg(data: bytes) -> bytes:
    """Ends a JPEG where its data ends, so that it is decoded that far; zeros are no data."""
    return data.rstrip(b"\0") + _JPEG_END


def describe_missing_part(image: Image.Image, data: bytes, name: str) -> tuple[PhotoNote, ...]:
    """Says what is missing of a JPEG that was ended by ``end_jpeg``; nothing if only its end was.

    Args:
        image: As it was opened and loaded, not turned.
        data: The file.
        name: What messages call it.

    Raises:
        TruncatedImageError: More than half of its rows are missing, or a whole colour.
    """
    passes = JPEG_SCAN.findall(data)
    layers = image.layer if isinstance(image, JpegImagePlugin.JpegImageFile) else []
    if not passes or passes[0][-1] != len(layers):
        raise TruncatedImageError(name)
    if len(passes) > 1:  # the first of a progressive JPEG is there, with all rows
        return (MissingPassesNote(),)
    edge = np.asarray(image)[:, -1].reshape(image.height, -1)
    decoded = np.flatnonzero((~np.isin(edge, _FILL_LEVELS)).any(axis=1))
    rows = int(decoded[-1]) + 1 if decoded.size else 0
    if rows < image.height:  # smooth colours reach a little into what is missing
        block_height = 8 * max(vertical for _, _, vertical, _ in layers)
        rows = rows // block_height * block_height
    if rows < _MIN_ROWS * image.height:
        raise TruncatedImageError(name)
    return (MissingRowsNote(image.height - rows, image.height),) if rows < image.height else ()
