"""What each lever gives a training step: memory layout, torch.compile, smaller pictures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import draw_network

WARM_UP_STEPS = 3


@dataclass(frozen=True)
class StepTime:
    """Median seconds of one step, and how many times faster that is than the first row."""

    name: str
    seconds: float
    speedup: float


def measure_steps(
    architecture: Architecture,
    batch_size: int,
    steps: int,
    on_row: Callable[[StepTime], None] = lambda _row: None,
) -> tuple[StepTime, ...]:
    """Times forward pass, backward pass and SGD step on the CPU with one lever more each time.

    Args:
        architecture: A CIFAR network.
        batch_size: Images a step.
        steps: Timed steps a row, after three that are not.
        on_row: Called with each row when it is there.
    """
    levers = (
        ("32 px", torch.contiguous_format, False, 32),
        ("32 px, channels_last", torch.channels_last, False, 32),
        ("32 px, channels_last, compiled", torch.channels_last, True, 32),
        ("28 px, channels_last, compiled", torch.channels_last, True, 28),
        ("24 px, channels_last, compiled", torch.channels_last, True, 24),
    )
    rows: list[StepTime] = []
    for name, layout, compiled, size in levers:
        network = draw_network(architecture, 0)
        network.to(memory_format=layout)
        forward: nn.Module = torch.compile(network, dynamic=False) if compiled else network  # type: ignore[assignment]
        batch = torch.randn(batch_size, 3, size, size).contiguous(memory_format=layout)
        seconds = _time_step(network, forward, batch, steps)
        rows.append(StepTime(name, seconds, (rows[0].seconds if rows else seconds) / seconds))
        on_row(rows[-1])
    return tuple(rows)


def _time_step(network: nn.Module, forward: nn.Module, batch: torch.Tensor, steps: int) -> float:
    labels = torch.zeros(len(batch), dtype=torch.long)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, nesterov=True)
    times = []
    for _ in range(WARM_UP_STEPS + steps):
        started = time.perf_counter()
        optimizer.zero_grad()
        F.cross_entropy(forward(batch), labels).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        times.append(time.perf_counter() - started)
    return statistics.median(times[WARM_UP_STEPS:])
