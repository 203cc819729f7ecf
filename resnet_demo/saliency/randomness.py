"""Captum draws from the global generators of torch and numpy; threads share those."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from resnet_demo.saliency.method import Task

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


def average_draws(task: Task, draw: Callable[[int, float], Tensor]) -> Tensor:
    """Returns the mean over the samples of a task, drawn a batch at a time.

    Args:
        task: Its options give samples, noise and seed.
        draw: Called with a number of samples and the standard deviation of the noise; returns the
            mean of so many samples.
    """
    deviation = task.options.noise * (task.batch.max() - task.batch.min()).item()
    total, done = torch.zeros_like(task.batch), 0
    while done < task.options.samples:
        count = min(task.batch_size, task.options.samples - done)
        with seeded(task.options.seed + done):
            mean = draw(count, deviation)
        total, done = total + count * mean, done + count
    return total / done
