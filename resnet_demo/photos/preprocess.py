"""From a picture to a network's input, and the way back from model pixels to the photo.

Every view a network gets is a box of the original photo, resized to a square. The single view's
box is the centre crop that timm and torchvision evaluate with.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from resnet_demo.errors import ChoiceError

Interpolation = Literal["bilinear", "bicubic"]
ViewMode = Literal["single", "average"]
VIEW_MODES: tuple[ViewMode, ...] = get_args(ViewMode)

# Up to this ratio of the sides the single view is cut as timm cuts it, to the last bit: by resizing
# the whole photo first. Beyond it the same box is cut directly, because that intermediate picture
# grows with the ratio (102,400 × 256 for a photo of 4000 × 10).
MAX_EXACT_RATIO = 16

# Pillow first averages whole pixels when it shrinks by more than this factor; from 3 on the result
# is hard to tell from full resampling (its documentation), at a bounded size of the filter.
REDUCING_GAP = 3.0


class Box(NamedTuple):
    """A region of a picture in pixels, edges not centres: (0, 0, 1, 1) is the top left pixel."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Preprocessing:
    """How a picture becomes the input that a network was trained for.

    Attributes:
        name: What it is for.
        input_size: S, the side of the model's square input in pixels.
        crop_fraction: Part of the photo's short side that the single view sees, in (0, 1].
        interpolation: Filter for resizing; shrinking is always antialiased.
        mean: Of the training pictures, for red, green and blue in [0, 1].
        std: Likewise.
    """

    name: str
    input_size: int
    crop_fraction: float
    interpolation: Interpolation
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @property
    def resize_size(self) -> int:
        """The short side, in pixels, that a photo is resized to before the crop; timm floors it."""
        return math.floor(self.input_size / self.crop_fraction)


# Mean and deviation of all pixels of the 50,000 training pictures, as in
# https://github.com/KellerJordan/cifar10-airbench. (0.2023, 0.1994, 0.2010), which is often seen,
# is another quantity: the mean of each picture's own deviation.
CIFAR10_PREPROCESSING = Preprocessing(
    name="cifar10",
    input_size=32,
    crop_fraction=1.0,
    interpolation="bicubic",
    mean=(0.4914, 0.4822, 0.4465),
    std=(0.2470, 0.2435, 0.2616),
)


@dataclass(frozen=True)
class View:
    """One way to look at a photo.

    Attributes:
        name: What it shows.
        zoom: How much closer than the centre crop; None squashes the whole photo into the square.
        mirrored: Whether left and right are swapped.
    """

    name: str
    zoom: float | None
    mirrored: bool


VIEWS: dict[ViewMode, tuple[View, ...]] = {
    "single": (View("centre", 1.0, False),),
    "average": (
        View("centre", 1.0, False),
        View("centre, mirrored", 1.0, True),
        View("whole photo", None, False),
        View("whole photo, mirrored", None, True),
        View("closer", 1.25, False),
        View("closer, mirrored", 1.25, True),
        View("closest", 1.6, False),
        View("closest, mirrored", 1.6, True),
    ),
}


def make_timm_preprocessing(key: str) -> Preprocessing:
    """Returns the preprocessing that the published accuracy of a timm model was measured with.

    Args:
        key: timm's ``architecture.tag``, for instance ``resnet50.a1_in1k``. Nothing is downloaded.

    Raises:
        RuntimeError: timm has no such model.
        ValueError: timm evaluates it by something other than a square centre crop.
    """
    import timm  # takes seconds, and only ImageNet networks need it
    from timm.data.config import resolve_data_config

    published = timm.get_pretrained_cfg(key)
    if published is None:
        raise RuntimeError(f"timm has no model {key!r}")  # as timm does for an unknown tag
    config = resolve_data_config(  # type: ignore[no-untyped-call]
        pretrained_cfg=published.to_dict(),  # type: ignore[no-untyped-call]
        use_test_size=True,
    )
    _, height, width = config["input_size"]
    interpolation = config["interpolation"]
    is_centre_crop = height == width and config["crop_mode"] == "center"
    if not is_centre_crop or interpolation not in get_args(Interpolation):
        raise ValueError(f"{key} is not evaluated by a square centre crop: {config}")
    return Preprocessing(
        key, width, config["crop_pct"], interpolation, config["mean"], config["std"]
    )


def preprocess(image: Image.Image, preprocessing: Preprocessing) -> Tensor:
    """Makes the single view of a photo.

    For photos whose sides differ by up to ``MAX_EXACT_RATIO`` times the result equals timm's
    ``create_transform(**resolve_model_data_config(model, use_test_size=True))`` bit for bit.

    Args:
        image: Mode ``RGB``, of any size.
        preprocessing: How.

    Returns:
        (1, 3, S, S), float32, normalised, on the CPU.

    Raises:
        ValueError: The image is not in mode ``RGB``.
    """
    return make_views(image, preprocessing, "single")


