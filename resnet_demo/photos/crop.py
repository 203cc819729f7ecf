"""The region of a photo that a network sees, drawn as a box."""

from __future__ import annotations

from PIL import Image, ImageDraw

from resnet_demo.photos.photo import Photo
from resnet_demo.photos.preprocess import Box

# Orange of the Okabe-Ito palette, which stays apart for every kind of colour vision.
BOX_COLOUR = "#E69F00"
BOX_EDGE_COLOUR = "#000000"


def draw_crop(photo: Photo, side: int) -> Image.Image:
    """Shrinks a photo to at most ``side`` pixels and draws the region the model sees on it."""
    picture = photo.picture.copy()
    picture.thumbnail((side, side))
    scale_x, scale_y = picture.width / photo.width, picture.height / photo.height
    draw_box(picture, _scale_box(photo.crop, scale_x, scale_y, picture.size))
    return picture


def draw_box(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Draws the region that the model sees, (left, top, right, bottom) in pixels, on a picture."""
    draw = ImageDraw.Draw(picture)
    width = max(2, max(picture.size) // 110)
    left, top, right, bottom = box
    # A dark line under the bright one keeps the box visible on any photo.
    draw.rectangle((left, top, right, bottom), outline=BOX_EDGE_COLOUR, width=width + 2)
    inner = (left + 1, top + 1, right - 1, bottom - 1)
    if inner[0] <= inner[2] and inner[1] <= inner[3]:
        draw.rectangle(inner, outline=BOX_COLOUR, width=width)


def _scale_box(
    box: Box, scale_x: float, scale_y: float, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    left = min(max(round(box.left * scale_x), 0), size[0] - 1)
    top = min(max(round(box.top * scale_y), 0), size[1] - 1)
    right = min(max(round(box.right * scale_x) - 1, left), size[0] - 1)
    bottom = min(max(round(box.bottom * scale_y) - 1, top), size[1] - 1)
    return left, top, right, bottom
