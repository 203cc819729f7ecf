"""Asking again while an answer is on its way, in a real browser: what was asked for last stays."""

import re
import shutil

import pytest

from tests.conftest import write_random_network
from tests.servers import start_server

TABS = [
    ("Saliency", "saliency", "Input 3 of about 7"),
    ("Faithfulness", "faithfulness", "Input 3 of about 7"),
    ("Lesions", "lesion", "Pass 3 of 7"),
]


@pytest.fixture
def slow(share, lion, tmp_path, request):
    """A tab with work that ends only when it is told to; its photo is named after the test."""
    name = f"slow-{request.node.name.replace('[', '-').rstrip(']')}.jpg"
    photo = shutil.copy(lion, tmp_path / name)
    asked = []

    def open_tab(tab, prefix, progress, visitor="first"):
        opened = share(visitor)
        opened.open_tab(tab)
        opened.clear(f"#{prefix}-photo")
        opened.upload(f"#{prefix}-photo", photo)
        asked.append(opened.page.locator(f"#{prefix}-cancel"))
        opened.page.locator(f"#{prefix}-status").get_by_text(progress).wait_for()
        return opened, name

    yield open_tab
    for cancel in asked:
        cancel.evaluate("button => button.click()")  # which does nothing while it is disabled


def pick(opened, sample):
    opened.page.locator(".rl-samples button:visible", has_text=sample).click()


def test_a_sample_ends_the_work_on_the_photo_before(slow, server):
    opened, name = slow(*TABS[0])
    pick(opened, "Tower")
    server.wait_for_log(f"ended {name}")
    opened.page.locator("#maps .rl-downloads a").first.wait_for()
    opened.settle()
    first = opened.page.locator("#maps .rl-downloads a").first
    assert re.fullmatch(r"tower\.grad-cam\.\w+\.1\.png", first.get_attribute("download"))
    assert opened.page.locator("#saliency-status").inner_text().strip() == ""
    assert opened.page.locator("#saliency-cancel").is_disabled()
    assert opened.errors == []


def test_of_samples_clicked_in_haste_the_last_stays(visit):
    opened = visit()
    opened.open_tab("Saliency")
    for sample in ("Lion", "Tower", "Bus", "Cheetah"):
        pick(opened, sample)
    download = opened.page.locator(
        "#maps .rl-downloads a[download^='cheetah.grad-cam.'][download$='.1.png']"
    )
    download.wait_for()
    opened.settle()
    assert download.is_visible()
    assert "cheetah" in opened.page.locator("#saliency-photo img").get_attribute("src")


@pytest.mark.parametrize(("tab", "prefix", "progress"), TABS)
def test_work_that_is_asked_for_again_can_be_cancelled(slow, server, tab, prefix, progress):
    opened, name = slow(tab, prefix, progress)
    cancel, status = (opened.page.locator(f"#{prefix}-{part}") for part in ("cancel", "status"))
    opened.page.locator(f"#{prefix}-start").click()
    server.wait_for_log(f"ended {name}")  # the first
    opened.page.wait_for_timeout(1000)
    assert cancel.is_enabled()  # of the second
    assert progress in status.inner_text()
    cancel.click()
    status.get_by_text("Cancelled.").wait_for()
    opened.page.wait_for_timeout(1500)
    assert status.inner_text() == "Cancelled."
    assert cancel.is_disabled()
    assert server.log.read_text().count(f"ended {name}") == 2


def test_many_photos_can_be_cancelled_and_compared_again(visit, server, lion, tmp_path):
    opened = visit()
    opened.open_tab("Plain vs residual")
    opened.page.locator("#batch > button").click()
    opened.upload("#batch-photos", shutil.copy(lion, tmp_path / "slow-batch.jpg"))
    opened.page.locator("#batch-photos img").first.wait_for()
    opened.page.locator("#batch-start").click()
    opened.page.locator("#batch-status").get_by_text("Photo 1 of 7").wait_for()
    opened.page.locator("#batch-cancel").click()
    opened.page.locator("#batch-status").get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow-batch.jpg")
    opened.settle()
    assert opened.page.locator("#batch-status").inner_text() == "Cancelled."
    assert opened.page.locator("#batch-cancel").is_disabled()
    opened.page.locator("#batch-start").click()
    opened.page.locator("#batch-status").get_by_text("Photo 1 of 7").wait_for()
    opened.page.locator("#batch-cancel").click()
    opened.page.locator("#batch-status").get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow-batch.jpg", times=2)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A server where two runs go on and two may wait."""
    folder = tmp_path_factory.mktemp("crowded")
    write_random_network(folder / "weights", "resnet20.cifar10")
    with start_server(folder, "queue_size=2") as server:
        yield server


