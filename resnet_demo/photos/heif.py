"""How much a decoder has to do for a HEIF file, from its boxes alone.

A HEIF picture may be put together from others: a grid of tiles, an overlay, each of them again put
together, and the same part may be named thousands of times. libheif decodes all of them, also where
they fall outside the picture: 64 tiles of 2048 × 2048 in a picture of 64 × 64 took it 6 s.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_MAX_DEPTH = 4  # a grid of overlays of grids is more than any camera writes


@dataclass
class _Items:
    """What the boxes say of the pictures in a file.

    Attributes:
        primary: Id of the picture that is shown.
        areas: Pixels of the properties that are sizes, by their index from 1.
        properties: Indices of the properties of each item.
        parts: Ids of the items that an item is put together from.
        layers: Ids of the items that add to an item: its transparency, depth or gain.
    """

    primary: int = 0
    areas: dict[int, int] = field(default_factory=dict)
    properties: dict[int, list[int]] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    layers: dict[int, list[int]] = field(default_factory=dict)


def count_decoded_pixels(data: bytes) -> float:
    """Returns how many pixels must be decoded for the picture shown, infinity where that is open.

    libheif refuses a part that is larger when decoded than its box says.
    """
    items = _Items()
    try:
        for kind, content in _iterate_boxes(data):
            if kind == b"meta":
                _read_meta(content[4:], items)
    except (struct.error, IndexError):
        return float("inf")
    return _count_pixels(items, items.primary, _MAX_DEPTH, {})


def _count_pixels(
    items: _Items, item: int, depth: int, counted: dict[tuple[int, int], float]
) -> float:
    if depth == 0:
        return float("inf")
    if (item, depth) not in counted:
        sizes = [items.areas[i] for i in items.properties.get(item, []) if i in items.areas]
        parts = items.parts.get(item, [])
        own = max(sizes, default=float("inf")) if not parts else 0
        others = [*parts, *items.layers.get(item, [])]
        counted[item, depth] = own + sum(
            _count_pixels(items, other, depth - 1, counted) for other in others
        )
    return counted[item, depth]


def _iterate_boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yields kind and content of each box."""
    position = 0
    while position + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, position + 8)
            head = 16
        end = position + size if size else len(data)
        if end < position + head:
            return
        yield kind, data[position + head : end]
        position = end


def _read_meta(content: bytes, items: _Items) -> None:
    for kind, inner in _iterate_boxes(content):
        if kind == b"pitm":
            (items.primary,) = struct.unpack_from(">I" if inner[0] else ">H", inner, 4)
        elif kind == b"iref":
            _read_references(inner, items)
        elif kind == b"iprp":
            for property_kind, properties in _iterate_boxes(inner):
                if property_kind == b"ipco":
                    _read_sizes(properties, items)
                elif property_kind == b"ipma":
                    _read_associations(properties, items)


def _read_references(content: bytes, items: _Items) -> None:
    id_format = "I" if content[0] else "H"
    for kind, inner in _iterate_boxes(content[4:]):
        source, count = struct.unpack_from(f">{id_format}H", inner)
        start = struct.calcsize(f">{id_format}H")
        targets = struct.unpack_from(f">{count}{id_format}", inner, start)
        if kind == b"dimg":
            items.parts.setdefault(source, []).extend(targets)
        elif kind == b"auxl":
            for target in targets:
                items.layers.setdefault(target, []).append(source)


def _read_sizes(content: bytes, items: _Items) -> None:
    for index, (kind, inner) in enumerate(_iterate_boxes(content), start=1):
        if kind == b"ispe":
            width, height = struct.unpack_from(">II", inner, 4)
            items.areas[index] = width * height


def _read_associations(content: bytes, items: _Items) -> None:
    id_format = "I" if content[0] else "H"
    index_format, mask = ("H", 0x7FFF) if content[3] & 1 else ("B", 0x7F)
    (entries,) = struct.unpack_from(">I", content, 4)
    position = 8
    for _ in range(entries):
        item, count = struct.unpack_from(f">{id_format}B", content, position)
        position += struct.calcsize(f">{id_format}B")
        indices = struct.unpack_from(f">{count}{index_format}", content, position)
        position += struct.calcsize(f">{count}{index_format}")
        items.properties.setdefault(item, []).extend(index & mask for index in indices)
