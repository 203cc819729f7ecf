"""How fast a network answers on this machine, from the passes that it made in this process."""

from __future__ import annotations

import threading
from collections import deque
from statistics import median

KEPT = 5  # passes of one size; their median forgives one that was disturbed


class Pace:
    """Wall-clock seconds of forward passes, by their number of inputs. Safe under threads.

    For instance::

        pace = Pace()
        pace.note(1, 0.02)
        pace.note(11, 0.12)
        pace.estimate(200, batch_size=100)  # 2 × (0.01 + 100 × 0.01) = 2.02
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: dict[int, deque[float]] = {}

    def note(self, inputs: int, seconds: float) -> None:
        """Keeps how long a pass of so many inputs took."""
        with self._lock:
            self._seconds.setdefault(inputs, deque(maxlen=KEPT)).append(seconds)

    def estimate(self, inputs: int, batch_size: int) -> float | None:
        """Returns how long so many inputs take, at most ``batch_size`` in a pass; None before the
        first pass.

        The time of a pass is taken for a straight line through the smallest and the largest that
        were seen; with one size alone, for a multiple of its time.
        """
        with self._lock:
            seen = {size: median(times) for size, times in self._seconds.items()}
        if not seen:
            return None
        smallest, largest = min(seen), max(seen)
        slope = seen[largest] / largest
        if smallest < largest:
            slope = max(0.0, (seen[largest] - seen[smallest]) / (largest - smallest))
        start = max(0.0, seen[smallest] - slope * smallest)
        return -(-inputs // batch_size) * start + inputs * slope
