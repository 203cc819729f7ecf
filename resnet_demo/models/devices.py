"""The devices of this machine."""

from __future__ import annotations

import torch

from resnet_demo.errors import DeviceError


def list_devices() -> tuple[str, ...]:
    """Lists the devices of this machine, the fastest first; ``cpu`` is always there."""
    found = []
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return (*found, "cpu")


def choose_device(name: str) -> torch.device:
    """Turns ``auto`` or a device name into a device of this machine.

    Raises:
        DeviceError: This machine has no such device.
    """
    available = list_devices()
    if name == "auto":
        return torch.device(available[0])
    if name not in available:
        raise DeviceError(name, available)
    return torch.device(name)
