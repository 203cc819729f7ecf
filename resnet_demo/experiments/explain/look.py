"""How saliency maps are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How maps are shown; changing it computes nothing again.

    Attributes:
        shared: One colour scale for all columns.
        opacity: Of the map, 0 to 1.
        difference: Numbers of two columns, counted from 1; None for no difference.
    """

    shared: bool = True
    opacity: float = 0.6
    difference: tuple[int, int] | None = None
