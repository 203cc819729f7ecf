"""Reading pictures: the right pixels, or a refusal that says why."""

import os
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from resnet_demo.errors import (
    FileAccessError,
    FileKind,
    FileTooLargeError,
    FolderGivenError,
    ImageTooLargeError,
    MissingFileError,
    NoPixelsError,
    SpecialFileError,
    TooManyPixelsError,
    UnsupportedImageError,
)
from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from resnet_demo.words.en import errors as english
from resnet_demo.words.zh import errors as chinese
from tests.photos.image_files import ENCODINGS, PICTURE, encode, make_png, make_tiff


def read(data, name="photo", **limits):
    return open_image(data, name=name, settings=Settings(**limits))


def read_row(data):
    """The first row of red values."""
    return np.array(read(data).rgb)[0, :, 0].tolist()


def difference(image, expected):
    assert image.size == expected.size
    return np.abs(np.asarray(image, int) - np.asarray(expected.convert("RGB"), int)).max()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_format_is_read(encoding):
    result = read(encode(PICTURE, encoding), "a/b/photo.xyz")
    image_format = "JPEG" if encoding == "MPO" else encoding.split()[0]
    assert (result.name, result.format) == ("photo.xyz", image_format)
    assert (result.rgb.mode, result.width, result.height) == ("RGB", 48, 32)
    assert difference(result.rgb, PICTURE) <= 12


def test_a_real_photo_is_as_pillow_reads_it(photos):
    with Image.open(photos / "tower.jpg") as tower:
        assert read((photos / "tower.jpg").read_bytes()).rgb.tobytes() == tower.tobytes()


UPRIGHT = np.asarray(PICTURE)
STORED = {  # EXIF 2.3: where the first row and the first column of the stored pixels belong
    1: UPRIGHT,  # top, left
    2: UPRIGHT[:, ::-1],  # top, right
    3: UPRIGHT[::-1, ::-1],  # bottom, right
    4: UPRIGHT[::-1],  # bottom, left
    5: UPRIGHT.transpose(1, 0, 2),  # left, top
    6: np.rot90(UPRIGHT, 1),  # right, top
    7: UPRIGHT[::-1, ::-1].transpose(1, 0, 2),  # right, bottom
    8: np.rot90(UPRIGHT, -1),  # left, bottom
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("encoding", ["JPEG", "PNG", "WEBP", "TIFF", "TIFF lzw", "AVIF"])
def test_exif_orientation_is_applied_and_metadata_dropped(encoding, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A camera"
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation]))
    rgb = read(encode(stored, encoding, exif=exif.tobytes())).rgb
    assert difference(rgb, PICTURE) <= 12
    assert not rgb.info
    assert not dict(rgb.getexif())


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about the EXIF
@pytest.mark.parametrize("exif", [b"rubbish", b"II*\0\xff\xff\xff\x7f", b"II*\0\x08", b""])
@pytest.mark.parametrize("encoding", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_does_not_refuse_a_picture(encoding, exif):
    data = encode(PICTURE, encoding, exif=b"Exif\0\0" + exif)
    assert difference(read(data).rgb, PICTURE) <= 12


@pytest.mark.parametrize("encoding", ["PNG", "TIFF", "WEBP lossless"])
def test_transparency_is_laid_on_white(encoding):
    image = Image.new("RGBA", (3, 1))
    image.putdata([(255, 0, 0, 255), (255, 0, 0, 128), (255, 0, 0, 0)])
    expected = [(255, 0, 0), (255, 127, 127), (255, 255, 255)]
    assert np.abs(np.array(read(encode(image, encoding)).rgb)[0] - expected).max() <= 1


def test_transparency_of_grey_and_of_palettes():
    grey = Image.new("LA", (2, 1))
    grey.putdata([(10, 255), (10, 0)])
    assert read_row(encode(grey)) == [10, 255]
    assert read_row(encode(Image.fromarray(np.uint8([[10, 20]])), transparency=10)) == [255, 20]
    palette = Image.new("P", (2, 1))
    palette.putpalette([0, 0, 0, 9, 8, 7])
    palette.putdata([0, 1])
    assert read_row(encode(palette, "PNG", transparency=0)) == [255, 9]
    assert read_row(encode(palette, "PNG", transparency=b"\xff\x00")) == [0, 255]
    assert read_row(encode(palette, "GIF", transparency=0)) == [255, 9]


@pytest.mark.parametrize(
    ("mode", "encoding", "tolerance"),
    [
        ("CMYK", "JPEG", 12),
        ("CMYK", "TIFF", 0),
        ("YCbCr", "JPEG", 12),
        ("YCbCr", "TIFF lzw", 2),
        ("L", "PNG", 0),
        ("L", "TIFF", 0),
        ("1", "PNG", 0),
        ("1", "TIFF", 0),
        ("P", "PNG", 0),
        ("P", "BMP", 0),
    ],
)
def test_modes(mode, encoding, tolerance):
    image = PICTURE.convert(mode)
    assert difference(read(encode(image, encoding)).rgb, image) <= tolerance


def test_lab():
    # L* 50 without colour is sRGB 119; L* 53, a* 80, b* 67 is nearly pure red.
    lab = Image.frombytes("LAB", (2, 1), bytes([128, 0, 0, 136, 80, 67]))
    grey, red = np.array(read(encode(lab, "TIFF")).rgb, int)[0]
    assert np.abs(grey - 119).max() <= 2
    assert red[0] > 240
    assert max(red[1:]) < 40


@pytest.mark.parametrize("encoding", ["PNG", "TIFF", "TIFF lzw"])
def test_deep_grey_is_scaled_not_clipped(encoding):
    image = Image.fromarray(np.uint16([[0, 257, 1000, 32896, 65535]]))
    assert read_row(encode(image, encoding)) == [0, 1, 4, 128, 255]


def test_rare_deep_grey():
    white_is_zero = make_tiff(np.uint16([0, 257, 65535]).tobytes(), 3, bits=16, photometric=0)
    assert read_row(white_is_zero) == [255, 254, 0]
    assert read_row(make_tiff(b"\x00\x0f\xff", 2, bits=12, photometric=1)) == [0, 255]
    integers = Image.fromarray(np.int32([[-100_000, 0, 100_000]]))
    assert read_row(encode(integers, "TIFF")) == [0, 128, 255]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-0.5, 0, 0.5], [0, 128, 255]),
        ([-3e38, 0, 3e38], [0, 128, 255]),
        ([1, np.nan, 3, np.inf, -np.inf], [0, 0, 255, 255, 0]),
        ([7, 7], [128, 128]),
    ],
)
def test_floats_are_scaled_by_their_finite_range(values, expected):
    assert read_row(encode(Image.fromarray(np.float32([values])), "TIFF")) == expected


