"""What should be known about a photo that was read although something is wrong with its file."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from resnet_demo.words.notes import describe_note


@dataclass(frozen=True)
class PhotoNote:
    """Base of the notes. A type has its sentence in ``words/<language>/notes.py``."""

    def describe(self, language: str = "en") -> str:
        """Returns the sentence in a language, ``en`` or ``zh``."""
        return describe_note(type(self).__name__, asdict(self), language)


@dataclass(frozen=True)
class MissingRowsNote(PhotoNote):
    """The file ends early; its last rows are shown grey."""

    rows: int
    height: int


@dataclass(frozen=True)
class MissingPassesNote(PhotoNote):
    """The file ends early; all rows are there, but with less detail."""
