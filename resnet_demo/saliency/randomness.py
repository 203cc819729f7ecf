"""Captum draws from the global generators of torch and numpy; threads share those."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

_LOCK = threading.Lock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seeds both generators for one call of Captum and puts their states back.

    Others who draw wait meanwhile: give it one batch at a time, not a whole map.
    """
    with _LOCK:
        before = torch.get_rng_state(), np.random.get_state()
        torch.manual_seed(seed)
        np.random.seed(seed % 2**32)
        try:
            yield
        finally:
            torch.set_rng_state(before[0])
            np.random.set_state(before[1])