@pytest.fixture
def arrive(crowded, share, lion, tmp_path):
    """Visitors of the crowded server, each with a photo of their own that is slow."""
    visitors = []

    def arrive(name, words, locale="en-US"):
        # A page holds two connections open, and a browser has six for a host.
        host = "127.0.0.1" if name in {"first", "second"} else "localhost"
        url = crowded.url.replace("127.0.0.1", host)
        opened = share(f"crowded-{name}", locale=locale, url=url)
        opened.settle()
        opened.open_tab({"en-US": "Classify", "zh-CN": "图像分类"}[locale])
        opened.clear("#photos")
        opened.upload("#photos", shutil.copy(lion, tmp_path / f"slow-{name}.jpg"))
        opened.page.locator("#status").get_by_text(words).wait_for()
        visitors.append(opened)
        return opened

    yield arrive
    for opened in visitors:
        cancel = opened.page.locator("#cancel")
        cancel.evaluate("button => button.click()")
        opened.page.wait_for_function("document.querySelector('#cancel').disabled")


def test_a_run_that_waits_and_is_cancelled_leaves_its_place_and_never_starts(arrive, crowded):
    first, _ = arrive("first", "Photo 1 of 7"), arrive("second", "Photo 1 of 7")
    waiting = arrive("guest", "正在排队", "zh-CN")
    status, cancel = waiting.page.locator("#status"), waiting.page.locator("#cancel")
    waiting.page.wait_for_timeout(1500)
    for _ in range(3):  # more often than there are places
        assert cancel.is_enabled()
        cancel.click()
        status.get_by_text("已取消。").wait_for()
        assert cancel.is_disabled()
        waiting.settle()
        waiting.page.locator("#classify").click()
        status.get_by_text("正在排队").wait_for()
        waiting.settle()
    cancel.click()
    status.get_by_text("已取消。").wait_for()
    waiting.settle()
    first.page.locator("#cancel").click()
    crowded.wait_for_log("ended slow-first.jpg")
    waiting.page.wait_for_timeout(2000)
    assert status.inner_text() == "已取消。"
    assert cancel.is_disabled()
    assert waiting.errors == []


def test_a_run_that_is_refused_says_so(arrive, crowded):
    first, _ = arrive("first", "Photo 1 of 7"), arrive("second", "Photo 1 of 7")
    third, _ = arrive("third", "Waiting in the queue"), arrive("fourth", "Waiting in the queue")
    refused = arrive("guest", "如果服务器正忙", "zh-CN")
    assert refused.page.locator("#cancel").is_disabled()
    assert refused.page.locator("#status [role=alert]").count() == 1
    assert refused.errors == []
    compared = refused.page.locator("#compare-status")
    refused.open_tab("普通网络与残差网络")
    refused.page.locator(".rl-samples button:visible").first.click()
    compared.get_by_text("如果服务器正忙").wait_for()
    first.page.locator("#cancel").click()
    third.page.locator("#status").get_by_text("Photo 1 of 7").wait_for()
    refused.page.locator("#compare").click()
    compared.get_by_text("正在排队").wait_for()
    third.page.locator("#cancel").click()


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
    opened, name = slow(*TABS[0])
    slow(*TABS[2], visitor="second")  # no more runs side by side than these two
    pick(opened, "Tower")
    server.wait_for_log(f"ended {name}")
    opened.page.locator("#maps .rl-downloads a[download^=tower]").first.wait_for()


def test_the_last_photos_are_classified(visit, server, lion, tmp_path):
    opened = visit()
    opened.upload("#photos", shutil.copy(lion, tmp_path / "slow-classified.jpg"))
    opened.page.get_by_text("Photo 1 of 7").wait_for()
    pick(opened, "Bus")
    server.wait_for_log("ended slow-classified.jpg")
    opened.page.locator(".rl-card h3", has_text="bus.png").wait_for()
    opened.settle()
    assert opened.page.locator("#status").inner_text().strip() == ""
    assert opened.page.locator("#cancel").is_disabled()


def test_a_choice_that_is_missing_ends_the_work_before(slow, server):
    opened, name = slow(*TABS[1], visitor="third")
    for box in opened.page.locator("#checked-methods input[type=checkbox]:checked").all()[::-1]:
        box.uncheck()
    opened.page.locator("#faithfulness-start").click()
    opened.page.get_by_text("Select at least one method first.").wait_for()
    server.wait_for_log(f"ended {name}")
    assert opened.page.locator("#faithfulness-cancel").is_disabled()
