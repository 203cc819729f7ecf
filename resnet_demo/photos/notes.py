"""What should be known about a photo that was read although something is wrong with its file."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from resnet_demo.words.languages import read_tables
from resnet_demo.words.templates import Sentences


@dataclass(frozen=True)
class PhotoNote:
    """Base of the notes. A type has its sentence in ``words/<language>/notes.py``."""

    def describe(self, language: str = "en") -> str:
        """Returns the sentence in a language, ``en`` or ``zh``."""
        template = read_tables(language)["NOTES"][type(self).__name__]
        return Sentences(language).vformat(template, (), asdict(self))


@dataclass(frozen=True)
class MissingRowsNote(PhotoNote):
    """The file ends early; its last rows are shown grey."""

    rows: int
    height: int


@dataclass(frozen=True)
class MissingPassesNote(PhotoNote):
    """The file ends early; all rows are there, but with less detail."""


@dataclass(frozen=True)
class ShrunkNote(PhotoNote):
    """The picture has more pixels than the limit and was read at a part of its size."""

    width: int
    height: int
    shown_width: int
    shown_height: int
