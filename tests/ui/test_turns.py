"""Asking again while an answer is on its way, in a real browser: what was asked for last stays."""

import shutil

import pytest

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
