"""Saliency maps as pictures, arrays and the note of how they were made."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from PIL import Image
from torch import Tensor

from resnet_demo.columns import ColumnResult
from resnet_demo.experiments.document import error_entry, list_versions
from resnet_demo.experiments.explain.compute import ColumnMap, Explanation, Explanations
from resnet_demo.experiments.files import make_name
from resnet_demo.photos.crop import draw_box
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.photos.preprocess import crop_box
from resnet_demo.saliency.maps import SaliencyMap

# Red for, blue against; both ends stay apart for every colour vision.
SIGNED_COLOURS = "RdBu_r"
POSITIVE_COLOURS = "inferno"
# A few extreme pixels would make all others invisible.
SCALE_QUANTILE = 0.995
PICTURE_SIDE = 1600


def find_scale(heats: Sequence[Tensor]) -> float:
    """Returns the value at which colours are full: the 99.5th percentile of all magnitudes, or the
    largest where that is 0.
    """
    magnitudes = np.concatenate([heat.abs().numpy().ravel() for heat in heats])
    return float(np.quantile(magnitudes, SCALE_QUANTILE) or magnitudes.max())


def find_common_scale(explanation: Explanation) -> float:
    """Returns the value at which colours are full in all columns."""
    return find_scale([one_map.heat for _, one_map in explanation.list_maps()])


def draw_map(
    explanation: Explanation,
    heat: Tensor,
    *,
    scale: float,
    signed: bool,
    opacity: float = 0.6,
    side: int = PICTURE_SIDE,
) -> Image.Image:
    """Lays a map over the photo, where the network looked, and draws that region.

    Args:
        explanation: Photo and preprocessing.
        heat: (S, S).
        scale: Value of full colour; 0 draws no map.
        signed: Whether both signs mean something.
        opacity: Of the map, 0 to 1.
        side: Longest side of the picture in pixels; a smaller photo stays as it is.
    """
    picture = explanation.picture.copy()
    picture.thumbnail((side, side))
    box = crop_box(*explanation.picture.size, explanation.preprocessing)
    x, y = (picture.width / explanation.picture.width, picture.height / explanation.picture.height)
    left, top = round(box.left * x), round(box.top * y)
    size = (max(round(box.right * x) - left, 1), max(round(box.bottom * y) - top, 1))
    if scale:
        coloured = _colour(heat, size, scale, signed)
        seen = picture.crop((left, top, left + size[0], top + size[1]))
        picture.paste(Image.blend(seen, coloured, opacity), (left, top))
    draw_box(picture, (left, top, left + size[0] - 1, top + size[1] - 1))
    return picture


def _colour(heat: Tensor, size: tuple[int, int], scale: float, signed: bool) -> Image.Image:
    values = np.asarray(
        Image.fromarray(heat.float().numpy()).resize(size, Image.Resampling.BILINEAR)
    )
    share = values / scale
    palette = mpl.colormaps[SIGNED_COLOURS if signed else POSITIVE_COLOURS]
    coloured = palette(share / 2 + 0.5 if signed else share, bytes=True)[..., :3]
    return Image.fromarray(np.ascontiguousarray(coloured))


def make_document(result: Explanations) -> dict[str, Any]:
    """Returns how the maps were made, as a JSON document: of one photo, or ``results``, an entry a
    photo.
    """
    return _make_document(result, with_heat=False)


def make_whole_document(result: Explanations) -> dict[str, Any]:
    """Returns the document with ``heat`` in each column, the map itself, S rows of S values."""
    return _make_document(result, with_heat=True)


def _make_document(result: Explanations, *, with_heat: bool) -> dict[str, Any]:
    if len(result.results) == 1 and isinstance(result.results[0], Explanation):
        return explanation_document(result.results[0], with_heat=with_heat)
    entries = []
    for item in result.results:
        if isinstance(item, FailedPhoto):
            entries.append({"file": item.name, "error": error_entry(item.error)})
        else:
            entries.append(explanation_document(item, with_heat=with_heat))
    return {"results": entries}


def explanation_document(explanation: Explanation, *, with_heat: bool = False) -> dict[str, Any]:
    """Returns how the maps of one photo were made, an entry a column.

    Args:
        explanation: The maps.
        with_heat: Whether to add ``heat`` to each column.
    """
    method = explanation.method
    return {
        "file": explanation.source,
        "width": explanation.photo.width,
        "height": explanation.photo.height,
        "crop": list(explanation.photo.crop),
        # The name that documents have always had.
        "preset": asdict(explanation.preprocessing),
        "method": method.key,
        "paper": method.paper,
        "target": explanation.target,
        "versus": explanation.versus,
        "classes": list(explanation.classes),
        "baseline": None if method.baseline == "none" else explanation.options.baseline,
        "device": explanation.device,
        "versions": list_versions("captum", "torch"),
        "columns": [_column_entry(column, with_heat) for column in explanation.columns],
    }


def _column_entry(result: ColumnResult[ColumnMap], with_heat: bool) -> dict[str, Any]:
    entry: dict[str, Any] = dict(result.name_column())
    if result.error is not None:
        return entry | {"error": error_entry(result.error)}
    column = result.value
    if column is None:
        return entry
    entry |= {
        "weights_sha256": column.sha256,
        "score": column.score,
        "answer": column.answer.label,
        "probability": column.answer.probability,
    }
    if column.error is not None:
        return entry | {"error": error_entry(column.error)}
    return entry if column.map is None else entry | _map_entry(column.map, with_heat)


def _map_entry(made: SaliencyMap, with_heat: bool) -> dict[str, Any]:
    complete = made.completeness
    return {
        **({"heat": made.heat.tolist()} if with_heat else {}),
        "layer": made.layer,
        "options": dict(made.options),
        "batch_size": made.batch_size,
        "steps": made.steps,
        "completeness": None
        if complete is None
        else {"total": complete.total, "change": complete.change, "error": complete.error},
        "empty": made.is_empty,
        "minimum": made.heat.min().item(),
        "maximum": made.heat.max().item(),
        "seconds": made.seconds,
    }


def name_files(explanation: Explanation) -> str:
    """Returns the name under which the files of the maps of a photo lie: photo, method, class."""
    # Of a label's synonyms the first: ImageNet's have up to nine.
    target, versus = (
        (label or "").partition(",")[0] for label in (explanation.target, explanation.versus)
    )
    classes = f"{target}-vs-{versus}" if versus else target
    stem = Path(explanation.photo.name).stem
    return make_name(stem, explanation.method.key, classes.replace(" ", "-"))


def pack_arrays(explanation: Explanation) -> bytes:
    """Returns an NPZ file: ``values_1`` (C, S, S) and ``heat_1`` (S, S) for the first column and so
    on, and ``note``, the JSON document.
    """
    arrays: dict[str, Any] = {"note": np.array(json.dumps(explanation_document(explanation)))}
    for number, made in explanation.list_maps():
        arrays[f"values_{number}"] = made.values.numpy()
        arrays[f"heat_{number}"] = made.heat.numpy()
    buffer = io.BytesIO()
    # Names only: an option such as allow_pickle would be one more array in numpy 2.0.
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()
