"""Results as documents, pictures and tables, for the page, the command line and the API."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from PIL import Image, ImageDraw

import resnet_demo
from resnet_demo.errors import ResNetLabError
from resnet_demo.experiments.classify.compute import Classification
from resnet_demo.experiments.compare.compute import Comparison, VariantAnswer
from resnet_demo.experiments.compare.many import BatchComparison
from resnet_demo.experiments.service import ModelRow
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.registry import LICENCES
from resnet_demo.photos.photo import FailedPhoto, Photo
from resnet_demo.photos.preprocess import Box

# Blue and orange of the Okabe-Ito palette, which stay apart for every kind of colour vision.
BOX_COLOUR = "#E69F00"
BOX_EDGE_COLOUR = "#000000"
CSV_COLUMNS = ("file", "rank", "label", "index", "probability", "logit", "error")
JPEG_QUALITY = 82
# A cell that starts with one of these runs as a formula when a spreadsheet opens the file (OWASP).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def models_document(rows: Iterable[ModelRow]) -> dict[str, Any]:
    """Returns the list of models as a JSON document.

    ``status`` is ``shipped`` (with the app), ``local`` (a folder of the user's), ``cache`` (fetched
    before), ``download`` (fetched when first used) or ``missing`` (has to be trained). ``macs`` are
    for one picture of 32 × 32 (CIFAR-10) or 224 × 224 pixels (ImageNet); ``licence`` is null for
    weights under this project's own.
    """
    return {"models": [_model_entry(row) for row in rows]}


def _model_entry(row: ModelRow) -> dict[str, Any]:
    return {
        "key": row.spec.key,
        "family": row.spec.family,
        "depth": row.spec.depth,
        "residual": row.spec.residual,
        "parameters": row.parameters,
        "macs": row.macs,
        "size_bytes": row.size_bytes,
        "status": weights_status(row),
        "accuracy": row.accuracy,
        "macro_f1": row.macro_f1,
        "recipe": row.recipe,
        "licence": LICENCES.get(row.spec.tag),
        "sha256": row.card.sha256 if row.card else None,
    }


def weights_status(row: ModelRow) -> str:
    """Returns where a model's weights are; ``models_document`` lists the words."""
    absent = "download" if row.spec.source == "timm" else "missing"
    return row.origin or absent


def classification_document(result: Classification) -> dict[str, Any]:
    """Returns the answer to one request as a JSON document, one entry a file in the given order."""
    return {
        "model": result.model.spec.key,
        "views": result.views,
        "device": str(result.model.device),
        "results": [
            {"file": item.name, "error": error_entry(item.error)}
            if isinstance(item, FailedPhoto)
            else {"file": item.photo.name, "top": _score_entries(item.top)}
            for item in result.results
        ],
    }


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Returns a comparison as a JSON document, one entry a column.

    ``entropy`` and ``divergence`` (from the first column) are in nats, ``margin`` is a fraction,
    ``reference_rank`` counts from 1.
    """
    return {
        "file": comparison.photo.name if comparison.photo else None,
        "answers": [_answer_entry(answer) for answer in comparison.answers],
    }


def _answer_entry(answer: VariantAnswer) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": answer.kind, "model": answer.model, "plan": answer.plan}
    if answer.error is not None:
        return entry | {"error": error_entry(answer.error)}
    return entry | {
        "top": _score_entries(answer.top),
        "entropy": answer.entropy,
        "margin": answer.margin,
        "difference": None if answer.difference is None else asdict(answer.difference),
    }


def batch_document(batch: BatchComparison) -> dict[str, Any]:
    """Returns a comparison of many photos as a JSON document: columns with the number of photos
    that keep the first column's label, and one entry a file.
    """
    return {
        "answered": batch.answered,
        "columns": [
            {"kind": column.kind, "model": column.model, "plan": column.plan, "kept": column.kept}
            | ({} if column.error is None else {"error": error_entry(column.error)})
            for column in batch.columns
        ],
        "results": [
            {"file": row.name, "error": error_entry(row.error)}
            if isinstance(row, FailedPhoto)
            else {
                "file": row.name,
                "best": [None if best is None else _score_entries([best])[0] for best in row.best],
            }
            for row in batch.rows
        ],
    }


def batch_csv(batch: BatchComparison) -> str:
    """Returns a table with one row a photo, and label and probability of every column."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    head = ["file"]
    for column in batch.columns:
        name = column.plan or column.model
        head += [f"label, {name}", f"probability, {name}"]
    writer.writerow([*head, "error"])
    for row in batch.rows:
        if isinstance(row, FailedPhoto):
            empty = [""] * (2 * len(batch.columns))
            writer.writerow([_plain_cell(row.name), *empty, _plain_cell(str(row.error))])
            continue
        cells = [_plain_cell(row.name)]
        for best in row.best:
            cells += (
                ["", ""] if best is None else [_plain_cell(best.label), f"{best.probability:.6f}"]
            )
        writer.writerow([*cells, ""])
    return table.getvalue()


