"""Standard output and error that never break the work, whatever they are connected to."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

# What the commands write beyond ASCII, for terminals whose encoding lacks it.
PLAIN = {"−": "-", "–": "-", "×": "x", "±": "+/-", "·": "-", "…": "...", "“": '"', "”": '"'}
PLAIN_ERRORS = "resnet_demo.plain"


class SafeStream:
    """A text stream that goes quiet when it can no longer be written to.

    Args:
        stream: The stream that is written to as long as it can be.

    Attributes:
        failure: Why it could not be written to; None as long as it could.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=PLAIN_ERRORS)

    def write(self, text: str) -> int:
        """Writes a text and returns its length."""
        if self.failure is None:
            try:
                self._stream.write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Writes what is buffered."""
        if self.failure is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._give_up(error)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever else streams have
        return getattr(self._stream, name)

    def _give_up(self, error: OSError) -> None:
        self.failure = error
        # What is still buffered goes nowhere when the process ends.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


def guard_output() -> SafeStream:
    """Makes standard output and error safe to write to; returns standard output."""
    codecs.register_error(PLAIN_ERRORS, _write_plainly)
    output, errors = (
        SafeStream(stream or Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr)
    )
    sys.stdout, sys.stderr = cast(TextIO, output), cast(TextIO, errors)
    return output


def find_loss(output: SafeStream) -> OSError | None:
    """Returns why output was lost; a reader that stopped reading, such as ``head``, lost nothing
    it wanted.
    """
    output.flush()
    return None if isinstance(output.failure, BrokenPipeError) else output.failure


def _write_plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    plain = (PLAIN.get(c, c).encode("ascii", "backslashreplace").decode() for c in characters)
    return "".join(plain), error.end
