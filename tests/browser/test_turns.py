"""Asking again while an answer is on its way, in a real browser: what was asked for last stays."""

import re
import shutil
from dataclasses import dataclass

import pytest
from gradio_client import Client

from resnet_demo.page.turns import show_waiting
from tests.browser.conftest import Visit
from tests.conftest import write_random_network
from tests.http.test_cancel import start
from tests.servers import start_server

TABS = [
    ("Saliency", "saliency", "Input 3 of about 7"),
    ("Faithfulness", "faithfulness", "Input 3 of about 7"),
    ("Lesions", "lesion", "Pass 3 of 7"),
]


@pytest.fixture
def slow(share, server, lion, tmp_path, request):
    """A panel with work that ends only when it is told to; its photo is named after the test."""
    name = f"slow-{request.node.name.replace('[', '-').rstrip(']')}.jpg"
    photo = shutil.copy(lion, tmp_path / name)
    asked = []

    def open_panel(tab, prefix, progress, visitor="first"):
        opened = share(visitor, url=f"{server.url}?panel=signals")
        opened.open_tab(tab)
        opened.remove_photos()
        opened.add(photo)
        opened.wait_for_photo(name)
        asked.append(opened.page.locator(f"#{prefix}-cancel"))
        if prefix != "saliency":  # which answers by itself
            opened.page.locator(f"#{prefix}-start").click()
        opened.page.locator(f"#{prefix}-status").get_by_text(progress).wait_for()
        return opened, name

    yield open_panel
    for cancel in asked:
        cancel.evaluate("button => button.click()")  # which does nothing while it is disabled


def test_a_sample_ends_the_work_on_the_photo_before(slow, server):
    opened, name = slow(*TABS[0])
    opened.pick("Tower")
    server.wait_for_log(f"ended {name}")
    opened.page.locator("#saliency-status .rl-of", has_text="tower.jpg").wait_for()
    opened.settle()
    first = opened.page.locator("#maps .rl-downloads a").first
    assert re.fullmatch(r"tower\.grad-cam\.\w+\.1\.png", first.get_attribute("download"))
    assert opened.page.locator("#saliency-cancel").is_disabled()
    assert opened.errors == []


def test_of_samples_clicked_in_haste_the_last_stays(share, server):
    opened = share("first", url=f"{server.url}?panel=signals")
    opened.open_tab("Saliency")
    for sample in ("Lion", "Tower", "Bird", "Horse"):
        opened.pick(sample)
    download = opened.page.locator(
        "#maps .rl-downloads a[download^='horse.grad-cam.'][download$='.1.png']"
    )
    download.wait_for()
    opened.settle()
    assert download.is_visible()
    assert opened.page.locator("#answers h2").inner_text() == "horse.png"
    assert "horse" in opened.page.locator("#photos img").get_attribute("src")
    assert opened.page.locator(".rl-stale").count() == 0


# One panel that answers by itself, and one that waits for its button.
@pytest.mark.parametrize(("tab", "prefix", "progress"), TABS[::2])
def test_work_that_is_asked_for_again_can_be_cancelled(slow, server, tab, prefix, progress):
    opened, name = slow(tab, prefix, progress)
    cancel, status = (opened.page.locator(f"#{prefix}-{part}") for part in ("cancel", "status"))
    opened.page.locator(f"#{prefix}-start").click()
    server.wait_for_log(f"ended {name}")  # the first
    status.get_by_text(progress).wait_for()  # of the second
    assert cancel.is_enabled()
    cancel.click()
    status.get_by_text("Cancelled.").wait_for()
    assert server.wait_for_log(f"ended {name}", times=2).count(f"ended {name}") == 2
    opened.settle()
    assert status.inner_text() == "Cancelled."
    assert cancel.is_disabled()


