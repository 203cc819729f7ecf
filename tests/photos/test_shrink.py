"""Photos of more pixels than the limit: a JPEG is read smaller, and a note says so."""

import numpy as np
import pytest
from PIL import Image

from resnet_demo.errors import TooManyPixelsError
from resnet_demo.photos.notes import ShrunkNote
from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from tests.photos.image_files import encode

PICTURE = Image.linear_gradient("L").resize((120, 80)).convert("RGB")


def read(data, max_pixels):
    return open_image(data, name="photo", settings=Settings(max_pixels=max_pixels))


@pytest.mark.parametrize(
    ("max_pixels", "size"),
    [(120 * 80, (120, 80)), (120 * 80 - 1, (60, 40)), (60 * 40 - 1, (30, 20)), (150, (15, 10))],
)
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_a_jpeg_is_read_at_the_largest_size_that_fits(max_pixels, size, options):
    image = read(encode(PICTURE, "JPEG", **options), max_pixels)
    assert image.rgb.size == size
    expected = () if size == (120, 80) else (ShrunkNote(120, 80, *size),)
    assert image.notes == expected
    whole = np.asarray(PICTURE.resize(size, Image.Resampling.BOX), int)
    assert np.abs(np.asarray(image.rgb, int) - whole).mean() < 6


@pytest.mark.slow
def test_a_real_one_of_60_megapixels_is_read_and_told():
    data = encode(PICTURE.resize((10_000, 6_000)), "JPEG", quality=30)
    image = open_image(data, name="photo.jpg", settings=Settings())
    (note,) = image.notes
    assert image.rgb.size == (5_000, 3_000)
    assert "10,000 × 6,000 pixels" in note.describe("en")
    assert "it was read at 5,000 × 3,000" in note.describe("en")
    assert "按 5,000 × 3,000 像素读取" in note.describe("zh")


@pytest.mark.parametrize(("kind", "max_pixels"), [("JPEG", 149), ("PNG", 120 * 80 - 1)])
def test_what_cannot_be_read_smaller_is_refused(kind, max_pixels):
    with pytest.raises(TooManyPixelsError, match="is too large: it has 120 × 80"):
        read(encode(PICTURE, kind), max_pixels)
