"""JPEGs that end early: shown with a note where enough is there, refused where it is not."""

import numpy as np
import pytest
from PIL import Image

from resnet_demo.errors import CorruptImageError, TruncatedImageError
from resnet_demo.experiments.classify.document import make_document
from resnet_demo.experiments.classify.html import classification_panel
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.notes import MissingPassesNote, MissingRowsNote, PhotoNote
from resnet_demo.photos.open import open_image
from resnet_demo.photos.photo import make_photo
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.settings import Settings
from resnet_demo.words.en.notes import NOTES as NOTES_EN
from resnet_demo.words.text import Words
from resnet_demo.words.zh.notes import NOTES as NOTES_ZH
from tests.experiments.study_requests import classify
from tests.photos.image_files import encode

PIXELS = np.random.default_rng(5).integers(0, 100, (160, 96, 3), np.uint8)
PICTURE = Image.fromarray(PIXELS)


def read(data):
    return open_image(data, name="photo.jpg", settings=Settings())


def cut(data, part):
    """Keeps ``part`` of what follows the header."""
    start = data.index(b"\xff\xda")
    return data[: start + int((len(data) - start) * part)]


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("subsampling", [0, 2])
@pytest.mark.parametrize("part", [0.6, 0.8, 0.95])
def test_what_is_there_is_read_and_the_note_says_what_is_not(mode, subsampling, part):
    data = encode(PICTURE.convert(mode), "JPEG", subsampling=subsampling)
    result = read(cut(data, part))
    (note,) = result.notes
    assert isinstance(note, MissingRowsNote)
    assert note.height == 160
    assert note.rows == pytest.approx(160 * (1 - part), abs=17)
    assert note.rows % 8 == 0
    end = 160 - note.rows
    whole, shown = np.asarray(read(data).rgb), np.asarray(result.rgb)
    assert (shown[: end - 18] == whole[: end - 18]).all()  # the last block may be half there
    missing = shown[end + 16 :].astype(int)
    assert missing.size == 0 or np.ptp(missing) <= 3  # one grey


@pytest.mark.parametrize("part", [0.02, 0.1, 0.3, 0.45])
def test_too_little_is_refused(part):
    with pytest.raises(TruncatedImageError, match=r"photo\.jpg is incomplete") as caught:
        read(cut(encode(PICTURE, "JPEG", subsampling=0), part))
    assert "photo.jpg 不完整" in caught.value.describe("zh")


@pytest.mark.parametrize("length", [2, 3, 30, 200])
def test_a_jpeg_without_its_header_is_refused(length):
    with pytest.raises(CorruptImageError):
        read(encode(PICTURE, "JPEG")[:length])


def test_a_jpeg_that_lacks_only_its_end_is_whole():
    data = encode(PICTURE, "JPEG")
    result = read(data[:-2])
    assert result.notes == ()
    assert result.rgb.tobytes() == read(data).rgb.tobytes()
    assert read(data).notes == ()


def test_zeros_in_place_of_the_last_bytes_are_missing_rows():
    data = encode(PICTURE, "JPEG")
    part = cut(data, 0.8)
    assert read(part.ljust(len(data), b"\0")).notes == read(part).notes


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_progressive_jpeg_is_read_with_less_detail(part):
    data = encode(PICTURE, "JPEG progressive")
    result = read(cut(data, part))
    assert result.notes == (MissingPassesNote(),)
    whole = np.asarray(read(data).rgb, float)
    shown = np.asarray(result.rgb, float)
    blocks = np.abs((whole - shown).reshape(20, 8, 12, 8, 3).mean(axis=(1, 3)))
    assert blocks.max() < 12  # each block has its mean colour


def test_a_progressive_jpeg_without_its_first_pass_is_refused():
    with pytest.raises(TruncatedImageError):
        read(cut(encode(PICTURE, "JPEG progressive"), 0.002))


def test_the_photo_on_the_page_has_the_notes():
    image = read(cut(encode(PICTURE, "JPEG"), 0.8))
    assert make_photo(image, CIFAR10_PREPROCESSING).notes == image.notes != ()


def test_notes_in_both_languages():
    note = MissingRowsNote(1_200, 3_000)
    assert note.describe() == (
        "The file ends early: the last 1,200 of 3,000 rows are missing and shown grey."
    )
    assert note.describe("zh") == "文件不完整：3,000 行中缺少最后 1,200 行，缺少的部分显示为灰色。"
    assert MissingPassesNote().describe() == NOTES_EN["MissingPassesNote"]
    names = {cls.__name__ for cls in PhotoNote.__subclasses__()}
    assert NOTES_EN.keys() == NOTES_ZH.keys() == names


def test_a_note_stands_on_the_card_and_in_the_document(settings):
    files = [("cut.jpg", cut(encode(PICTURE, "JPEG"), 0.8)), ("whole.png", encode(PICTURE))]
    result = classify(ModelStore(settings), files, "resnet20.cifar10", top=1)
    (note,) = result.results[0].notes
    with_note, without = make_document(result)["results"]
    assert with_note["notes"] == [note.describe()]
    assert "notes" not in without
    assert classification_panel(Words("zh"), result).count(note.describe("zh")) == 1
