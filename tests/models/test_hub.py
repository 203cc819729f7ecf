"""Weights that live on the hub: a real client against a server on this machine."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import safetensors.torch
import torch
from huggingface_hub import constants

from resnet_demo.errors import (
    HubConnectionError,
    HubDisabledError,
    HubStatusError,
    WeightsOfflineError,
)
from resnet_demo.models import weights
from resnet_demo.models.load import load_model
from resnet_demo.models.registry import find_spec
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import locate_weights
from resnet_demo.networks.architecture import imagenet_architecture
from resnet_demo.networks.resnet import ResNet
from resnet_demo.settings import Settings

pytestmark = pytest.mark.slow

SPEC = find_spec("resnet18.tv_in1k")
SETTINGS = Settings(device="cpu", hub_timeout_s=0.5)
CPU = torch.device("cpu")
COMMIT = "0123456789012345678901234567890123456789"


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


def point_hub_at(monkeypatch, port):
    endpoint = f"http://127.0.0.1:{port}"
    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(constants.ENDPOINT, endpoint)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)


@pytest.fixture
def hub(monkeypatch):
    """A hub with untrained weights of resnet18.tv_in1k; yields the requests it answered."""
    network = ResNet(imagenet_architecture(18), generator=torch.Generator().manual_seed(0))
    content = safetensors.torch.save(network.state_dict())
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            requests.append(f"{self.command} {self.path}")
            known = self.path == "/timm/resnet18.tv_in1k/resolve/main/model.safetensors"
            self.send_response(200 if known else 404)
            self.send_header("ETag", '"abc"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", str(len(content) if known else 0))
            self.end_headers()

        def do_GET(self):
            self.do_HEAD()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    point_hub_at(monkeypatch, server.server_port)
    yield requests
    server.shutdown()
    server.server_close()


def test_weights_are_fetched_once_and_then_found_on_this_machine(hub):
    said = []
    assert locate_weights(SPEC, SETTINGS) is None
    model = load_model(SPEC, SETTINGS, CPU, said.append)
    assert said == ["downloading"]
    assert model.file.origin == "cache"
    assert (len(model.labels), model.labels[281]) == (1000, "tabby, tabby cat")
    assert model.preprocessing.input_size == 224
    answered = len(hub)
    again = load_model(SPEC, replace(SETTINGS, offline=True), CPU, said.append)
    assert torch.equal(again.network.fc.weight, model.network.fc.weight)
    assert (said, len(hub)) == (["downloading"], answered)


def test_a_model_that_the_hub_lacks_is_named(hub):
    with pytest.raises(HubStatusError, match=r"resnet34\.tv_in1k.*status 404"):
        load_model(find_spec("resnet34.tv_in1k"), SETTINGS, CPU)


def test_no_connection_is_said_at_once_with_what_is_here(monkeypatch, weights_dir):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        point_hub_at(monkeypatch, unused.getsockname()[1])
        with pytest.raises(HubConnectionError) as caught:
            load_model(SPEC, replace(SETTINGS, weights_dir=weights_dir), CPU)
    assert "resnet18.tv_in1k" in str(caught.value)
    assert {"resnet20.cifar10", "plain20.cifar10"} <= set(caught.value.available)


def test_a_silent_hub_is_given_up_within_the_limit(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point_hub_at(monkeypatch, silent.getsockname()[1])
        started = time.monotonic()
        with pytest.raises(WeightsOfflineError, match=r"within 0\.5 s|no connection"):
            load_model(SPEC, SETTINGS, CPU)
        assert time.monotonic() - started < 5


def test_everyone_who_waits_for_a_silent_hub_is_told_together(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point_hub_at(monkeypatch, silent.getsockname()[1])
        store = ModelStore(SETTINGS)
        probes = []
        check = weights._check_hub
        monkeypatch.setattr(weights, "_check_hub", lambda *a: probes.append(a) or check(*a))
        barrier = threading.Barrier(6)

        def ask(_index):
            barrier.wait()
            with pytest.raises(WeightsOfflineError):
                store.get(SPEC.key)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, range(6)))
        assert len(probes) == 1
        with pytest.raises(WeightsOfflineError):
            store.get(SPEC.key)  # who asks later has the hub asked again
        assert len(probes) == 2


def test_offline_setting_asks_nobody(hub):
    with pytest.raises(HubDisabledError, match="Turn offline mode off"):
        load_model(SPEC, replace(SETTINGS, offline=True), CPU)
    assert hub == []


def test_a_file_in_the_users_folder_needs_no_card(tmp_path):
    network = ResNet(imagenet_architecture(18))
    safetensors.torch.save_file(network.state_dict(), tmp_path / "resnet18.tv_in1k.safetensors")
    model = load_model(SPEC, replace(SETTINGS, weights_dir=tmp_path, offline=True), CPU)
    assert (model.file.origin, model.card) == ("local", None)
