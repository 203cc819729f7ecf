"""Asking again while an answer is on its way, in a real browser: what was asked for last stays."""

import shutil

import pytest

from tests.conftest import write_random_network
from tests.ui.conftest import start_server

TABS = [
    ("Saliency", "saliency", "Input 3 of about 7"),
    ("Faithfulness", "faithfulness", "Input 3 of about 7"),
    ("Lesions", "lesion", "Pass 3 of 7"),
]


@pytest.fixture
def slow(visit, lion, tmp_path, request):
    """A tab with work that ends only when it is told to; its photo is named after the test."""
    name = f"slow-{request.node.name.replace('[', '-').rstrip(']')}.jpg"
    photo = shutil.copy(lion, tmp_path / name)

    def open_tab(tab, prefix, progress):
        opened = visit()
        opened.open_tab(tab)
        opened.upload(f"#{prefix}-photo", photo)
        opened.page.locator(f"#{prefix}-status").get_by_text(progress).wait_for()
        return opened, name

    return open_tab


def pick(opened, sample):
    opened.page.locator(".rl-samples button:visible", has_text=sample).click()


def test_a_sample_ends_the_work_on_the_photo_before(slow, server):
    opened, name = slow(*TABS[0])
    pick(opened, "Tower")
    server.wait_for_log(f"ended {name}")
    opened.page.locator("#maps .rl-downloads a").first.wait_for()
    opened.settle()
    first = opened.page.locator("#maps .rl-downloads a").first
    assert first.get_attribute("download") == "tower.grad-cam.1.png"
    assert opened.page.locator("#saliency-status").inner_text().strip() == ""
    assert opened.page.locator("#saliency-cancel").is_disabled()
    assert opened.errors == []


def test_of_samples_clicked_in_haste_the_last_stays(visit):
    opened = visit()
    opened.open_tab("Saliency")
    for sample in ("Lion", "Tower", "Bus", "Cheetah"):
        pick(opened, sample)
    download = opened.page.locator("#maps .rl-downloads a[download='cheetah.grad-cam.1.png']")
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


def test_a_run_waits_and_can_be_cancelled_meanwhile(slow, visit, lion):
    slow(*TABS[0])  # other visitors: no more runs side by side than these two
    slow(*TABS[2])
    opened = visit()
    opened.upload("#photos", lion)
    status, cancel = opened.page.locator("#status"), opened.page.locator("#cancel")
    status.get_by_text("Waiting for a free place…").wait_for()
    opened.page.wait_for_timeout(1500)
    assert cancel.is_enabled()
    cancel.click()
    status.get_by_text("Cancelled.").wait_for()
    assert cancel.is_disabled()
    opened.settle()
    assert status.inner_text() == "Cancelled."
    assert opened.errors == []


def test_a_run_that_is_refused_says_so(tmp_path_factory, visit, photos, tmp_path):
    folder = tmp_path_factory.mktemp("crowded")
    write_random_network(folder / "weights", "resnet20.cifar10")
    with start_server(folder, "queue_size=1") as crowded:
        visits = [visit(url=crowded.url) for _ in range(4)]
        for number, opened in enumerate(visits):
            photo = shutil.copy(photos / "lion.jpg", tmp_path / f"slow-crowd-{number}.jpg")
            opened.settle()
            opened.upload("#photos", photo)
            words = ["Photo 1 of 7", "Photo 1 of 7", "Waiting for a free", "Try again in a moment"]
            opened.page.locator("#status").get_by_text(words[number]).wait_for()
        assert opened.page.locator("#cancel").is_disabled()
        assert opened.page.locator("#status [role=alert]").count() == 1
        visits[0].page.locator("#cancel").click()
        crowded.wait_for_log("ended slow-crowd-0.jpg")
        visits[2].page.locator("#status").get_by_text("Photo 1 of 7").wait_for()


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
    slow(*TABS[2])  # another visitor: no more runs side by side than these two
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
    opened, name = slow(*TABS[1])
    for box in opened.page.locator("#checked-methods input[type=checkbox]:checked").all()[::-1]:
        box.uncheck()
    opened.page.locator("#faithfulness-start").click()
    opened.page.get_by_text("Tick at least one method first.").wait_for()
    server.wait_for_log(f"ended {name}")
    assert opened.page.locator("#faithfulness-cancel").is_disabled()
