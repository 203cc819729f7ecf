"""Damaged files, and files made to exhaust the server."""

import struct
import threading
import time
import tracemalloc
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from resnet_demo.errors import (
    ChecksumError,
    CorruptImageError,
    DamagedHeaderError,
    InputError,
    TooManyPassesError,
    TooManyPiecesError,
    TruncatedImageError,
    UnsupportedImageError,
)
from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from tests.photos.image_files import ENCODINGS, PICTURE, encode, make_bomb, make_png, png_chunk

FILES = {encoding: encode(PICTURE, encoding) for encoding in ENCODINGS}

MAY_BE_CUT = ("JPEG", "JPEG progressive", "MPO")  # test_truncated.py


def read(data):
    return open_image(bytes(data), name="photo", settings=Settings(max_pixels=1_000_000))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about tags
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name not in MAY_BE_CUT])
def test_truncated_files_are_refused(encoding, part):
    data = FILES[encoding]
    with pytest.raises(CorruptImageError):
        read(data[: int(len(data) * part)])


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_pictures_without_pixels_are_refused(size):
    with pytest.raises(CorruptImageError):
        read(make_png(*size, bytes(9)))


def test_damaged_png_pixels_are_refused():
    with pytest.raises(TruncatedImageError):
        read(make_png(9, 9, bytes(5 * 10)))
    with pytest.raises(TruncatedImageError):
        read(FILES["PNG"][:-30])
    data = bytearray(FILES["PNG"])
    data[data.index(b"IDAT") + 40] ^= 1
    with pytest.raises(ChecksumError):
        read(data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about tags
@pytest.mark.parametrize("length", [5, 9, 50])
def test_a_tiff_without_its_directory_is_refused(length):
    with pytest.raises(DamagedHeaderError):
        read(encode(PICTURE, "TIFF")[:length])


def test_a_tiff_without_its_last_rows_is_refused():
    rows = encode(Image.new("L", (8, 8)), "TIFF")
    claim_more = struct.pack("<HHII", 257, 4, 1, 800)
    with pytest.raises(TruncatedImageError):
        read(rows.replace(struct.pack("<HHII", 257, 4, 1, 8), claim_more))


@pytest.mark.parametrize("tag", [273, 324])
@pytest.mark.parametrize(
    ("order", "header", "entry"),
    [
        ("<", b"II*\0" + struct.pack("<IH", 8, 1), "HHII"),
        (">", b"MM\0*" + struct.pack(">IH", 8, 1), "HHII"),
        ("<", b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, 1), "HHQQ"),
    ],
)
def test_a_tiff_in_too_many_pieces_is_refused(order, header, entry, tag):
    strips = struct.pack(order + entry, tag, 4, 300_000, 0)
    with pytest.raises(TooManyPiecesError):
        read(header + strips + bytes(8))


def test_a_picture_in_many_pieces_is_read():
    whole = make_png(100, 100, bytes(100 * 101), level=0)
    start = whole.index(b"IDAT") - 4
    pixels, end = whole[start + 8 : -16], whole[-12:]
    pieces = b"".join(png_chunk(b"IDAT", pixels[i : i + 1]) for i in range(len(pixels)))
    assert read(whole[:start] + pieces + end).rgb.getextrema() == ((0, 0),) * 3


def test_run_length_encoded_bmp_is_refused():
    data = bytearray(encode(PICTURE.convert("P"), "BMP"))
    data[30] = 1
    with pytest.raises(UnsupportedImageError, match="run-length encoded BMP"):
        read(data)


METADATA_BOMBS = [
    "PNG chunks",
    "PNG text",
    "PNG texts",
    "PNG EXIF",
    "JPEG segments",
    "JPEG EXIF",
    "GIF comment",
    "TIFF tags",
    "WEBP EXIF",
    "AVIF EXIF",
    "HEIF EXIF",
]


@pytest.mark.parametrize("kind", METADATA_BOMBS)
def test_metadata_made_to_exhaust_the_server_is_left_out(kind):
    data = make_bomb(kind)
    with taking_little_time():
        read(data)
    tracemalloc.start()
    try:
        read(data)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_a_jpeg_of_many_passes_is_refused_at_once():
    data = make_bomb("JPEG scans")
    with taking_little_time(), pytest.raises(TooManyPassesError):
        read(data)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (FILES["JPEG"][:2], b"\xff\xe5\0\2"),
        (FILES["PNG"][:33], png_chunk(b"prVt", b"")),
        (b"GIF89a\1\0\1\0\0\0\0", b"!\xfe\0"),
        (b"RIFF\xff\xff\xff\xffWEBP", b"junk\0\0\0\0"),
    ],
)
def test_more_pieces_than_a_picture_has_are_refused_at_once(start, piece):
    with taking_little_time(), pytest.raises(TooManyPiecesError):
        read(start + piece * 300_000)


@contextmanager
def taking_little_time():
    """Counts the time of this process, so that a busy machine does not matter."""
    started = time.process_time()
    yield
    assert time.process_time() - started < 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # in production Pillow's warnings are not errors
@settings(max_examples=300, deadline=2000)
@given(
    encoding=st.sampled_from(sorted(ENCODINGS)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), max_size=6),
    keep=st.just(1.0) | st.floats(0, 1),
)
def test_damage_is_an_input_error_or_no_error(encoding, changes, keep):
    data = bytearray(FILES[encoding])
    for place, mask in changes:
        data[int(place * (len(data) - 1))] ^= mask
    try:
        result = read(data[: int(len(data) * keep)])
    except InputError:
        return
    assert result.rgb.mode == "RGB"


def test_threads_do_not_disturb_each_other():
    expected = {encoding: read(data).rgb.tobytes() for encoding, data in FILES.items()}
    barrier = threading.Barrier(8)
    wrong = []

    def work():
        barrier.wait()
        wrong.extend(
            name for name, data in FILES.items() if read(data).rgb.tobytes() != expected[name]
        )

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
