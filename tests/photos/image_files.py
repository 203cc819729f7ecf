"""Picture files made in memory for the tests, good and bad."""

import io
import struct
import zlib

from PIL import Image

import resnet_demo.photos.open  # noqa: F401  registers HEIF, which "HEIF" below is saved with

# Four corners of different colours, so that no flip or turn of it looks like another.
PICTURE = Image.new("RGB", (2, 2))
PICTURE.putdata([(200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40)])
PICTURE = PICTURE.resize((48, 32), Image.Resampling.BILINEAR)

ENCODINGS = {  # the first word is Pillow's name of the format
    "JPEG": {"quality": 95, "subsampling": 0},
    "JPEG progressive": {"quality": 95, "progressive": True},
    "MPO": {"quality": 95, "save_all": True, "append_images": [Image.new("RGB", (9, 9))]},
    "PNG": {},
    "WEBP": {"quality": 95},
    "WEBP lossless": {"lossless": True},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "TIFF lzw": {"compression": "tiff_lzw"},
    "TIFF deflate": {"compression": "tiff_adobe_deflate"},
    "TIFF jpeg": {"compression": "jpeg", "quality": 95},
    "AVIF": {"quality": 95},
    "HEIF": {"quality": 95},
}


def encode(image, encoding="PNG", **options):
    file = io.BytesIO()
    image.save(file, encoding.split()[0], **{**ENCODINGS[encoding], **options})
    return file.getvalue()


def png_chunk(kind, content):
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def make_png(width, height, rows, extra=b"", depth=8, level=9):
    """A grey PNG; each of ``rows`` begins with a filter byte, and ``extra`` are more chunks."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(rows, level)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + extra + pixels


def make_tiff(samples, width, bits, photometric):
    """A grey TIFF of one row."""
    tags = {256: width, 257: 1, 258: bits, 259: 1, 262: photometric, 273: 8, 277: 1, 278: 1}
    tags[279] = len(samples)
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    start = struct.pack("<2sHI", b"II", 42, 8 + len(samples)) + samples
    return start + struct.pack("<H", len(tags)) + entries + bytes(4)


def make_overlapping_tags(size, tags=2_000, *, picture=False):
    """A TIFF structure whose tags all hold the same ``size`` bytes, about; or such a picture."""
    entries = [(1000 + i, 1, size - 100, 0) for i in range(tags)]
    if picture:
        pixels = {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: size - 1, 277: 1, 278: 1, 279: 1}
        entries = [(tag, 4, 1, value) for tag, value in pixels.items()] + entries
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (b"II*\0" + struct.pack("<IH", 8, len(entries)) + packed).ljust(size, b"\0")


def jpeg_segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def make_bomb(kind):
    """A small file that takes Pillow long, or much memory, or that would if it were scaled up."""
    if kind.startswith("PNG"):
        extra = {
            "PNG chunks": png_chunk(b"prVt", b"") * 5_000,
            "PNG text": png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2_000_000))),
            "PNG texts": png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 1_000_000)) * 70,
            "PNG EXIF": png_chunk(b"eXIf", make_overlapping_tags(130_000)),
        }
        return make_png(1, 1, bytes(2), extra[kind])
    jpeg, gif = encode(PICTURE, "JPEG"), encode(PICTURE, "GIF")
    if kind == "JPEG segments":
        return jpeg[:2] + jpeg_segment(0xE5, b"") * 20_000 + jpeg[2:]
    if kind == "JPEG scans":
        flat = encode(Image.new("L", (1000, 1000)), "JPEG progressive")
        last_scan = flat[flat.rindex(b"\xff\xda") : -2]
        return flat[:-2] + last_scan * 1_200 + flat[-2:]
    if kind == "JPEG EXIF":
        exif, without_jfif = make_overlapping_tags(130_000), jpeg[20:]  # Pillow asks EXIF instead
        parts = [exif[i : i + 65_000] for i in range(0, len(exif), 65_000)]
        segments = b"".join(jpeg_segment(0xE1, b"Exif\0\0" + part) for part in parts)
        return jpeg[:2] + segments + without_jfif
    if kind == "WEBP EXIF":
        return encode(PICTURE, "WEBP", exif=make_overlapping_tags(130_000))
    if kind in ("AVIF EXIF", "HEIF EXIF"):
        image_format = kind.split()[0]
        exif = make_overlapping_tags(130_000)
        empty = b"II*\0\x08\0\0\0".ljust(len(exif), b"\0")  # Pillow reads what it writes
        return encode(PICTURE, image_format, exif=empty).replace(empty, exif)
    if kind == "GIF comment":
        first_frame = gif.index(b",", 13 + 3 * 2 ** ((gif[10] & 7) + 1))
        comment = b"\x21\xfe" + (b"\xff" + b"c" * 255) * 6_000 + b"\0"
        return gif[:first_frame] + comment + gif[first_frame:]
    assert kind == "TIFF tags"
    return make_overlapping_tags(130_000, picture=True)
