"""Seeds of everything that is drawn, and how many draws there may be; imports no torch."""

from __future__ import annotations

from resnet_demo.errors import RangeError

MAX_SEED = 2**31
MAX_DRAWS = 100


def check_seed(seed: int) -> int:
    """Checks that a seed is in range.

    Raises:
        RangeError: It is negative or too large.
    """
    if not 0 <= seed <= MAX_SEED:
        raise RangeError("seed", seed, 0, MAX_SEED)
    return seed


def combine_seeds(seed: int, draw: int) -> int:
    """Returns the seed of one of several draws, up to ``MAX_DRAWS``; no two seeds share one.

    It may be more than torch's generator reads; ``make_generator`` takes it.

    Raises:
        RangeError: The seed is negative or too large.
    """
    return check_seed(seed) * MAX_DRAWS + draw
