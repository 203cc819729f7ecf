"""Every kind of deep sample gives what a copy with 8 bits a sample gives."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from resnet_demo.errors import UnsupportedImageError
from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from tests.photos.image_files import encode, png_chunk

LEVELS = np.arange(256, dtype=np.uint8)
GREY = LEVELS.reshape(16, 16)
NARROW = (GREY // 2 + 50).astype(np.uint8)  # neither black nor white is in it
COLOUR = np.stack([GREY, GREY[::-1], GREY.T], axis=2)
ALPHA = GREY[:, ::-1]


def read(data):
    return np.asarray(open_image(data, name="deep", settings=Settings()).rgb, int)


def read_twin(pixels):
    return read(encode(Image.fromarray(pixels)))


def widen(pixels):
    """16-bit values: the same levels, with low bytes that differ from the high ones."""
    noise = np.random.default_rng(1).integers(-128, 128, pixels.shape)
    return np.clip(pixels.astype(int) * 257 + noise, 0, 65_535)


def make_png(pixels, colour_type, extra=b""):
    """A 16-bit PNG of (H, W) or (H, W, C) values."""
    height, width = pixels.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    chunks = png_chunk(b"IHDR", header) + extra + png_chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunks + png_chunk(b"IEND", b"")


def make_tiff(pixels, order, tags, *, planar=False):
    """An uncompressed TIFF of (H, W) or (H, W, C) values in one strip, or one a channel."""
    pixels = pixels if pixels.ndim == 3 else pixels[:, :, None]
    height, width, channels = pixels.shape
    bits = pixels.dtype.itemsize * 8
    planes = np.moveaxis(pixels, 2, 0) if planar else pixels[None]
    data = planes.astype(pixels.dtype.newbyteorder(order)).tobytes()
    strips = len(planes)
    size = len(data) // strips
    entries = {256: [width], 257: [height], 258: [bits] * channels, 259: [1]}
    entries |= {273: [8 + i * size for i in range(strips)], 277: [channels], 278: [height]}
    entries |= {279: [size] * strips, 284: [2 if planar else 1]} | tags
    start = 8 + len(data)
    values_at = start + 2 + 12 * len(entries) + 4
    directory, values = struct.pack(order + "H", len(entries)), b""
    for tag, numbers in sorted(entries.items()):
        kind, code = (3, "H") if tag in (258, 262, 338, 339) else (4, "I")
        packed = struct.pack(f"{order}{len(numbers)}{code}", *numbers)
        if len(packed) > 4:
            value, values = struct.pack(order + "I", values_at + len(values)), values + packed
        else:
            value = packed.ljust(4, b"\0")
        directory += struct.pack(order + "HHI", tag, kind, len(numbers)) + value
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", start) + data + directory + bytes(4) + values


def assert_like_twin(data, twin):
    assert np.abs(read(data) - read_twin(twin)).max() <= 1


@pytest.mark.parametrize("pixels", [GREY, NARROW], ids=["whole range", "narrow"])
class TestGrey:
    def test_png(self, pixels):
        assert_like_twin(make_png(widen(pixels), 0), pixels)

    @pytest.mark.parametrize("order", "<>")
    def test_tiff(self, pixels, order):
        data = make_tiff(widen(pixels).astype(np.uint16), order, {262: [1]})
        assert_like_twin(data, pixels)

    @pytest.mark.parametrize("order", "<>")
    def test_tiff_where_zero_is_white(self, pixels, order):
        data = make_tiff(widen(255 - pixels).astype(np.uint16), order, {262: [0]})
        assert_like_twin(data, pixels)

    @pytest.mark.parametrize("encoding", ["TIFF lzw", "TIFF deflate"])
    def test_compressed_tiff(self, pixels, encoding):
        data = encode(Image.fromarray(widen(pixels).astype(np.uint16)), encoding)
        assert_like_twin(data, pixels)

    @pytest.mark.parametrize("order", "<>")
    def test_signed_tiff(self, pixels, order):
        signed = {262: [1], 339: [2]}
        around_zero = (widen(pixels) - 32_768).astype(np.int16)
        assert_like_twin(make_tiff(around_zero, order, signed), pixels)

    def test_signed_tiff_without_negative_values(self, pixels):
        positive = (widen(pixels) // 2).astype(np.int16)
        assert_like_twin(make_tiff(positive, "<", {262: [1], 339: [2]}), pixels)

    @pytest.mark.parametrize(
        "values",
        [lambda pixels: pixels, widen],
        ids=["8 bits in 32", "16 bits in 32"],
    )
    def test_integers_of_32_bits_that_hold_fewer(self, pixels, values):
        data = encode(Image.fromarray(values(pixels).astype(np.int32)), "TIFF")
        assert_like_twin(data, pixels)

    def test_floats_from_zero_to_one(self, pixels):
        data = encode(Image.fromarray((pixels / 255).astype(np.float32)), "TIFF")
        assert_like_twin(data, pixels)


def test_unsigned_integers_of_32_bits_do_not_turn_negative():
    values = np.uint32([[0, 2**31, 2**32 - 1]])
    row = read(make_tiff(values, "<", {262: [1]}))[0, :, 0]
    assert row.tolist() == [0, 128, 255]


def test_colour_png():
    assert_like_twin(make_png(widen(COLOUR), 2), COLOUR)


def test_colour_png_with_transparency():
    pixels = np.dstack([COLOUR, ALPHA])
    deep = np.dstack([widen(COLOUR), ALPHA.astype(int) * 257])
    assert_like_twin(make_png(deep, 6), pixels)


def test_grey_png_with_transparency():
    twin = Image.merge("LA", [Image.fromarray(GREY), Image.fromarray(np.ascontiguousarray(ALPHA))])
    data = make_png(widen(np.dstack([GREY, ALPHA])), 4)
    assert np.abs(read(data) - read(encode(twin))).max() <= 1


def test_png_with_one_transparent_colour():
    key = png_chunk(b"tRNS", struct.pack(">H", 100 * 257))
    data = make_png(GREY.astype(int) * 257, 0, key)
    assert np.abs(read(data) - read(encode(Image.fromarray(GREY), transparency=100))).max() <= 1
    colour = tuple(map(int, COLOUR[3, 5]))
    key = png_chunk(b"tRNS", struct.pack(">HHH", *(257 * level for level in colour)))
    data = make_png(COLOUR.astype(int) * 257, 2, key)
    expected = read(encode(Image.fromarray(COLOUR), transparency=colour))
    assert expected[3, 5].tolist() == [255, 255, 255]
    assert np.abs(read(data) - expected).max() <= 1


@pytest.mark.parametrize("order", "<>")
def test_colour_tiff(order):
    data = make_tiff(widen(COLOUR).astype(np.uint16), order, {262: [2]})
    assert_like_twin(data, COLOUR)


@pytest.mark.parametrize("order", "<>")
def test_colour_tiff_in_planes(order):
    assert_like_twin(make_tiff(COLOUR, order, {262: [2]}, planar=True), COLOUR)
    deep = make_tiff(widen(COLOUR).astype(np.uint16), order, {262: [2]}, planar=True)
    with pytest.raises(UnsupportedImageError, match="stored in planes"):  # Pillow mixes them up
        read(deep)


@pytest.mark.parametrize("order", "<>")
def test_colour_tiff_with_transparency(order):
    pixels = np.dstack([COLOUR, ALPHA])
    deep = np.dstack([widen(COLOUR), ALPHA.astype(int) * 257]).astype(np.uint16)
    assert_like_twin(make_tiff(deep, order, {262: [2], 338: [2]}), pixels)


@pytest.mark.parametrize("order", "<>")
def test_cmyk_tiff(order):
    pixels = np.dstack([COLOUR, ALPHA])
    twin = encode(Image.frombytes("CMYK", (16, 16), pixels.tobytes()), "TIFF")
    data = make_tiff(widen(pixels).astype(np.uint16), order, {262: [5]})
    assert np.abs(read(data) - read(twin)).max() <= 2  # a level of ink and one of black