def test_floats_without_a_number_are_refused():
    with pytest.raises(NoPixelsError):
        read(encode(Image.fromarray(np.float32([[np.nan, np.inf]])), "TIFF"))


@pytest.mark.parametrize("encoding", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_first_frame_of_an_animation(encoding):
    later = [Image.new("RGB", PICTURE.size, colour) for colour in ("blue", "white")]
    data = encode(PICTURE, encoding, save_all=True, append_images=later)
    assert difference(read(data).rgb, PICTURE) <= 12


@pytest.mark.parametrize("size", [(1, 1), (4000, 10), (10, 4000), (3, 7)])
@pytest.mark.parametrize("encoding", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_unusual_sizes(encoding, size):
    assert read(encode(Image.new("RGB", size), encoding)).rgb.size == size


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"PK\x03\x04\x14\0\0\0", "office"),
        (b"\x1f\x8b\x08\0", "archive"),
        (b"\xff\x0a\0\0", "jpeg2000"),
        (b"8BPS\0\1", "photoshop"),
        (b"\0\0\1\0\1\0", "icon"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "video"),
        (b"OggS\0\2", "sound"),
        (b"MZ\x90\0\3\0\0\0\4\0", "program"),
        (b"\x7fELF\2\1\1\0", "program"),
        (b"\n<!DOCTYPE html>\n<html><body><svg></svg>", "html"),
        (b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="">', "svg"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "postscript"),
        (b"P6\n1 1\n255\n\x01\x02\x03", "binary"),  # PPM, which Pillow opens
        (b"Dear reader", "text"),
        (b"BMW is a maker of cars", "text"),
        (bytes(range(1, 60)), "binary"),
    ],
)
def test_what_is_not_a_picture_is_named_in_both_languages(data, kind):
    with pytest.raises(UnsupportedImageError) as caught:
        read(data, "holiday.png")
    assert caught.value.fields == {"name": "holiday.png", "kind": kind}
    assert f"holiday.png is not a picture this app can read ({english.PHRASES[kind]})." in str(
        caught.value
    )
    assert f"holiday.png 不是本应用能读取的图片（{chinese.PHRASES[kind]}）。" in (
        caught.value.describe("zh")
    )


