"""Device names, and one precision for all that is compared."""

import pytest
import torch

from resnet_demo.errors import DeviceError
from resnet_demo.models.devices import choose_device, list_devices
from resnet_demo.models.store import ModelStore


@pytest.fixture
def gpus(monkeypatch):
    """Lets torch say that there are some GPUs; none is touched."""

    def pretend(count):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)

    return pretend


@pytest.mark.parametrize(
    ("count", "names"),
    [(0, ("cpu",)), (1, ("cuda", "cpu")), (2, ("cuda:0", "cuda:1", "cpu"))],
)
def test_every_gpu_has_a_name(gpus, count, names):
    gpus(count)
    assert list_devices() == names


@pytest.mark.parametrize(
    ("count", "name", "device"),
    [
        (0, "auto", "cpu"),
        (0, "cpu:0", "cpu"),
        (1, "auto", "cuda"),
        (1, "cuda", "cuda"),
        (1, "cuda:0", "cuda"),
        (2, "auto", "cuda"),
        (2, "cuda", "cuda"),
        (2, "cuda:0", "cuda"),
        (2, "cuda:1", "cuda:1"),
    ],
)
def test_a_device_may_be_named_with_its_index(gpus, count, name, device):
    gpus(count)
    assert str(choose_device(name)) == device


@pytest.mark.parametrize(
    ("count", "name"), [(0, "cuda"), (1, "cuda:1"), (2, "cuda:2"), (1, "gpu"), (1, ""), (0, "meta")]
)
def test_a_device_that_is_not_there_is_refused_with_those_that_are(gpus, count, name):
    gpus(count)
    with pytest.raises(DeviceError) as raised:
        choose_device(name)
    assert raised.value.fields == {"device": name, "available": list_devices()}


@pytest.mark.skipif(not hasattr(torch.backends, "fp32_precision"), reason="torch before 2.9")
@pytest.mark.parametrize("backend", [torch.backends, torch.backends.cudnn])
def test_the_newer_switches_are_turned_off_too(settings, backend):
    backend.fp32_precision = "tf32"
    ModelStore(settings).get("resnet20.cifar10")
    operators = (torch.backends.cudnn.conv, torch.backends.cudnn.rnn, torch.backends.cuda.matmul)
    assert [operator.fp32_precision for operator in operators] == ["ieee"] * 3
    assert not torch.backends.cudnn.allow_tf32  # torch refuses to tell where they disagree


def test_loading_a_model_turns_reduced_precision_off(settings, monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    torch.set_float32_matmul_precision("high")
    ModelStore(settings).get("resnet20.cifar10")
    assert not torch.backends.cudnn.allow_tf32
    assert torch.get_float32_matmul_precision() == "highest"
