"""Saliency maps as files: an overlay for each, all arrays, and the note of how they were made."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from resnet_demo.experiments.explain.compute import Explanation, Explanations
from resnet_demo.experiments.explain.document import (
    draw_map,
    explanation_document,
    find_common_scale,
    name_files,
    pack_arrays,
)
from resnet_demo.experiments.files import write_together


def write_files(result: Explanations, folder: Path) -> Iterator[str]:
    """Writes the maps of every photo; yields the path of each file that is written.

    Raises:
        UnwritableFolderError: The folder cannot be written to.
    """
    for item in result.results:
        if isinstance(item, Explanation):
            yield from write_together(folder, name_files(item), _make_contents(item))


def _make_contents(explanation: Explanation) -> dict[str, bytes]:
    """Returns the overlays, on one scale and by the numbers of their columns, arrays and note."""
    scale, signed = find_common_scale(explanation), explanation.method.signed
    side = max(explanation.picture.size)
    contents = {}
    for number, made in explanation.list_maps():
        picture = draw_map(explanation, made.heat, scale=scale, signed=signed, side=side)
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        contents[f".{number}.png"] = buffer.getvalue()
    note = json.dumps(explanation_document(explanation), indent=2)
    return contents | {".npz": pack_arrays(explanation), ".json": note.encode()}
