"""Pictures of more pixels than the limit that can be decoded at a part of their size."""

from __future__ import annotations

import math

from PIL import Image, JpegImagePlugin

from resnet_demo.photos.notes import PhotoNote, ShrunkNote

_SCALES = (2, 4, 8)  # at which libjpeg decodes without decoding the whole picture first


def shrink_jpeg(image: Image.Image, max_pixels: int) -> tuple[PhotoNote, ...]:
    """Has a JPEG that is too large decoded at half its width and height, or a quarter, or less.

    The networks see a few hundred pixels a side, so nothing is lost that they would see. Other
    formats are decoded whole or not at all, so they are left as they are.

    Args:
        image: Opened, not loaded. Its size is then what it will be decoded at.
        max_pixels: Width times height may be this.

    Returns:
        A note with both sizes; nothing where the picture is left as it is.
    """
    width, height = image.size
    if width * height <= max_pixels or not isinstance(image, JpegImagePlugin.JpegImageFile):
        return ()
    for scale in _SCALES:
        size = math.ceil(width / scale), math.ceil(height / scale)
        if math.prod(size) <= max_pixels:
            image.draft(None, (width // scale, height // scale))
            return (ShrunkNote(width, height, *image.size),)
    return ()
