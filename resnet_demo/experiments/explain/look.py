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


DIFFERENCES = {"none": None, "12": (1, 2), "13": (1, 3), "23": (2, 3)}
"""The columns whose difference is drawn, by the name of the choice."""


def read_look(shared: bool, opacity: float, difference: str) -> Look:
    """Returns how maps are drawn by the values of the controls."""
    return Look(bool(shared), float(opacity), DIFFERENCES.get(difference))
