"""Nothing but pixels refuses a picture: text, EXIF, XMP, profiles, comments, private data."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from tests.photos.image_files import (
    ENCODINGS,
    PICTURE,
    encode,
    jpeg_segment,
    make_png,
    png_chunk,
)

MEGABYTE = 1_000_000
NOISE = np.random.default_rng(0).bytes(MEGABYTE)
XMP = b'<x:xmpmeta><rdf:Description tiff:Orientation="3"/></x:xmpmeta>'


def read(data):
    return open_image(bytes(data), name="photo", settings=Settings()).rgb


def assert_same_pixels(data, plain):
    assert read(data).tobytes() == read(plain).tobytes()


def damage_checksum(chunk):
    return chunk[:-1] + bytes([chunk[-1] ^ 1])


PNG_EXTRAS = {
    "a megabyte of compressed text": png_chunk(
        b"zTXt", b"a\0\0" + zlib.compress(bytes(5 * MEGABYTE))
    ),
    "a megabyte of international text": png_chunk(
        b"iTXt", b"a\0\1\0en\0a\0" + zlib.compress(b"a" * 5 * MEGABYTE)
    ),
    "much text": png_chunk(b"tEXt", b"a\0" + b"a" * MEGABYTE) * 9,
    "text that is no zlib stream": png_chunk(b"zTXt", b"a\0\0rubbish"),
    "text without a key": png_chunk(b"tEXt", b"")
    + png_chunk(b"iTXt", b"a\0")
    + png_chunk(b"zTXt", b""),
    "text in another method": png_chunk(b"zTXt", b"a\0\7x"),
    "text that is no UTF-8": png_chunk(b"iTXt", b"\xff\0\0\0\xff\0\xff\0\xff"),
    "EXIF rubbish": png_chunk(b"eXIf", b"rubbish"),
    "EXIF text rubbish": png_chunk(
        b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\n\n\nzz")
    ),
    "XMP rubbish": png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0rubbish"),
    "a large profile": png_chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(5 * MEGABYTE))),
    "a broken profile": png_chunk(b"iCCP", b"p\0\0rubbish") + png_chunk(b"iCCP", b""),
    "a profile in another method": png_chunk(b"iCCP", b"p\0\7rubbish"),
    "short gamma and chromaticity": png_chunk(b"gAMA", b"") + png_chunk(b"cHRM", b"\0"),
    "short resolution and time": png_chunk(b"pHYs", b"\0") + png_chunk(b"tIME", b""),
    "private chunks": png_chunk(b"prVt", NOISE) + png_chunk(b"zzZZ", b""),
    "wrong checksums": damage_checksum(png_chunk(b"tEXt", b"a\0b"))
    + damage_checksum(png_chunk(b"prVt", b"a"))
    + damage_checksum(png_chunk(b"pHYs", bytes(9))),
    "an animation that makes no sense": png_chunk(b"acTL", bytes(8)) + png_chunk(b"fcTL", b"\0"),
}


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("extra", PNG_EXTRAS.values(), ids=PNG_EXTRAS)
def test_png_chunks_beside_the_pixels_are_ignored(extra, place):
    plain = encode(PICTURE)
    at = plain.index(b"IDAT") - 4 if place == "before" else len(plain) - 12
    assert_same_pixels(plain[:at] + extra + plain[at:], plain)


def test_a_transparency_chunk_of_the_wrong_size_is_ignored():
    rows = b"\0\x10\x20\x30"
    for content in (b"", b"\0", b"\0\x10\0"):
        assert_same_pixels(make_png(3, 1, rows, png_chunk(b"tRNS", content)), make_png(3, 1, rows))
    broken = damage_checksum(png_chunk(b"tRNS", b"\0\x10"))
    assert_same_pixels(make_png(3, 1, rows, broken), make_png(3, 1, rows))


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_the_transparent_grey_of_every_depth_is_white(depth):
    top = 2**depth - 1
    values = [0, top, 0, top]
    packed = sum(value << (depth * (3 - i)) for i, value in enumerate(values))
    row = (packed << (-4 * depth % 8)).to_bytes((4 * depth + 7) // 8, "big")
    data = make_png(4, 1, b"\0" + row, png_chunk(b"tRNS", b"\0\0"), depth)
    assert np.array(read(data))[0, :, 0].tolist() == [255, 255, 255, 255]
    white = make_png(4, 1, b"\0" + row, png_chunk(b"tRNS", struct.pack(">H", top)), depth)
    assert np.array(read(white))[0, :, 0].tolist() == [0, 255, 0, 255]


JPEG_EXTRAS = {
    **{f"APP{n}": jpeg_segment(0xE0 + n, b"rubbish" * 5000) for n in range(16)},
    "comments": jpeg_segment(0xFE, b"c" * 65_000) * 30,
    "two EXIF": jpeg_segment(0xE1, b"Exif\0\0rubbish") * 2,
    "XMP": jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"\xff" * 60_000),
    "broken profile": jpeg_segment(0xE2, b"ICC_PROFILE\0"),
    "large profile": b"".join(
        jpeg_segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 20]) + bytes(60_000)) for n in range(1, 21)
    ),
    "broken MPO index": jpeg_segment(0xE2, b"MPF\0rubbish"),
    "broken Photoshop block": jpeg_segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\x09"),
    "short JFIF": jpeg_segment(0xE0, b"JFIF"),
    "a comment that looks like scans": jpeg_segment(0xFE, b"\xff\xda\0\x0c\x03" * 9_000),
    "empty": jpeg_segment(0xFE, b"") * 50,
    "padding": b"\xff" * 99,
}


@pytest.mark.parametrize("extra", JPEG_EXTRAS.values(), ids=JPEG_EXTRAS)
def test_jpeg_segments_beside_the_pixels_are_ignored(extra):
    plain = encode(PICTURE, "JPEG")
    assert_same_pixels(plain[:2] + extra + plain[2:], plain)
    assert_same_pixels(plain[:20] + extra + plain[20:], plain)


def test_what_follows_the_end_of_a_picture_is_ignored():
    for encoding in ("JPEG", "PNG", "GIF", "WEBP", "BMP"):
        plain = encode(PICTURE, encoding)
        assert_same_pixels(plain + b"rubbish" * 100, plain)


@pytest.mark.parametrize(
    "extra",
    [
        b"!\xfe" + (b"\xff" + b"c" * 255) * 500 + b"\0",
        b"!\xff\x0bXMP DataXMP" + b"\x05abcde" * 9 + b"\0",
        b"!\xff\x0bNETSCAPE2.0\0",
        b"!\xff\x03abc\0",
        b"!\x01\x0crubbish12345\0",
        b"!\x99\x01a\0",
    ],
)
def test_gif_extensions_are_ignored(extra):
    plain = encode(PICTURE, "GIF")
    first_frame = plain.index(b",", 13 + 3 * 2 ** ((plain[10] & 7) + 1))
    assert_same_pixels(plain[:first_frame] + extra + plain[first_frame:], plain)
    later = len(plain) - 1
    assert_same_pixels(plain[:later] + extra + plain[later:], plain)


@pytest.mark.parametrize("encoding", ["WEBP", "WEBP lossless"])
def test_webp_metadata_is_ignored(encoding):
    plain = encode(PICTURE, encoding)
    for kind in ("exif", "xmp", "icc_profile"):
        assert_same_pixels(encode(PICTURE, encoding, **{kind: NOISE[:90_000]}), plain)
    whole = encode(PICTURE, encoding, exif=NOISE[:90_000])
    assert_same_pixels(whole[:-40_000], plain)  # the EXIF ends early, the pixels do not
    chunk = b"prVt\x03\0\0\0abc\0"
    size = struct.pack("<I", len(whole) + len(chunk) - 8)
    assert_same_pixels(b"RIFF" + size + whole[8:] + chunk, plain)


@pytest.mark.parametrize("encoding", ["TIFF", "TIFF lzw", "TIFF jpeg"])
def test_tiff_tags_beside_the_pixels_are_ignored(encoding):
    tags = {
        270: "d" * MEGABYTE,  # description
        33723: NOISE[:50_000],  # IPTC
        34377: NOISE[:50_000],  # Photoshop
        700: NOISE[:50_000],  # XMP
        50_000: "private",
    }
    plain = encode(PICTURE, encoding)
    data = encode(PICTURE, encoding, tiffinfo=tags, icc_profile=NOISE[:90_000])
    assert_same_pixels(data, plain)


def test_tiff_tags_that_cannot_be_read_are_ignored():
    plain = encode(PICTURE, "TIFF")
    (start,) = struct.unpack_from("<I", plain, 4)
    (count,) = struct.unpack_from("<H", plain, start)
    bad = [(270, 2, 0xFFFFFF, 0xFFFFF0), (34665, 4, 1, 0xFFFFF0), (330, 4, 1, 8), (34675, 99, 5, 1)]
    entries = plain[start + 2 : start + 2 + 12 * count] + b"".join(
        struct.pack("<HHII", *entry) for entry in bad
    )
    directory = struct.pack("<H", count + len(bad)) + entries + struct.pack("<I", 0xFFFFF0)
    data = plain[:4] + struct.pack("<I", len(plain)) + plain[8:] + directory
    assert_same_pixels(data, plain)


@pytest.mark.parametrize("encoding", ["AVIF", "HEIF"])
def test_avif_and_heif_metadata_is_ignored(encoding):
    plain = encode(PICTURE, encoding)
    valid = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"
    data = encode(PICTURE, encoding, exif=valid, xmp=b"<x:xmpmeta/>")
    assert_same_pixels(data, plain)
    assert_same_pixels(data.replace(valid[6:], b"rubbish" + bytes(len(valid) - 13)), plain)


def turned(image):
    return np.asarray(image, int)[::-1, ::-1]


def make_exif(orientation, order=">"):
    mark = b"MM\0*" if order == ">" else b"II*\0"
    entry = struct.pack(order + "HHIHH", 274, 3, 1, orientation, 0)
    return b"Exif\0\0" + mark + struct.pack(order + "IH", 8, 1) + entry + bytes(4)


@pytest.mark.parametrize("order", "<>")
def test_orientation_in_either_byte_order(order):
    data = encode(PICTURE, "PNG", exif=make_exif(3, order))
    assert (np.asarray(read(data), int) == turned(PICTURE)).all()


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_orientations_that_do_not_exist_are_ignored(orientation):
    assert_same_pixels(encode(PICTURE, "PNG", exif=make_exif(orientation)), encode(PICTURE))


def test_orientation_in_xmp_and_in_text():
    png = encode(PICTURE)
    at = png.index(b"IDAT") - 4
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    as_text = f"\nexif\n{len(make_exif(3)):8}\n{make_exif(3).hex()}\n".encode()
    raw = png_chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(as_text))
    jpeg = encode(PICTURE, "JPEG")
    xmp_segment = jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    files = {
        "PNG": (encode(PICTURE, pnginfo=info), png),
        "PNG text": (png[:at] + raw + png[at:], png),
        "JPEG": (jpeg[:2] + xmp_segment + jpeg[2:], jpeg),
        "WebP": (encode(PICTURE, "WEBP", xmp=XMP), encode(PICTURE, "WEBP")),
        "TIFF": (encode(PICTURE, "TIFF", tiffinfo={700: XMP}), encode(PICTURE, "TIFF")),
    }
    for name, (data, plain) in files.items():
        assert (np.asarray(read(data), int) == turned(read(plain))).all(), name


def test_exif_goes_before_xmp():
    data = encode(PICTURE, "WEBP", exif=make_exif(1), xmp=XMP)
    assert_same_pixels(data, encode(PICTURE, "WEBP"))


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_no_metadata_comes_with_the_picture(encoding):
    rgb = read(encode(PICTURE, encoding))
    assert not rgb.info
    assert not dict(rgb.getexif())
    assert isinstance(rgb, Image.Image)
