"""Grey samples of more than 8 bits, brought to 8 bits as a copy with 8 bits would have them."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin

from resnet_demo.errors import NoPixelsError
from resnet_demo.photos.tiff import BITS_PER_SAMPLE, SAMPLE_FORMAT

_SIGNED = 2  # the sample format in TIFF
_BLOCK = 1_000_000  # samples that are scaled at a time, in float64


def has_deep_samples(image: Image.Image) -> bool:
    """Says whether a picture is grey with 12, 16 or 32 bits a sample."""
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


def scale_deep_samples(image: Image.Image, name: str, *, is_inverted: bool) -> Image.Image:
    """Returns the picture in mode ``L``, or ``LA`` where one of its values is transparent.

    Args:
        image: ``has_deep_samples``.
        name: What messages call it.
        is_inverted: Whether the lowest value is white.

    Raises:
        NoPixelsError: None of its values is a number.
    """
    samples: np.ndarray[Any, Any] = np.asarray(image).reshape(-1)
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}
    bits, sample_format = tags.get(BITS_PER_SAMPLE, (16,))[0], tags.get(SAMPLE_FORMAT, (1,))[0]
    if image.mode == "I" and bits == 32 and sample_format != _SIGNED:
        samples = samples.view(np.uint32)
    finite = samples[np.isfinite(samples)]
    if finite.size == 0:
        raise NoPixelsError(name)
    lowest, highest = float(finite.min()), float(finite.max())
    if image.mode.startswith("I;16"):
        low, high = 0.0, 2.0**bits - 1
    else:
        is_signed_16 = bits == 16 and sample_format == _SIGNED
        low, high = _choose_range(lowest, highest, image.mode, is_signed_16=is_signed_16)
    if low == high:
        return Image.new("L", image.size, 128)
    first, last = (255, 0) if is_inverted else (0, 255)
    levels = np.empty(samples.size, np.uint8)
    for start in range(0, samples.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        values = np.nan_to_num(
            samples[block].astype(np.float64), nan=low, posinf=highest, neginf=lowest
        )
        levels[block] = np.rint(first + (values - low) * ((last - first) / (high - low)))
    grey = Image.frombytes("L", image.size, levels.tobytes())
    if "transparency" in image.info:
        opaque = np.where(samples == image.info["transparency"], 0, 255).astype(np.uint8)
        grey.putalpha(Image.frombytes("L", image.size, opaque.tobytes()))
    return grey


def _choose_range(
    lowest: float, highest: float, mode: str, *, is_signed_16: bool
) -> tuple[float, float]:
    """Returns the values that become black and white where the format does not say them.

    Numbers that fit into the range of a common kind of sample are taken for that kind: integers of
    8 or 16 bits kept in more, and floats from 0 to 1. Others are spread over their own range.
    """
    if is_signed_16:
        return (-32_768.0, 32_767.0) if lowest < 0 else (0.0, 32_767.0)
    for natural in (1.0,) if mode == "F" else (255.0, 65_535.0):
        if lowest >= 0 and highest <= natural:
            return 0.0, natural
    return lowest, highest
