"""Asking again while an answer is on its way, in a real browser: what was asked for last stays."""

import re
import shutil

import pytest

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
    """A server where two runs go on and two may wait."""
    folder = tmp_path_factory.mktemp("crowded")
    write_random_network(folder / "weights", "resnet20.cifar10")
    with start_server(folder, queue_size=2) as server:
        yield server


@pytest.fixture
def occupy(crowded, lion, tmp_path):
    """Takes a place of the crowded server over HTTP, with work that does not end by itself."""
    jobs = []

    def occupy(name):
        job, _ = start(crowded, shutil.copy(lion, tmp_path / f"slow-{name}.jpg"), "classify")
        jobs.append(job)
        return job

    yield occupy
    for job in jobs:
        job.cancel()


@pytest.fixture
def gather(crowded, share, lion, tmp_path):
    """Visitors of the crowded server, the last a Chinese one, each with a slow photo."""
    visitors = []

    def gather(*names):
        for name in (*names, "guest"):
            locale = "zh-CN" if name == "guest" else "en-US"
            opened = share(f"crowded-{name}", locale=locale, url=f"{crowded.url}?panel=classify")
            opened.settle()
            opened.remove_photos()
            opened.add(shutil.copy(lion, tmp_path / f"slow-{name}.jpg"))
            opened.wait_for_photo(f"slow-{name}.jpg")
            visitors.append(opened)
        return visitors

    yield gather
    for opened in visitors:
        cancel = opened.page.locator("#classify-cancel")
        cancel.evaluate("button => button.click()")
        opened.page.wait_for_function("document.querySelector('#classify-cancel').disabled")


def ask(opened, words: str):
    opened.page.locator("#classify-start").click()
    opened.page.locator("#classify-status").get_by_text(words).wait_for()


def test_a_run_that_waits_and_is_cancelled_leaves_its_place_and_never_starts(
    occupy, gather, crowded
):
    (waiting,) = gather()
    first, _ = occupy("first"), occupy("second")
    status = waiting.page.locator("#classify-status")
    cancel = waiting.page.locator("#classify-cancel")
    for _ in range(3):  # more often than there are places
        ask(waiting, "正在排队")
        waiting.settle()
        assert cancel.is_enabled()
        cancel.click()
        status.get_by_text("已取消。").wait_for()
        assert cancel.is_disabled()
        waiting.settle()
    first.cancel()
    crowded.wait_for_log("ended slow-first.jpg")
    occupy("third")  # so the free place was not taken by what was cancelled
    assert status.inner_text() == "已取消。"
    assert cancel.is_disabled()
    assert "slow-guest" not in crowded.log.read_text()
    assert waiting.errors == []


def test_a_run_that_is_refused_says_so(occupy, gather):
    third, refused = gather("visitor")
    first, _ = occupy("first"), occupy("second")
    ask(third, "Waiting in the queue")
    third.open_tab("Lesions")
    third.page.locator("#lesion-start").click()
    third.page.locator("#lesion-status").get_by_text("Waiting in the queue").wait_for()
    third.settle()
    ask(refused, "如果服务器正忙")
    assert refused.page.locator("#classify-cancel").is_disabled()
    assert refused.page.locator("#classify-status [role=alert]").count() == 1
    refused.page.locator("#network button").first.click()
    refused.page.locator("#bench-status").get_by_text("如果服务器正忙").wait_for()
    assert refused.errors == []
    first.cancel()
    third.open_tab("Classify")
    third.page.locator("#classify-status").get_by_text("Photo 1 of 7").wait_for()
    ask(refused, "正在排队")
    for panel in ("classify", "lesion"):
        third.page.locator(f"#{panel}-cancel").evaluate("button => button.click()")


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
    ask(opened, "Photo 1 of 7")
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
