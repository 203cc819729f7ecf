"""The devices of this machine, and the one numeric policy on all of them."""

from __future__ import annotations

import torch

from resnet_demo.errors import DeviceError


def list_devices() -> tuple[str, ...]:
    """Lists the devices of this machine, the fastest first; ``cpu`` is always there. Several GPUs
    are ``cuda:0``, ``cuda:1`` and so on, a single one is ``cuda``.
    """
    names = []
    if torch.cuda.is_available():
        count = torch.cuda.device_count()
        names += [f"cuda:{index}" for index in range(count)] if count > 1 else ["cuda"]
    if torch.backends.mps.is_available():
        names.append("mps")
    return (*names, "cpu")


def choose_device(name: str) -> torch.device:
    """Turns ``auto`` or a device name, with or without an index, into a device of this machine.

    Raises:
        DeviceError: This machine has no such device.
    """
    available = list_devices()
    wanted = available[0] if name == "auto" else name
    try:
        device = torch.device(wanted)
    except RuntimeError:
        raise DeviceError(name, available) from None
    # The first device of a kind has one name, so that a model is not loaded onto it twice.
    short = torch.device(device.type) if not device.index else device
    if not {str(short), f"{device.type}:{device.index or 0}"} & set(available):
        raise DeviceError(name, available)
    return short


def compute_in_float32() -> None:
    """Turns TensorFloat-32 off for this process: cards, answers, lesions and maps are compared with
    each other, so all of them are computed in float32 on every device.
    """
    if hasattr(torch.backends, "fp32_precision"):  # since torch 2.9, which lets both ways be mixed
        torch.backends.cudnn.fp32_precision = "ieee"
        torch.backends.fp32_precision = "ieee"
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.allow_tf32 = False
