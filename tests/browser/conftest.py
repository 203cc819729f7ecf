"""Real servers and real browsers, for the whole session."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from resnet_demo.models.weights import write_weights
from resnet_demo.networks.architecture import cifar_architecture
from resnet_demo.networks.resnet import ResNet
from resnet_demo.settings import SHIPPED_WEIGHTS_DIR
from tests.conftest import make_card, write_random_network

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TIMEOUT_MS = 60_000  # for machines that are busy with something else
REPOSITORY = Path(__file__).resolve().parents[2]


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
    command = [sys.executable, "-m", "tests.browser.serve", str(folder / "weights"), *settings]
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


@pytest.fixture(scope="session")
def browsers(tmp_path_factory):
    """Debian's chromium, one a locale: ``browsers("zh-CN")`` returns its browser context.

    It has a profile on the disk, which keeps gradio's scripts in the form that they were compiled
    to: a page then takes a third less of the processor than in a context of its own. Without
    chromium the tests are skipped, except where CI is set.
    """
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        reason = "no chromium on this machine (apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright import sync_api  # not at the top: most tests need no browser

    contexts = {}
    with sync_api.sync_playwright() as playwright:

        def open_browser(locale: str):
            if locale not in contexts:
                contexts[locale] = playwright.chromium.launch_persistent_context(
                    tmp_path_factory.mktemp(f"profile-{locale}"),
                    executable_path=binary,
                    args=CHROMIUM_ARGUMENTS,
                    locale=locale,
                )
                contexts[locale].set_default_timeout(TIMEOUT_MS)
            return contexts[locale]

        yield open_browser
        for context in contexts.values():
            context.close()


@dataclass
class Visit:
    """A page, and what it asked of the network."""

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def upload(self, box: str, *files) -> None:
        self.page.locator(f"{box} input[type=file]").first.set_input_files(list(files))

    def open_tab(self, name: str) -> None:
        """Clicks a tab, also where a narrow window keeps it in a menu."""
        tab = self.page.get_by_role("tab", name=name, exact=True).first
        if not tab.is_visible():
            self.page.locator(".overflow-menu > button").click()
            tab = self.page.locator(".overflow-dropdown button", has_text=name)
        tab.click()

    def settle(self) -> None:
        """Waits until the page has asked nothing for a second; gradio's heartbeat stays open."""
        asked = -1
        while asked != len(self.requests):
            asked = len(self.requests)
            self.page.wait_for_timeout(1000)

    def width(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture
def visit(server, browsers):
    """Opens the page: ``visit(locale="zh-CN", width=390)``.

    A page costs seconds of the processor: a test that only reads more of it belongs into the test
    that has it open.
    """
    visits = []

    def open_page(
        locale: str = "en-US", width: int = 1280, height: int = 900, url: str = server.url
    ) -> Visit:
        opened = Visit(browsers(locale).new_page())
        visits.append(opened)
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.errors.append(f"dialog {dialog.message}"))
        opened.page.goto(url)
        # Attached, not visible: a link with a plan may have opened another tab by now.
        opened.page.wait_for_selector("#classify", state="attached")
        # Gradio's note on the events of loading: nobody sees it, but it is part of the text.
        opened.page.wait_for_function("!document.body.innerText.includes('processing')")
        return opened

    yield open_page
    for opened in visits:  # the next visitor is a new one
        opened.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        opened.page.context.clear_cookies()
        opened.page.close()


@pytest.fixture
def lion(photos) -> Path:
    return photos / "lion.jpg"
