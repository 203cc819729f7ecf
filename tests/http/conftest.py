"""A real server and gradio's own client, for the whole session."""

from pathlib import Path

import pytest
from gradio_client import Client


@pytest.fixture(scope="session")
def client(server):
    return Client(server.url, verbose=False)


@pytest.fixture
def lion(photos) -> Path:
    return photos / "lion.jpg"
