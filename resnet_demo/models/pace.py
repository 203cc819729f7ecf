"""How fast a network answers on this machine, from the passes that it made in this process."""

from __future__ import annotations

import threading
from collections import deque
from statistics import median_low

KEPT = 5  # passes of one size; the lower median forgives one that was disturbed, also of two
KNOWN = 2  # passes of one size, beside the first, that tell how long it takes


class Pace:
    """Wall-clock seconds of forward passes, by their number of inputs. Safe under threads.

    The first pass of a size is dearer, several times in a new process: it counts only where there
    is no other pass at all.

    For instance::

        pace = Pace()
        pace.note(1, 0.02)
        pace.note(11, 0.12)
        pace.estimate(200, batch_size=100)  # 2 × (0.01 + 100 × 0.01) = 2.02
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: dict[int, float] = {}
        self._later: dict[int, deque[float]] = {}

    def note(self, inputs: int, seconds: float) -> None:
        """Keeps how long a pass of so many inputs took."""
        with self._lock:
            if inputs in self._first:
                self._later.setdefault(inputs, deque(maxlen=KEPT)).append(seconds)
            else:
                self._first[inputs] = seconds

    def is_known(self, inputs: int) -> bool:
        """Returns whether so many inputs passed together often enough to tell what they take."""
        with self._lock:
            return len(self._later.get(inputs, ())) >= KNOWN

    def estimate(self, inputs: int, batch_size: int) -> float:
        """Returns how long so many inputs take, at most ``batch_size`` in a pass; 0 before the
        first pass.

        The time of a pass is taken for a straight line through the smallest and the largest that
        were seen; with one size alone, for a multiple of its time.
        """
        with self._lock:
            seen = {
                size: median_low(times) for size, times in self._later.items()
            } or self._first.copy()
        if not seen:
            return 0.0
        smallest, largest = min(seen), max(seen)
        slope = seen[largest] / largest
        if smallest < largest:
            slope = max(0.0, (seen[largest] - seen[smallest]) / (largest - smallest))
        start = max(0.0, seen[smallest] - slope * smallest)
        return -(-inputs // batch_size) * start + inputs * slope
