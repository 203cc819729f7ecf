"""Building, caching and sharing models."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from resnet_demo.errors import DeviceError, UnknownModelError, WeightsMismatchError
from resnet_demo.models import store as stores
from resnet_demo.models.devices import choose_device, list_devices
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.load import load_network
from resnet_demo.models.registry import find_spec
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import locate_weights, read_card, write_card, write_weights
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.networks.resnet import ResNet
from tests.conftest import make_card

RESIDUAL, PLAIN = "resnet20.cifar10", "plain20.cifar10"


def test_a_loaded_model_is_frozen_folded_and_in_eval_mode(settings):
    network = ModelStore(settings).get(RESIDUAL).network
    assert not network.training
    assert not any(parameter.requires_grad for parameter in network.parameters())
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())
    assert network.conv1.weight.is_contiguous(memory_format=torch.channels_last)
    assert not any(parameter.is_inference() for parameter in network.parameters())


def test_a_model_loaded_inside_inference_mode_still_gives_gradients(settings):
    with torch.inference_mode():
        network = ModelStore(settings).get(RESIDUAL).network
    batch = torch.rand(1, 3, 32, 32, requires_grad=True)
    network(batch)[0, 0].backward()
    assert batch.grad.abs().sum() > 0


def test_folded_model_answers_as_the_unfolded_one(settings):
    spec = find_spec(RESIDUAL)
    file = locate_weights(spec, settings)
    unfolded = load_network(spec, file, read_card(file))
    batch = torch.randn(4, 3, 32, 32)
    with torch.no_grad():
        expected = unfolded(batch)
    actual = compute_logits(ModelStore(settings).get(RESIDUAL), batch)
    torch.testing.assert_close(actual, expected, rtol=0, atol=1e-4)


def test_forty_threads_asking_for_a_cold_model_build_it_once(settings, monkeypatch):
    builds = []
    build = stores.load_model

    def count_and_build(*args, **kwargs):
        builds.append(args[0].key)
        return build(*args, **kwargs)

    monkeypatch.setattr(stores, "load_model", count_and_build)
    store = ModelStore(settings)
    barrier = threading.Barrier(40)

    def ask(_index):
        barrier.wait()
        return store.get(RESIDUAL)

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(ask, range(40)))
    assert builds == [RESIDUAL]
    assert len({id(answer) for answer in answers}) == 1


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_weights_of_another_precision_answer_too(settings, weights_dir, dtype):
    tensors = load_file(weights_dir / f"{RESIDUAL}.safetensors")
    changed = {n: t.to(dtype) if t.is_floating_point() else t for n, t in tensors.items()}
    write_weights(weights_dir, changed, make_card(RESIDUAL))
    logits = compute_logits(ModelStore(settings).get(RESIDUAL), torch.zeros(1, 3, 32, 32))
    assert logits.dtype == torch.float32


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"classes": tuple(reversed(CIFAR10_CLASSES))}, "other classes"),
        ({"input": {"size": 32, "mean": [0, 0, 0], "std": [1, 1, 1]}}, "other inputs"),
    ],
)
def test_a_card_for_other_labels_or_inputs_is_refused(settings, weights_dir, change, words):
    tensors = load_file(weights_dir / f"{RESIDUAL}.safetensors")
    write_weights(weights_dir, tensors, make_card(RESIDUAL, **change))
    with pytest.raises(WeightsMismatchError, match=words):
        ModelStore(settings).get(RESIDUAL)


def test_a_failed_load_leaves_the_next_one_free(settings):
    store = ModelStore(settings)
    path = settings.weights_dir / f"{RESIDUAL}.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(WeightsMismatchError):
        store.get(RESIDUAL)
    path.write_bytes(content)
    assert store.get(RESIDUAL).spec.key == RESIDUAL


def test_the_least_recently_used_model_leaves_over_the_memory_cap(settings):
    size = ModelStore(settings).get(RESIDUAL).size_bytes
    assert size > 1_000_000  # four bytes each for 269 thousand parameters
    store = ModelStore(replace(settings, model_cache_bytes=int(1.5 * size)))
    store.get(RESIDUAL)
    store.get(PLAIN)
    assert store.list_loaded() == (PLAIN,)
    roomy = ModelStore(replace(settings, model_cache_bytes=3 * size))
    for key in (RESIDUAL, PLAIN, RESIDUAL):
        roomy.get(key)
    assert roomy.list_loaded() == (PLAIN, RESIDUAL)


def test_a_model_over_the_cap_alone_still_answers(settings):
    store = ModelStore(replace(settings, model_cache_bytes=1))
    assert store.get(RESIDUAL) is store.get(RESIDUAL)


def test_unknown_model_names_the_known_ones(settings):
    with pytest.raises(UnknownModelError, match=r"resnet21.*resnet20\.cifar10.*resnet152\.a1_in1k"):
        ModelStore(settings).get("resnet21.cifar10")


def test_unknown_device_names_what_is_here(settings):
    with pytest.raises(DeviceError, match=r"no device 'tpu'.*cpu"):
        ModelStore(settings).get(RESIDUAL, "tpu")
    assert str(choose_device("auto")) == list_devices()[0]


def test_a_model_that_is_trained_again_is_loaded_again(settings, weights_dir):
    store = ModelStore(settings)
    before = store.get(RESIDUAL)
    assert store.get(RESIDUAL) is before
    network = ResNet(cifar_architecture(20))
    card = write_weights(weights_dir, network.state_dict(), make_card(RESIDUAL))
    after = store.get(RESIDUAL)
    assert after.card.sha256 == card.sha256 != before.card.sha256
    batch = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        expected = network.eval()(batch)
    torch.testing.assert_close(compute_logits(after, batch), expected, rtol=0, atol=1e-4)
    assert store.get(RESIDUAL) is after
    assert store.list_loaded()[-1] == RESIDUAL


def test_a_card_that_changes_alone_is_read_again(settings, weights_dir):
    store = ModelStore(settings)
    before = store.get(RESIDUAL)
    write_card(weights_dir, replace(before.card, temperature=2.0))
    assert (before.temperature, store.get(RESIDUAL).temperature) == (1.0, 2.0)


def test_a_model_whose_files_are_gone_still_answers(settings, weights_dir):
    store = ModelStore(settings)
    before = store.get(RESIDUAL)
    (weights_dir / f"{RESIDUAL}.safetensors").unlink()
    assert store.get(RESIDUAL) is before
