"""Devices, precision and processes: the seam between the training loop and accelerate.

One process is the ordinary case. Several are started with ``torchrun --nproc-per-node N -m
resnet_demo train …`` or ``accelerate launch -m resnet_demo train …``; each holds the whole data
set and a copy of the network. Process 0, the *main* process, alone reads and writes files and
prints. What only it does goes through :func:`call_on_main`, so that its failure ends them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import torch
from accelerate import Accelerator, PartialState
from accelerate.state import AcceleratorState, GradientState
from accelerate.utils import (
    DistributedDataParallelKwargs,
    GradientAccumulationPlugin,
    broadcast_object_list,
)
from torch import nn

from resnet_demo.errors import PrecisionError, ResNetLabError

Result = TypeVar("Result")

# What each kind of device computes in, and accelerate's names for it.
DEVICE_PRECISIONS = {"cpu": ("fp32", "bf16"), "cuda": ("fp32", "bf16", "fp16"), "mps": ("fp32",)}
ACCELERATE_NAMES = {"fp32": "no", "bf16": "bf16", "fp16": "fp16"}


def choose_precision(name: str, device: torch.device) -> str:
    """Turns ``auto`` or a precision into the one to compute in: ``fp32``, ``bf16`` or ``fp16``.

    Weights are float32 in each; bf16 and fp16 are what activations and gradients are computed in
    under autocast. ``auto`` is bf16 on a GPU that has it, fp16 on an older one, fp32 elsewhere.

    Raises:
        PrecisionError: There is no such precision, or this kind of device does not have it.
    """
    accepted = DEVICE_PRECISIONS[device.type]
    if name == "auto":
        if device.type != "cuda":
            return "fp32"
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16"
    if name not in accepted:
        raise PrecisionError(name, device.type, accepted)
    return name


def join_processes(device: torch.device) -> PartialState:
    """Joins the processes this one was started with, if any; says who is the main one.

    Its ``device`` is this process's own: of several processes on a machine with several GPUs one
    each, of a single one the GPU that was asked for.
    """
    _forget_settings()
    if device.type == "cuda" and device.index is not None:
        torch.cuda.set_device(device)  # several processes are given other ones below
    return PartialState(cpu=device.type == "cpu")


def make_accelerator(device: torch.device, precision: str, accumulate: int) -> Accelerator:
    """Builds the accelerator of one training.

    Args:
        device: Its kind decides between the CPU and the accelerator of the machine.
        precision: As :func:`choose_precision` returns it.
        accumulate: Backward passes a step, in each process.
    """
    _forget_settings()
    return Accelerator(
        cpu=device.type == "cpu",
        mixed_precision=ACCELERATE_NAMES[precision],
        gradient_accumulation_plugin=GradientAccumulationPlugin(
            num_steps=accumulate, sync_with_dataloader=False
        ),
        # The processes' running statistics are averaged once an epoch (average_statistics); DDP's
        # own way would overwrite them with the main process's before every step.
        kwargs_handlers=[DistributedDataParallelKwargs(broadcast_buffers=False)],
    )


def _forget_settings() -> None:
    """Lets another training in this process have other settings: accelerate keeps those of the
    first one for the life of the process and has no public way to change them. An open process
    group is kept and found again.
    """
    AcceleratorState._reset_state(reset_partial_state=True)
    GradientState._reset_state()


def call_on_main(action: Callable[[], Result]) -> Result:
    """Calls a function in the main process alone and gives every process its result.

    Every process must come here. An error of this package ends them all: the main process raises
    it, the others raise a copy of it, and none is left waiting. (Any other exception ends the main
    process, upon which the launcher ends the rest.)

    Args:
        action: Its result is pickled on its way to the other processes.

    Raises:
        ResNetLabError: What ``action`` raised.
    """
    processes = PartialState()
    if processes.num_processes == 1:
        return action()
    answer: list[Any] = [None, None]  # the result, or the error
    if processes.is_main_process:
        try:
            answer[0] = action()
        except ResNetLabError as error:
            broadcast_object_list([None, error])
            raise
    broadcast_object_list(answer)
    if answer[1] is not None:
        raise answer[1]
    result: Result = answer[0]
    return result


def sum_over_processes(accelerator: Accelerator, *values: float) -> list[float]:
    """Adds up the values that each process comes with; all of them get the sums."""
    if accelerator.num_processes == 1:
        return list(values)
    mine = torch.tensor(values, dtype=torch.float64, device=accelerator.device)
    sums: list[float] = accelerator.reduce(mine, reduction="sum").tolist()
    return sums


def average_statistics(
    accelerator: Accelerator, network: nn.Module, copies: Iterable[nn.Module]
) -> None:
    """Sets the running means and variances of every BatchNorm that is training to their average
    over the processes, so that all hold the same network again.

    Args:
        accelerator: Of this training.
        network: Its training flags say which BatchNorms count; frozen ones are left alone.
        copies: Networks with the same names whose statistics are averaged: ``network`` itself,
            and the average of its weights if there is one.
    """
    if accelerator.num_processes == 1:
        return
    names = [
        f"{path}.{statistic}"
        for path, module in network.named_modules()
        if isinstance(module, nn.BatchNorm2d) and module.training
        for statistic in ("running_mean", "running_var")
    ]
    for copy in copies:
        for name in names:
            statistics = copy.get_buffer(name)
            statistics.copy_(accelerator.reduce(statistics, reduction="mean"))
