"""Which device a process trains on."""

import torch

from resnet_demo.training.distributed import join_processes


def test_a_single_process_trains_on_the_gpu_that_was_asked_for(monkeypatch):
    devices = []
    monkeypatch.setattr(torch.cuda, "set_device", devices.append)
    for name in ("cuda:1", "cuda", "cpu"):
        join_processes(torch.device(name))
    assert devices == [torch.device("cuda", 1)]