def make_views(
    image: Image.Image, preprocessing: Preprocessing, mode: ViewMode = "average"
) -> Tensor:
    """Makes the views of ``VIEWS[mode]``, in that order; the first is always the single view.

    Args:
        image: Mode ``RGB``, of any size.
        preprocessing: How.
        mode: Which set of views.

    Returns:
        (V, 3, S, S), float32, normalised, on the CPU.

    Raises:
        ChoiceError: There is no such mode.
        ValueError: The image is not in mode ``RGB``.
    """
    if mode not in VIEWS:
        raise ChoiceError("views", mode, VIEW_MODES)
    if image.mode != "RGB":
        raise ValueError(f"the image is in mode {image.mode}, not RGB")
    pictures: dict[float | None, Tensor] = {}
    for view in VIEWS[mode]:
        if view.zoom not in pictures:
            picture = _cut_view(image, view.zoom, preprocessing)
            # The order of float operations is timm's (ToTensor, Normalize), for equal results.
            pictures[view.zoom] = read_pixels(picture).float().div_(255)
    views = [
        pictures[view.zoom].flip(-1) if view.mirrored else pictures[view.zoom]
        for view in VIEWS[mode]
    ]
    mean, std = (
        torch.tensor(values).view(1, 3, 1, 1) for values in (preprocessing.mean, preprocessing.std)
    )
    return torch.stack(views).sub_(mean).div_(std)


def read_pixels(image: Image.Image) -> Tensor:
    """Returns the pixels of a picture in mode ``RGB``: (3, H, W), uint8."""
    return torch.from_numpy(np.array(image)).permute(2, 0, 1)


def cut_single_view(image: Image.Image, preprocessing: Preprocessing) -> Image.Image:
    """Returns the single view of a photo as a picture of S × S pixels, as the network sees it."""
    return _cut_view(image, 1.0, preprocessing)


def crop_box(width: int, height: int, preprocessing: Preprocessing) -> Box:
    """Returns the region of a photo that the single view sees.

    Args:
        width: Of the photo, in pixels.
        height: Likewise.
        preprocessing: Of the model.

    Returns:
        A box in pixels of the photo; its edges may fall inside pixels.
    """
    (resized_width, resized_height), crop = _place_crop(width, height, preprocessing)
    scale_x, scale_y = width / resized_width, height / resized_height
    return Box(crop.left * scale_x, crop.top * scale_y, crop.right * scale_x, crop.bottom * scale_y)


def _place_crop(
    width: int, height: int, preprocessing: Preprocessing
) -> tuple[tuple[int, int], Box]:
    """Returns the size that a photo is resized to, and the single view's box in that picture."""
    # As torchvision's Resize and CenterCrop: the long side is cut to a whole number after
    # resizing, so the two axes may be scaled a little differently; the offset is rounded to even.
    size, crop = preprocessing.resize_size, preprocessing.input_size
    short = min(width, height)
    resized = int(size * width / short), int(size * height / short)
    left, top = (round((side - crop) / 2) for side in resized)
    return resized, Box(left, top, left + crop, top + crop)


def to_original(
    x: float, y: float, width: int, height: int, preprocessing: Preprocessing
) -> tuple[float, float]:
    """Maps a point of the single view to the photo.

    Args:
        x: In model pixels from the left edge, 0 to S; the centre of pixel i is i + 0.5.
        y: Likewise, from the top.
        width: Of the photo, in pixels.
        height: Likewise.
        preprocessing: Of the model.

    Returns:
        (x, y) in pixels of the photo, from its left and top edges.
    """
    box = crop_box(width, height, preprocessing)
    return (
        box.left + x * (box.right - box.left) / preprocessing.input_size,
        box.top + y * (box.bottom - box.top) / preprocessing.input_size,
    )


def denormalize(batch: Tensor, preprocessing: Preprocessing) -> Tensor:
    """Turns model inputs back into pictures for showing.

    Args:
        batch: (N, 3, H, W), normalised.
        preprocessing: The one it was normalised with.

    Returns:
        (N, 3, H, W) in [0, 1].
    """
    mean, std = (
        torch.tensor(values, device=batch.device, dtype=batch.dtype).view(1, 3, 1, 1)
        for values in (preprocessing.mean, preprocessing.std)
    )
    return (batch * std + mean).clamp(0, 1)


def _cut_view(image: Image.Image, zoom: float | None, preprocessing: Preprocessing) -> Image.Image:
    """Cuts a view of S × S pixels; see `View` for ``zoom``."""
    side = preprocessing.input_size
    ratio = max(image.size) / min(image.size)
    resample = Image.Resampling[preprocessing.interpolation.upper()]
    if zoom == 1 and ratio <= MAX_EXACT_RATIO:
        resized, centre = _place_crop(*image.size, preprocessing)
        return image.resize(resized, resample).crop(centre)
    if zoom is None:
        box = Box(0, 0, *image.size)
    else:
        box = _shrink_box(crop_box(*image.size, preprocessing), zoom)
    return image.resize((side, side), resample, box=box, reducing_gap=REDUCING_GAP)


def _shrink_box(box: Box, zoom: float) -> Box:
    """Makes a box ``zoom`` times smaller around its centre."""
    margin_x = (box.right - box.left) * (1 - 1 / zoom) / 2
    margin_y = (box.bottom - box.top) * (1 - 1 / zoom) / 2
    return Box(box.left + margin_x, box.top + margin_y, box.right - margin_x, box.bottom - margin_y)
