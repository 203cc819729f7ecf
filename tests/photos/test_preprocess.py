"""Preparing pictures: equal to timm, and exact on the way back."""

import numpy as np
import pytest
import timm
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from timm.data import create_transform, resolve_model_data_config

from resnet_demo.errors import OptionError
from resnet_demo.photos import preprocess as module
from resnet_demo.photos.preprocess import (
    CIFAR10_PREPROCESSING,
    VIEWS,
    crop_box,
    cut_single_view,
    denormalize,
    make_timm_preprocessing,
    make_views,
    preprocess,
    to_original,
)

TAGS = ["resnet50.tv_in1k", "resnet50.a1_in1k"]  # 224 of 256 bilinear, and 288 of 288 bicubic
PREPROCESSINGS = {tag: make_timm_preprocessing(tag) for tag in TAGS} | {
    "cifar10": CIFAR10_PREPROCESSING
}
any_preprocessing = pytest.mark.parametrize(
    "preprocessing", PREPROCESSINGS.values(), ids=PREPROCESSINGS
)
sides = st.integers(1, 700)


@pytest.fixture(scope="module", params=TAGS)
def timm_pair(request):
    """A timm model's own evaluation transform, and our preprocessing for the same tag."""
    model = timm.create_model(request.param, pretrained=False)
    config = resolve_model_data_config(model, use_test_size=True)
    return create_transform(**config, is_training=False), PREPROCESSINGS[request.param]


def make_noise(width, height):
    pixels = np.random.default_rng(width * 1000 + height).integers(0, 256, (height, width, 3))
    return Image.fromarray(pixels.astype(np.uint8))


@pytest.mark.parametrize("name", ["tower.jpg", "cheetah1.jpg", "lion.jpg", "groot.jpeg"])
def test_photos_equal_timm(timm_pair, photos, name):
    transform, preprocessing = timm_pair
    with Image.open(photos / name) as file:
        photo = file.convert("RGB")
    for image in (photo, photo.resize((901, 1403)), photo.resize((640, 333))):
        assert torch.equal(preprocess(image, preprocessing)[0], transform(image))


