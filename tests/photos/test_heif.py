"""HEIC photos: read like others, and held to the same limits."""

import struct
import time

import numpy as np
import pytest
from PIL import Image

from resnet_demo.errors import (
    CorruptImageError,
    TooManyPassesError,
    TooManyPixelsError,
)
from resnet_demo.photos.heif import count_decoded_pixels
from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from tests.photos.image_files import PICTURE, encode


def read(data, **limits):
    return open_image(bytes(data), name="photo.heic", settings=Settings(**limits))


def replace_sizes(data, width, height):
    """Makes every size property say something else."""
    data, at = bytearray(data), 0
    while (at := data.find(b"ispe", at + 1)) > 0:
        data[at + 8 : at + 16] = struct.pack(">II", width, height)
    return data


def make_grid(tile, count, canvas):
    """A picture of ``count`` × ``count`` tiles of one colour, all the same one."""
    data = encode(Image.new("RGB", (2 * tile, 2 * tile), (10, 90, 200)), "HEIF", tile_size=tile)
    grid = struct.pack(">BBBBHH", 0, 0, 1, 1, 2 * tile, 2 * tile)
    assert grid in data
    data = data.replace(grid, struct.pack(">BBBBHH", 0, 0, count - 1, count - 1, canvas, canvas))
    first_size = data.index(b"ispe") + 8
    data = data[:first_size] + struct.pack(">II", canvas, canvas) + data[first_size + 8 :]
    old_at = data.index(b"dimg") - 16
    old = data[old_at : old_at + 12 + 12 + 2 * 4]
    parts = struct.pack(">HH", 1, count**2) + struct.pack(">H", 2) * count**2
    inner = struct.pack(">I4s", 8 + len(parts), b"dimg") + parts
    new = struct.pack(">I4sI", 12 + len(inner), b"iref", 0) + inner
    data = data.replace(old, new)
    longer = len(new) - len(old)
    at = data.index(b"meta") - 4
    (size,) = struct.unpack_from(">I", data, at)
    return data[:at] + struct.pack(">I", size + longer) + data[at + 4 :]


def test_a_photo_is_read():
    result = read(encode(PICTURE, "HEIF"))
    assert (result.format, result.rgb.mode, result.rgb.size) == ("HEIF", "RGB", (48, 32))
    assert np.abs(np.asarray(result.rgb, int) - np.asarray(PICTURE, int)).max() <= 12


def test_a_photo_in_tiles_is_read():
    picture = PICTURE.resize((512, 384))
    result = read(encode(picture, "HEIF", tile_size=128))
    assert np.abs(np.asarray(result.rgb, int) - np.asarray(picture, int)).max() <= 20


def test_transparency_is_laid_on_white():
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    assert np.asarray(read(encode(image, "HEIF")).rgb).min() >= 250


def test_the_limit_on_pixels_holds_before_decoding():
    data = encode(PICTURE.resize((128, 64)), "HEIF")
    read(data, max_pixels=128 * 64)
    with pytest.raises(TooManyPixelsError):
        read(data, max_pixels=128 * 64 - 1)
    with pytest.raises(TooManyPixelsError, match="limit is 50,000,000 pixels"):
        read(replace_sizes(data, 9_000, 9_000))


@pytest.mark.slow
def test_a_photo_that_is_larger_than_it_says_is_refused():
    with pytest.raises(CorruptImageError):
        read(replace_sizes(encode(PICTURE.resize((2_000, 1_500)), "HEIF"), 64, 64))


@pytest.mark.slow
def test_many_tiles_behind_a_small_picture_are_refused_at_once():
    data = make_grid(1024, 16, 64)
    assert count_decoded_pixels(data) == 1024**2 * 16**2
    started = time.process_time()
    with pytest.raises(TooManyPassesError):
        read(data)
    assert time.process_time() - started < 2


def test_the_pixels_of_ordinary_photos_are_counted():
    assert count_decoded_pixels(encode(PICTURE, "HEIF")) < 64 * 64 * 2
    tiled = encode(PICTURE.resize((512, 384)), "HEIF", tile_size=128)
    assert count_decoded_pixels(tiled) == 512 * 384


def test_items_that_refer_to_each_other_are_never_ready():
    tiled = encode(PICTURE.resize((512, 384)), "HEIF", tile_size=128)
    parts = struct.pack(">HHH", 1, 12, 2)
    assert count_decoded_pixels(tiled.replace(parts, struct.pack(">HHH", 1, 12, 1))) == float("inf")


@pytest.mark.parametrize("cut", [20, 100, 300])
def test_boxes_that_end_early_are_refused(cut):
    with pytest.raises(CorruptImageError):
        read(encode(PICTURE, "HEIF")[:cut])
