"""Damaged files, and files made to exhaust the server."""

import threading
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resnet_demo.config import Settings
from resnet_demo.errors import CorruptImageError, InputError, UnsupportedImageError
from resnet_demo.images import open_image
from tests.image_files import ENCODINGS, PICTURE, encode, make_bomb, make_png

FILES = {encoding: encode(PICTURE, encoding) for encoding in ENCODINGS}


def read(data):
    return open_image(bytes(data), name="photo", settings=Settings(max_pixels=1_000_000))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about tags
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name != "MPO"])
def test_truncated_files_are_refused(encoding, part):
    data = FILES[encoding]
    with pytest.raises(CorruptImageError):
        read(data[: int(len(data) * part)])


def test_damaged_png_pixels_are_refused():
    with pytest.raises(CorruptImageError, match="last rows are missing"):
        read(make_png(9, 9, bytes(5 * 10)))
    data = bytearray(FILES["PNG"])
    data[data.index(b"IDAT") + 40] ^= 1
    with pytest.raises(CorruptImageError, match="checksum"):
        read(data)


def test_run_length_encoded_bmp_is_refused():
    data = bytearray(encode(PICTURE.convert("P"), "BMP"))
    data[30] = 1
    with pytest.raises(UnsupportedImageError, match="run-length"):
        read(data)


@pytest.mark.parametrize("kind", ["TIFF tags", "GIF comment", "PNG texts"])
def test_what_fills_memory_is_refused(kind):
    assert measure_peak_bytes(make_bomb(kind), CorruptImageError) < 80_000_000


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about the EXIF
@pytest.mark.parametrize("kind", ["JPEG EXIF", "PNG EXIF", "AVIF EXIF"])
def test_exif_that_fills_memory_is_left_out(kind):
    assert measure_peak_bytes(make_bomb(kind)) < 30_000_000


def measure_peak_bytes(data, error=()):
    tracemalloc.start()
    try:
        if error:
            with pytest.raises(error):
                read(data)
        else:
            read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["JPEG segments", "JPEG scans", "PNG chunks", "PNG text"])
def test_what_takes_long_is_refused_at_once(kind):
    data = make_bomb(kind)
    started = time.perf_counter()
    with pytest.raises(CorruptImageError):
        read(data)
    assert time.perf_counter() - started < 2


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
