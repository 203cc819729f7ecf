"""How far a request is, whether anybody still waits for it, and how long it may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from resnet_demo.errors import RequestTimeoutError

Unit = Literal[
    "loading",
    "downloading",
    "reading",
    "computing",
    "passes",
    "inputs",
    "networks",
    "methods",
    "photos",
]


class Cancelled(Exception):  # noqa: N818  not an error: the visitor wanted it
    """Raised inside the work when nobody waits for it any more."""


@dataclass(frozen=True)
class Phase:
    """A part of long work.

    Attributes:
        name: What is done.
        subject: With what, such as the title of a method; may be empty.
        network: In which network.
        number: Which of them it is, from 1.
        total: How many there are.
    """

    name: Literal["checking", "randomising"]
    subject: str
    network: str
    number: int
    total: int


@dataclass(frozen=True)
class Step:
    """What is going on, and how far it is when that can be counted.

    Attributes:
        unit: What is counted, or ``loading`` and ``downloading`` for what has no count.
        done: How many are done.
        total: How many there are; 0 when that is not known.
        phase: Which part of the work it is in, where the work has parts.
    """

    unit: Unit
    done: int = 0
    total: int = 0
    phase: Phase | None = None


Progress = Callable[[Step], None]
"""Is told of every step; what it raises, such as ``Cancelled``, ends the work."""


def ignore_progress(_step: Step) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class Deadline:
    """The end of the time that a request has.

    Attributes:
        timeout_s: Seconds that the request may take, from ``started_s``.
        started_s: When it began, by ``time.monotonic``.
    """

    timeout_s: float = float("inf")
    started_s: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Checks that there is time left.

        Raises:
            RequestTimeoutError: There is none.
        """
        if time.monotonic() - self.started_s > self.timeout_s:
            raise RequestTimeoutError(self.timeout_s)
