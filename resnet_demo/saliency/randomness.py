"""Captum draws from the global generators of torch and numpy; threads share those."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from resnet_demo.saliency.method import Task

_LOCK = threading.Lock()


class _States(NamedTuple):
    """Of torch's generator on the CPU and on the device, and of numpy's."""

    cpu: Tensor
    device: Tensor | None
    numpy: Any


class Draws:
    """One sequence of random numbers, which Captum is given a piece at a time.

    Each piece goes on where the one before it ended, so that the map does not depend on how many
    samples fit into memory. (On a CPU, where 3·S·S is a multiple of 16, as torch draws normal
    numbers in blocks of 16.)

    Args:
        seed: Of the sequence.
        device: Where Captum draws.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self._device = device
        self._states = _States(
            torch.Generator().manual_seed(seed).get_state(),
            None if device.type == "cpu" else torch.Generator(device).manual_seed(seed).get_state(),
            np.random.RandomState(seed % 2**32).get_state(),
        )

    @contextmanager
    def resume(self) -> Iterator[None]:
        """Puts this sequence in the place of the global ones; others who draw wait meanwhile."""
        with _LOCK:
            before = self._read()
            self._write(self._states)
            try:
                yield
            finally:
                self._states = self._read()
                self._write(before)

    def _read(self) -> _States:
        on_cpu = self._device.type == "cpu"
        own = None if on_cpu else torch.get_device_module(self._device).get_rng_state()
        return _States(torch.get_rng_state(), own, np.random.get_state())

    def _write(self, states: _States) -> None:
        torch.set_rng_state(states.cpu)
        if states.device is not None:
            torch.get_device_module(self._device).set_rng_state(states.device)
        np.random.set_state(states.numpy)


def average_draws(task: Task, draw: Callable[[int], Tensor]) -> Tensor:
    """Returns the mean over the samples of a task, drawn a batch at a time.

    Args:
        task: Its options give samples and seed.
        draw: Called with a number of samples; returns the mean of so many.
    """
    draws = Draws(task.options.seed, task.batch.device)
    total, done = torch.zeros_like(task.batch), 0
    while done < task.options.samples:
        count = min(task.batch_size, task.options.samples - done)
        with draws.resume():
            mean = draw(count)
        total, done = total + count * mean, done + count
    return total / done
