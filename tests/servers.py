"""Real servers, each in a process of its own, for the tests of the page and of HTTP."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.resnet import ResNet
from resnet_demo.settings import SHIPPED_WEIGHTS_DIR
from tests.conftest import make_card, write_random_network

TIMEOUT_MS = 60_000  # for machines that are busy with something else
REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass
class Server:
    """A running app with untrained resnet20 and plain20, and the file it logs to."""

    url: str
    log: Path

    def wait_for_log(self, words: str, times: int = 1) -> str:
        """Returns the log once it holds the words that often."""
        for _ in range(20 * TIMEOUT_MS // 1000):
            text = self.log.read_text()
            if text.count(words) >= times:
                return text
            threading.Event().wait(0.05)
        raise AssertionError(f"{words!r} never appeared in:\n{text}")


@contextmanager
def start_server(folder: Path, *settings: str) -> Iterator[Server]:
    """Serves the page with the networks in ``folder/weights``; settings are like ``name=1``."""
    log = folder / "log.txt"
    command = [sys.executable, "-m", "tests.serve", str(folder / "weights"), *settings]
    environment = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "gradio")}
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        url = process.stdout.readline().strip().rstrip("/")
        if not url:
            pytest.fail(f"the server did not start:\n{log.read_text()}")
        yield Server(url, log)
        process.terminate()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """With untrained networks of depth 20."""
    folder = tmp_path_factory.mktemp("server")
    for key in ("resnet20.cifar10", "plain20.cifar10"):
        write_random_network(folder / "weights", key)
    with start_server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def zoo_server(tmp_path_factory) -> Iterator[Server]:
    """With the networks that are shipped, and one of a user's own, of three classes."""
    folder = tmp_path_factory.mktemp("zoo")
    shutil.copytree(SHIPPED_WEIGHTS_DIR, folder / "weights")
    network = ResNet(cifar_architecture(20, num_classes=3))
    card = make_card("resnet20.pets", classes=("cat", "paws", "whiskers"))
    write_weights(folder / "weights", network.state_dict(), card)
    with start_server(folder) as server:
        yield server