def test_every_kind_has_a_phrase():
    kinds = set(get_args(FileKind))
    assert kinds == english.PHRASES.keys() & kinds == chinese.PHRASES.keys() & kinds


def test_paths(tmp_path):
    picture = tmp_path / "cat.png"
    picture.write_bytes(encode(PICTURE))
    assert open_image(picture, settings=Settings()).name == "cat.png"
    assert open_image(picture, name=r"C:\pets\tom.png", settings=Settings()).name == "tom.png"
    with pytest.raises(FileTooLargeError, match=r"^cat\.png is too large: .* limit is 10 bytes"):
        open_image(picture, settings=Settings(max_file_bytes=10))
    os.mkfifo(tmp_path / "pipe.png")  # reading it would wait for ever
    with pytest.raises(SpecialFileError, match=r"pipe\.png is not an ordinary file"):
        open_image(tmp_path / "pipe.png", settings=Settings())


def test_a_folder_leads_on_to_the_pictures_in_it(tmp_path):
    for name in ("b.JPG", "a.png", "notes.txt", "c.heic", "d.webp", "e.tif", "f.gif"):
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(FolderGivenError) as caught:
        open_image(tmp_path, settings=Settings())
    assert (caught.value.count, len(caught.value.pictures)) == (6, 5)
    assert f"all of them as {tmp_path}/*" in str(caught.value)
    assert "Pictures in it (6): a.png, b.JPG, c.heic, d.webp, e.tif." in str(caught.value)
    assert f"{tmp_path} 是文件夹" in caught.value.describe("zh")
    assert "（6 张）：a.png、b.JPG" in caught.value.describe("zh")


def test_a_folder_without_pictures_says_so(tmp_path):
    with pytest.raises(FolderGivenError, match=r"Pictures in it \(0\): none\."):
        open_image(tmp_path, settings=Settings())


def test_a_missing_file_leads_on_to_similar_names(tmp_path):
    for name in ("lion.jpg", "tower.jpg"):
        (tmp_path / name).touch()
    with pytest.raises(MissingFileError, match=r"similar name: lion\.jpg\.") as caught:
        open_image(tmp_path / "lion.jpeg", settings=Settings())
    assert "名称相近的文件：lion.jpg。" in caught.value.describe("zh")
    with pytest.raises(MissingFileError, match=r"There is no file .*dog\.png.* similar name: none"):
        open_image(tmp_path / "nowhere" / "dog.png", settings=Settings())


def test_what_the_system_does_not_open_says_why(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "mine.png").write_bytes(encode(PICTURE))
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileAccessError, match=r"mine\.png cannot be opened \(Permission denied\)"):
        open_image(tmp_path / "mine.png", settings=Settings())


def test_limits_are_inclusive():
    data = encode(PICTURE)
    read(data, max_file_bytes=len(data), max_pixels=48 * 32)
    with pytest.raises(FileTooLargeError):
        read(data, max_file_bytes=len(data) - 1)
    with pytest.raises(TooManyPixelsError, match=r"48 × 32 = 1,536 pixels.*limit is 1,535 pixels"):
        read(data, max_pixels=48 * 32 - 1)


@pytest.mark.parametrize("side", [7_072, 9_600, 60_000, 2**31 - 1])  # Pillow warns, then fails
def test_pixels_are_checked_before_decoding(side):
    ceiling = Image.MAX_IMAGE_PIXELS
    with pytest.raises(ImageTooLargeError, match="limit is 50,000,000 pixels"):
        read(make_png(side, side, b"", depth=1))  # decoding would find no rows
    assert ceiling == Image.MAX_IMAGE_PIXELS
