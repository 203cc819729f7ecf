"""Real browsers, for the whole session."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.servers import TIMEOUT_MS

# The first of these that is installed; the first takes a fifth less of the processor a page.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browsers(tmp_path_factory):
    """Debian's chromium, one a locale: ``browsers("zh-CN")`` returns its browser context.

    It has a profile on the disk, which keeps gradio's scripts in the form that they were compiled
    to: a page then takes a third less of the processor than in a context of its own. Without
    chromium the tests are skipped, except where CI is set.
    """
    binary = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if binary is None:
        reason = "no chromium on this machine (apt install chromium-headless-shell)"
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
                    reduced_motion="reduce",
                )
                contexts[locale].set_default_timeout(TIMEOUT_MS)
            return contexts[locale]

        yield open_browser
        for context in contexts.values():
            context.close()


WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
FAILED = pytest.StashKey[bool]()
VISITS = pytest.StashKey[list]()
SHOWN = """() => JSON.stringify({
    address: location.href,
    photos: [...document.querySelectorAll("#photos .thumbnail-item")].map((one) =>
        `${one.classList.contains("selected") ? "marked " : ""}${one.querySelector("img")?.src}`),
    answers: document.querySelector("#answers")?.innerText,
    status: document.querySelector("#bench-status")?.innerText,
    kept: window.labAddress,
    text: document.querySelector("#panels")?.innerText,
}, null, 1)"""


@dataclass
class Visit:
    """A page, and what it asked of the network."""

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, *files) -> None:
        """Adds photos to the strip and waits until it shows them; the last one is marked."""
        shown = self.page.locator("#photos .thumbnail-item").count()
        self.page.locator(".rl-samples input[type=file]").set_input_files(list(files))
        self.page.wait_for_function(
            "count => document.querySelectorAll('#photos .thumbnail-item').length === count",
            arg=shown + len(files),
        )

    def pick(self, sample: str) -> None:
        """Clicks a sample, which becomes the only photo."""
        self.page.locator(".rl-samples button", has_text=sample).click()

    def wait_for_photo(self, name: str) -> None:
        """Waits until the bench has answered for a photo of this name."""
        self.page.wait_for_function(
            "name => document.querySelector('#answers h2')?.textContent === name", arg=name
        )

    def remove_photos(self) -> None:
        """Takes every photo out of the strip, one after the other."""
        buttons = self.page.locator("#photos .delete-button")
        while count := buttons.count():
            buttons.first.click()
            self.page.wait_for_function(
                "count => document.querySelectorAll('#photos .delete-button').length < count",
                arg=count,
            )
        self.page.wait_for_function("!document.querySelector('#answers h2, #answers [role=alert]')")

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

    def list_barriers(self) -> list[str]:
        """Lists what keeps people out of the page as it is (WCAG 2.1, levels A and AA), by axe."""
        # Until a figure is drawn, gradio's own sign of an empty one stands in its place.
        self.page.locator(".empty:visible").first.wait_for(state="hidden")
        found = Axe().run(self.page, options={"runOnly": WCAG}).response["violations"]
        return [
            f"{rule['id']} {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    def width(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth")

    def describe(self) -> str:
        """What there is to know of the page after a failure."""
        if self.page.is_closed():
            return "closed"
        asked = "\n".join(self.requests[-20:])
        return f"{self.page.evaluate(SHOWN)}\nerrors: {self.errors}\nlast asked:\n{asked}"

    def close(self) -> None:
        """Leaves, and forgets what the browser kept of the visit."""
        if not self.page.is_closed():
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
            self.page.context.clear_cookies()
            self.page.close()


@pytest.fixture(scope="module")
def open_page(request, server, browsers):
    """Opens a page that stays until the tests of the file are through."""
    visits = []
    request.node.stash[VISITS] = visits

    def open_page(
        locale: str = "en-US",
        width: int = 1280,
        height: int = 900,
        url: str = server.url,
        ready: str = "#bench:not([inert]) #answers :is([data-address], [role=alert])",
    ) -> Visit:
        opened = Visit(browsers(locale).new_page())
        visits.append(opened)
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.errors.append(f"dialog {dialog.message}"))
        opened.page.goto(url)
        opened.page.wait_for_selector(ready)
        # Gradio's note on the events of loading: nobody sees it, but it is part of the text.
        opened.page.wait_for_function("!document.body.innerText.includes('processing')")
        return opened

    yield open_page
    for opened in visits:
        opened.close()


@pytest.fixture
def visit(open_page):
    """Opens a page for one test: ``visit(locale="zh-CN", width=390)``.

    A page costs seconds of the processor: a test that only reads more of it belongs into the test
    that has it open, and one that leaves little behind takes a shared page.
    """
    visits = []

    def visit(*arguments, **options) -> Visit:
        visits.append(open_page(*arguments, **options))
        return visits[-1]

    yield visit
    for opened in visits:  # the next visitor is a new one
        opened.close()


@pytest.fixture(scope="module")
def shared_pages() -> dict[str, Visit]:
    """The open pages of a file, each under a name; ``share`` fills it."""
    return {}


@pytest.fixture
def share(request, open_page, shared_pages):
    """Returns a page that several tests use in turn: ``share("lab", width=390)``.

    Whoever takes it puts it back to a known state first. After a failed test it is a new one.
    """

    def share(name: str, **options) -> Visit:
        if name not in shared_pages:
            shared_pages[name] = open_page(**options)
        shared_pages[name].errors.clear()
        return shared_pages[name]

    yield share
    if request.node.stash.get(FAILED, False):
        for opened in shared_pages.values():
            opened.close()
        shared_pages.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Notes that a test failed, for the fixtures that end after it, and what its pages show."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for opened in item.parent.stash.get(VISITS, ()):
            report.sections.append(("what a page shows", opened.describe()))
    return report


@pytest.fixture
def lion(photos) -> Path:
    return photos / "lion.jpg"
