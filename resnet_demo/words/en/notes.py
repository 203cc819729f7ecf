"""The sentences about photos that were read although something is wrong with their files."""

from __future__ import annotations

# By the name of the note's type in ``photos/notes.py``; the fields are those of the type.
NOTES: dict[str, str] = {
    "MissingRowsNote": "The file ends early: the last {rows:count} of {height:count} rows are "
    "missing and shown grey.",
    "MissingPassesNote": "The file ends early: the photo has less detail than it was saved with.",
}