@settings(max_examples=25, deadline=None)
@given(long=sides, short=sides, is_tall=st.booleans())
def test_any_ordinary_size_equals_timm(timm_pair, long, short, is_tall):
    transform, preprocessing = timm_pair
    short, long = sorted((short, long))
    short = max(short, -(-long // module.MAX_EXACT_RATIO))
    image = make_noise(short, long) if is_tall else make_noise(long, short)
    assert torch.equal(preprocess(image, preprocessing)[0], transform(image))


def test_pictures_of_the_input_size_are_not_resampled():
    image = make_noise(32, 32)
    pixels = torch.tensor(np.array(image)).permute(2, 0, 1) / 255
    mean, std = (
        torch.tensor(v).view(3, 1, 1)
        for v in (CIFAR10_PREPROCESSING.mean, CIFAR10_PREPROCESSING.std)
    )
    assert torch.equal(preprocess(image, CIFAR10_PREPROCESSING)[0], (pixels - mean) / std)
    assert cut_single_view(image, CIFAR10_PREPROCESSING).tobytes() == image.tobytes()


@any_preprocessing
@settings(max_examples=25, deadline=None)
@given(width=sides, height=sides)
def test_crop_box_is_the_region_of_the_single_view(preprocessing, width, height):
    box = crop_box(width, height, preprocessing)
    assert 0 <= box.left < box.right <= width
    assert 0 <= box.top < box.bottom <= height
    side = preprocessing.input_size
    assert to_original(0, 0, width, height, preprocessing) == pytest.approx((box.left, box.top))
    assert to_original(side, side, width, height, preprocessing) == pytest.approx(
        (box.right, box.bottom)
    )

    # Resampling just that region gives the same pixels. Not to the bit: Pillow rounds the box.
    image = make_noise(width, height)
    resample = Image.Resampling[preprocessing.interpolation.upper()]
    direct = np.asarray(image.resize((side, side), resample, box=box), int)
    assert np.abs(direct - np.asarray(cut_single_view(image, preprocessing), int)).max() <= 2


@any_preprocessing
@settings(max_examples=25, deadline=None)
@given(
    width=st.integers(100, 900),
    height=st.integers(100, 900),
    across=st.floats(0, 1),
    down=st.floats(0, 1),
)
def test_a_marker_is_found_back_in_the_photo(preprocessing, width, height, across, down):
    # Two model pixels wide at least, so that it shows, and far enough from the edges and from black
    # and white that no filter is cut off: then resampling leaves its centre of mass where it was.
    box = crop_box(width, height, preprocessing)
    radius = 1 + int(max(box.right - box.left, box.bottom - box.top) / preprocessing.input_size)
    margin = 4 * radius
    x = round(box.left + margin + across * (box.right - box.left - 2 * margin))
    y = round(box.top + margin + down * (box.bottom - box.top - 2 * margin))
    photo = Image.new("RGB", (width, height), (100, 100, 100))
    corners = (x - radius, y - radius, x + radius - 1, y + radius - 1)  # inclusive
    ImageDraw.Draw(photo).rectangle(corners, fill=(160, 160, 160))

    shown = denormalize(preprocess(photo, preprocessing), preprocessing)[0, 0]
    mark = (shown.double() * 255).round() - 100
    centres = torch.arange(preprocessing.input_size) + 0.5
    model_x = float((mark.sum(0) * centres).sum() / mark.sum())
    model_y = float((mark.sum(1) * centres).sum() / mark.sum())
    assert to_original(model_x, model_y, width, height, preprocessing) == pytest.approx(
        (x, y), abs=1
    )


def resize_to_square(image, size, *arguments, resize=Image.Image.resize, **options):
    assert size[0] == size[1]
    return resize(image, size, *arguments, **options)


@any_preprocessing
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (4000, 10), (10, 4000), (1, 100_000)])
def test_unusual_sizes_show_their_centre(preprocessing, size, monkeypatch):
    width, height = size
    if max(size) > 100:  # resizing all of it first would take memory without bound
        monkeypatch.setattr(Image.Image, "resize", resize_to_square)
    photo = Image.new("RGB", size, "red")
    photo.paste("lime", [round(v) for v in (width / 2 - 30, 0, width / 2 + 30, height)])
    if height > width:
        photo.paste("red", (0, 0, width, height // 2 - 30))
        photo.paste("red", (0, height // 2 + 30, width, height))
    batch = make_views(photo, preprocessing)
    assert batch.shape == (8, 3, preprocessing.input_size, preprocessing.input_size)
    single = denormalize(batch, preprocessing)[0]
    assert single[1].min() > 0.99
    assert single[0].max() < 0.01


@any_preprocessing
def test_views(preprocessing):
    photo = make_noise(300, 200)
    batch = make_views(photo, preprocessing, "average")
    assert torch.equal(batch[:1], preprocess(photo, preprocessing))
    assert torch.equal(batch[:1], make_views(photo, preprocessing, "single"))
    assert torch.equal(batch[1::2], batch[0::2].flip(-1))
    assert [view.mirrored for view in VIEWS["average"]] == [False, True] * 4
    assert len({row.numpy().tobytes() for row in batch}) == 8


@any_preprocessing
def test_zoomed_views_are_closer_and_the_squashed_one_sees_the_corners(preprocessing):
    photo = Image.new("RGB", (1200, 800))
    ImageDraw.Draw(photo).rectangle((500, 300, 699, 499), fill="white")
    light = denormalize(make_views(photo, preprocessing), preprocessing).mean(dim=(1, 2, 3))[::2]
    seen = (800 * preprocessing.crop_fraction) ** 2
    expected = [40_000 / seen, 40_000 / 960_000, 40_000 / seen * 1.25**2, 40_000 / seen * 1.6**2]
    assert light.tolist() == pytest.approx(expected, rel=0.03)

    corner = Image.new("RGB", (1200, 800))
    corner.paste("white", (0, 0, 120, 80))
    lit = denormalize(make_views(corner, preprocessing), preprocessing)[:, 0].amax(dim=(1, 2)) > 0.9
    assert lit.tolist() == [False, False, True, True, False, False, False, False]


@any_preprocessing
def test_denormalize_gives_the_picture_back(preprocessing):
    photo = make_noise(500, 400)
    shown = denormalize(preprocess(photo, preprocessing), preprocessing)[0].permute(1, 2, 0)
    cut = np.asarray(cut_single_view(photo, preprocessing)) / 255
    assert np.abs(shown.numpy() - cut).max() < 1e-6
    wild = denormalize(
        torch.tensor([-99.0, 99.0]).view(2, 1, 1, 1).expand(2, 3, 4, 4), preprocessing
    )
    assert wild.unique().tolist() == [0, 1]


def test_refusals():
    with pytest.raises(OptionError, match="single, average"):
        make_views(make_noise(9, 9), CIFAR10_PREPROCESSING, "double")
    with pytest.raises(ValueError, match="mode L"):
        preprocess(Image.new("L", (9, 9)), CIFAR10_PREPROCESSING)
    for key in ("resnet50.no_such_tag", "no_such_net.at_all"):
        with pytest.raises(RuntimeError, match="no_such"):
            make_timm_preprocessing(key)
    with pytest.raises(ValueError, match="square centre crop"):
        make_timm_preprocessing("coat_lite_medium_384.in1k")
