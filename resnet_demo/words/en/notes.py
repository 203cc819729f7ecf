"""The sentences about photos that were read and of what should be known about them."""

from __future__ import annotations

# By the name of the note's type in ``photos/notes.py``; the fields are those of the type.
NOTES: dict[str, str] = {
    "MissingRowsNote": "The file ends early: the last {rows:count} of {height:count} rows are "
    "missing and shown grey.",
    "MissingPassesNote": "The file ends early: the photo has less detail than it was saved with.",
    "ShrunkNote": "The photo has {width:count} × {height:count} pixels, more than are read here, "
    "so it was read at {shown_width:count} × {shown_height:count}.",
}
