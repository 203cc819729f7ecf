"""The region that a network sees, drawn on a photo."""

import numpy as np
import pytest
from PIL import Image

from resnet_demo.photos.crop import draw_crop
from resnet_demo.photos.photo import Photo
from resnet_demo.photos.preprocess import Box

BOX_RGB = (0xE6, 0x9F, 0x00)


@pytest.mark.parametrize(
    ("size", "box"),
    [((400, 200), Box(100, 0, 300, 200)), ((200, 400), Box(0, 100, 200, 300))],
)
def test_box_is_drawn_where_the_crop_is(size, box):
    photo = Photo("a.png", Image.new("RGB", size, "white"), *size, box)
    pixels = np.asarray(draw_crop(photo, 100)).astype(int)
    assert max(pixels.shape[:2]) == 100
    rows, columns = np.nonzero((pixels == BOX_RGB).all(axis=2))
    scale = 100 / 400
    found = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    expected = tuple(edge * scale for edge in box)
    assert np.abs(np.subtract(found, expected)).max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (4000, 10), (3, 700)])
def test_box_on_odd_shapes(size):
    width, height = size
    photo = Photo("a.png", Image.new("RGB", size), width, height, Box(0, 0, width, height))
    assert draw_crop(photo, 360).width <= 360
    assert photo.picture.size == size  # the shared picture is untouched