def test_many_photos_can_be_cancelled_and_compared_again(share, server, lion, tmp_path):
    opened = share("second", url=f"{server.url}?panel=compare")
    opened.open_tab("All photos")
    opened.remove_photos()
    opened.add(shutil.copy(lion, tmp_path / "slow-batch.jpg"), lion)
    opened.wait_for_photo("lion.jpg")
    status = opened.page.locator("#batch-status")
    for times in (1, 2):
        opened.page.locator("#batch-start").click()
        status.get_by_text("Photo 1 of 7").wait_for()
        opened.page.locator("#batch-cancel").click()
        status.get_by_text("Cancelled.").wait_for()
        server.wait_for_log("ended slow-batch.jpg", times=times)
        opened.settle()
        assert status.inner_text() == "Cancelled."
        assert opened.page.locator("#batch-cancel").is_disabled()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A server where two runs go on and three may wait, and a client of it."""
    folder = tmp_path_factory.mktemp("crowded")
    write_random_network(folder / "weights", "resnet20.cifar10")
    with start_server(folder, queue_size=3) as server:
        yield server, Client(server.url, verbose=False)


@pytest.fixture
def occupy(crowded, lion, tmp_path):
    """Takes a place of the crowded server over HTTP, with work that does not end by itself: one an
    endpoint, because gradio cancels all that a client has asked of an endpoint.
    """
    photo, jobs = shutil.copy(lion, tmp_path / "slow.jpg"), []

    def occupy(endpoint):
        job, _ = start(crowded[1], photo, endpoint)
        jobs.append(job)
        return job

    yield occupy
    for job in jobs:
        job.cancel()


@dataclass
class Guest:
    """A visitor of the crowded server with a slow photo."""

    visit: Visit

    def ask(self, panel: str, tab: str) -> None:
        """Opens a panel and starts it."""
        self.visit.open_tab(tab)
        self.visit.page.locator(f"#{panel}-start").click()

    def wait_for(self, panel: str, words: str) -> None:
        """Waits until a panel says this, and nothing else."""
        selector = f"#{panel}-status"
        self.visit.page.wait_for_function(
            "([selector, words]) => document.querySelector(selector).innerText.trim() === words",
            arg=[selector, words],
        )

    def cancel(self, *panels: str) -> None:
        """Cancels panels, also where they are not open or never were."""
        for panel in panels:
            self.visit.page.evaluate(f"document.querySelector('#{panel}-cancel')?.click()")

    def speak(self, locale: str) -> None:
        """Goes on in another language."""
        self.visit.page.evaluate("locale => (document.documentElement.lang = locale)", locale)


@pytest.fixture
def guest(crowded, share, lion, tmp_path):
    visit = share("guest", url=f"{crowded[0].url}?panel=classify")
    if visit.page.locator("#photos img[src$='slow-guest.jpg']").count() == 0:
        visit.remove_photos()
        visit.add(shutil.copy(lion, tmp_path / "slow-guest.jpg"))
        visit.wait_for_photo("slow-guest.jpg")
    guest = Guest(visit)
    yield guest
    guest.speak("en")
    guest.cancel("classify", "lesion", "faithfulness")
    visit.page.wait_for_function("document.querySelector('#classify-cancel').disabled")


def test_a_run_that_waits_says_its_place_and_leaves_it_when_it_is_cancelled(occupy, guest, crowded):
    first, _ = occupy("classify"), occupy("lesion")
    cancel = guest.visit.page.locator("#classify-cancel")
    for _ in range(2):
        guest.ask("classify", "Classify")
        guest.wait_for("classify", "Waiting in the queue, place 1 of 1…")
        assert cancel.is_enabled()
        cancel.click()
        guest.wait_for("classify", "Cancelled.")
        assert cancel.is_disabled()
    guest.speak("zh-CN")
    guest.ask("classify", "Classify")
    guest.wait_for("classify", "正在排队：第 1 位，共 1 位……")
    guest.ask("lesion", "Lesions")
    guest.wait_for("lesion", "正在排队：第 2 位，共 2 位……")
    guest.wait_for("classify", "正在排队：第 1 位，共 2 位……")
    guest.cancel("classify")
    guest.wait_for("lesion", "正在排队：第 1 位，共 1 位……")
    guest.cancel("lesion")
    guest.wait_for("lesion", "已取消。")
    guest.visit.settle()
    first.cancel()
    occupy("sweep")  # so the free place was not taken by what was cancelled
    for panel in ("classify", "lesion"):
        guest.wait_for(panel, "已取消。")
        assert guest.visit.page.locator(f"#{panel}-cancel").is_disabled()
    assert "slow-guest" not in crowded[0].log.read_text()
    assert guest.visit.errors == []


# Seconds until the result, as the server tells them, and what is said of them.
TIMES = [
    ("en", None, "Waiting in the queue, place 2 of 3…"),
    ("en", 3, "Waiting in the queue, place 2 of 3: about 10 s until the result…"),
    ("en", 37.6, "Waiting in the queue, place 2 of 3: about 40 s until the result…"),
    ("zh", 37.6, "正在排队：第 2 位，共 3 位，约 40 秒后得到结果……"),
    ("en", 170, "Waiting in the queue, place 2 of 3: about 3 min until the result…"),
    ("zh", 170, "正在排队：第 2 位，共 3 位，约 3 分钟后得到结果……"),
    ("en", 0, "Waiting in the queue, place 2 of 3…"),  # the time that was told is over
]
TELL = """([line, wait, panel]) => {
  const lines = `<div class="${panel}" hidden>${line}</div>`;
  document.querySelector("#licence").insertAdjacentHTML("beforeend", lines);
  const { turn } = document.querySelector("#licence > :last-child > .rl-waiting").dataset;
  const detail = { data: [null, turn], rank: 1, queue_size: 3, rank_eta: wait };
  dispatchEvent(new CustomEvent("rl-place", { detail }));
}"""


@pytest.fixture
def check_waiting(guest):
    """Tells a run that waits its place, and checks what its line says, to a screen reader too."""
    page = guest.visit.page

    def check(number, language, wait, words, panel="rl-panel"):
        page.evaluate(TELL, [show_waiting(language, f"turn-{number}"), wait, panel])
        line = page.locator(f"#licence [data-turn=turn-{number}]")
        line.get_by_text(words, exact=True).wait_for(state="attached")
        assert line.locator("progress").get_attribute("aria-label") == words

    yield check
    page.evaluate("document.querySelectorAll('#licence > .rl-panel').forEach(one => one.remove())")


def test_a_run_that_waits_says_when_its_result_is_there(check_waiting):
    for number, told in enumerate(TIMES):
        check_waiting(number, *told)


def test_a_quick_panel_that_waits_says_its_place_only(check_waiting):
    language, _, words = TIMES[0]
    check_waiting(0, language, 37.6, words, "rl-panel rl-quick")


def test_a_run_that_is_refused_says_so(occupy, guest):
    first, _ = occupy("classify"), occupy("lesion")
    page = guest.visit.page
    guest.ask("classify", "Classify")
    guest.wait_for("classify", "Waiting in the queue, place 1 of 1…")
    guest.ask("lesion", "Lesions")
    guest.wait_for("lesion", "Waiting in the queue, place 2 of 2…")
    guest.ask("faithfulness", "Faithfulness")
    guest.wait_for("faithfulness", "Waiting in the queue, place 3 of 3…")
    guest.speak("zh-CN")
    guest.ask("sweep", "Sweep")
    page.locator("#sweep-status [role=alert]", has_text="如果服务器正忙").wait_for()
    assert page.locator("#sweep-cancel").is_disabled()
    page.locator("#network button").first.click()
    page.locator("#bench-status").get_by_text("如果服务器正忙").wait_for()
    first.cancel()
    guest.wait_for("classify", "Photo 1 of 7…")
    guest.ask("sweep", "Sweep")
    guest.wait_for("sweep", "正在排队：第 3 位，共 3 位……")
    guest.cancel("sweep")
    assert guest.visit.errors == []


def test_cancelled_is_said_in_the_language_of_now(slow):
    opened, _ = slow(*TABS[1])
    opened.page.evaluate("document.documentElement.lang = 'zh-CN'")
    opened.page.locator("#faithfulness-cancel").click()
    status = opened.page.locator("#faithfulness-status")
    status.get_by_text("已取消。").wait_for()
    opened.settle()
    assert status.inner_text() == "已取消。"
    opened.page.evaluate("document.documentElement.lang = 'en'")


def test_cancel_right_after_asking_again_ends_both(slow, server):
    opened, name = slow(*TABS[1])
    opened.page.locator("#faithfulness-start").click()
    opened.page.locator("#faithfulness-cancel").click()
    status = opened.page.locator("#faithfulness-status")
    status.get_by_text("Cancelled.").wait_for()
    opened.settle()
    server.wait_for_log(f"ended {name}")
    assert status.inner_text() == "Cancelled."
    assert opened.page.locator("#faithfulness-cancel").is_disabled()


def test_asking_again_does_not_wait_for_a_busy_server(slow, server):
    opened, name = slow(*TABS[1])
    slow(*TABS[2], visitor="second")  # no more runs side by side than these two
    opened.page.locator("#faithfulness-start").click()
    server.wait_for_log(f"ended {name}")
    opened.page.locator("#faithfulness-status").get_by_text(TABS[1][2]).wait_for()


def test_the_last_photos_are_classified(share, server, lion, tmp_path):
    opened = share("second", url=f"{server.url}?panel=compare")
    opened.open_tab("Classify")
    opened.remove_photos()
    opened.add(shutil.copy(lion, tmp_path / "slow-classified.jpg"))
    opened.wait_for_photo("slow-classified.jpg")
    opened.page.locator("#classify-start").click()
    opened.page.locator("#classify-status").get_by_text("Photo 1 of 7").wait_for()
    opened.pick("Frog")
    opened.wait_for_photo("frog.png")
    opened.page.locator("#classify-start").click()
    server.wait_for_log("ended slow-classified.jpg")
    opened.page.locator(".rl-card h3", has_text="frog.png").wait_for()
    opened.settle()
    assert opened.page.locator(".rl-card").count() == 1
    assert "frog.png" in opened.page.locator("#classify-status .rl-of").inner_text()
    assert opened.page.locator("#classify-cancel").is_disabled()


def test_a_choice_that_is_missing_ends_the_work_before(slow, server):
    opened, name = slow(*TABS[1], visitor="second")
    for box in opened.page.locator("#checked-methods input[type=checkbox]:checked").all()[::-1]:
        box.uncheck()
    opened.page.locator("#faithfulness-start").click()
    opened.page.get_by_text("Select at least one method first.").wait_for()
    server.wait_for_log(f"ended {name}")
    assert opened.page.locator("#faithfulness-cancel").is_disabled()
