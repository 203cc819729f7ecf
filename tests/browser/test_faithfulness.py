"""The panel *Faithfulness* in a real browser."""

import shutil

import pytest

from tests.browser.test_lab import EVERY_SKIP, Lab, choose


def uncheck(opened, *kept):
    """Leaves of the methods only those that are named."""
    opened.page.locator("#checked-methods input").first.wait_for()
    for box in opened.page.locator("#checked-methods input[type=checkbox]:checked").all()[::-1]:
        if (box.get_attribute("name") or "") not in kept:
            box.uncheck()


@pytest.fixture
def checked(visit):
    """The panel with Grad-CAM alone checked on the ship, with every skip removed."""

    def open_tab():
        opened = visit()
        lab = Lab(opened)
        lab.type_plan(EVERY_SKIP)
        lab.wait_for_answer(EVERY_SKIP)
        opened.open_tab("Faithfulness")
        uncheck(opened, "grad-cam", "Grad-CAM")
        opened.page.locator("#faithfulness-start").click()
        opened.page.locator("#faithfulness-randomised .js-plotly-plot").wait_for()
        return opened

    return open_tab


def test_a_table_of_methods_by_networks_and_what_it_says(checked):
    opened = checked()
    page = opened.page
    heads = page.locator("#faithfulness-table th[scope=colgroup]").all_inner_texts()
    assert [head.partition(":")[0] for head in heads] == [
        "ResNet",
        "This ResNet with skips cut",
        "Trained plain twin",
    ]
    assert page.locator("#faithfulness-table tbody th").all_inner_texts() == ["Grad-CAM"]
    assert page.locator("#faithfulness-table tbody td").count() == 12
    assert "mean over methods (1)" in page.locator("#faithfulness-summary").inner_text()
    for name in ("deletion", "insertion"):
        lines = page.locator(f"#faithfulness-{name} .scatterlayer .trace")
        assert lines.count() == 3
    choose(page, "#checked-method", "Grad-CAM")
    page.get_by_label("blurred photo").last.check()
    opened.settle()
    assert page.locator("#faithfulness-deletion .scatterlayer .trace").count() == 3
    assert opened.errors == []
    assert opened.width() == 1280


def test_nothing_chosen_is_explained_and_long_work_can_be_cancelled(visit, server, lion, tmp_path):
    opened = visit()
    lab, status = Lab(opened), opened.page.locator("#faithfulness-status")
    opened.open_tab("Faithfulness")
    lab.upload(shutil.copy(lion, tmp_path / "slow-faithfulness.jpg"))
    lab.wait_for_answer("resnet20.cifar10", "")
    opened.page.locator("#faithfulness-start").click()
    status.get_by_text("Input 3 of about 7").wait_for()
    opened.page.locator("#faithfulness-cancel").click()
    status.get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow-faithfulness.jpg")
    uncheck(opened)
    opened.page.locator("#faithfulness-start").click()
    status.get_by_text("Select at least one method first.").wait_for()