def list_versions(*packages: str) -> dict[str, str]:
    """Returns the versions of this package and of others, by name."""
    return {"resnet_demo": resnet_demo.__version__, **{name: version(name) for name in packages}}


def error_entry(error: ResNetLabError) -> dict[str, str]:
    """Returns an error as a JSON entry."""
    return {"type": type(error).__name__, "message": str(error)}


def _score_entries(scores: Iterable[ClassScore]) -> list[dict[str, Any]]:
    return [
        {
            "label": score.label,
            "index": score.index,
            "probability": score.probability,
            "logit": score.logit,
        }
        for score in scores
    ]


def classification_csv(result: Classification) -> str:
    """Returns a table with one row a class and photo; a failed file has one row with its error."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for item in result.results:
        if isinstance(item, FailedPhoto):
            writer.writerow([_plain_cell(item.name), *[""] * 5, _plain_cell(str(item.error))])
            continue
        for rank, score in enumerate(item.top, start=1):
            numbers = (f"{score.probability:.6f}", f"{score.logit:.4f}")
            name, label = _plain_cell(item.photo.name), _plain_cell(score.label)
            writer.writerow([name, rank, label, score.index, *numbers, ""])
    return table.getvalue()


def _plain_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def draw_crop(photo: Photo, side: int) -> Image.Image:
    """Shrinks a photo to at most ``side`` pixels and draws the region the model sees on it."""
    picture = photo.picture.copy()
    picture.thumbnail((side, side))
    scale_x, scale_y = picture.width / photo.width, picture.height / photo.height
    draw_box(picture, _scale_box(photo.crop, scale_x, scale_y, picture.size))
    return picture


def draw_box(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Draws the region that the model sees, (left, top, right, bottom) in pixels, on a picture."""
    draw = ImageDraw.Draw(picture)
    width = max(2, max(picture.size) // 110)
    left, top, right, bottom = box
    # A dark line under the bright one keeps the box visible on any photo.
    draw.rectangle((left, top, right, bottom), outline=BOX_EDGE_COLOUR, width=width + 2)
    inner = (left + 1, top + 1, right - 1, bottom - 1)
    if inner[0] <= inner[2] and inner[1] <= inner[3]:
        draw.rectangle(inner, outline=BOX_COLOUR, width=width)


def _scale_box(
    box: Box, scale_x: float, scale_y: float, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    left = min(max(round(box.left * scale_x), 0), size[0] - 1)
    top = min(max(round(box.top * scale_y), 0), size[1] - 1)
    right = min(max(round(box.right * scale_x) - 1, left), size[0] - 1)
    bottom = min(max(round(box.bottom * scale_y) - 1, top), size[1] - 1)
    return left, top, right, bottom


def picture_uri(picture: Image.Image) -> str:
    """Returns a picture as a ``data:`` address, so that showing it leaves no file behind."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def csv_uri(table: str) -> str:
    """Returns a CSV table as a ``data:`` address."""
    # The byte order mark lets Excel read it as UTF-8.
    content = b"\xef\xbb\xbf" + table.encode()
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(content).decode()
