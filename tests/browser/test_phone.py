"""The lab on a phone: it fits, and the bench folds."""

import pytest

from tests.browser.test_lab import EVERY_SKIP, Lab, choose


@pytest.fixture
def phone(share):
    return Lab(share("phone", width=390, height=844))


def test_the_bench_folds_into_a_line_and_stays_folded(phone):
    phone.show("resnet20.cifar10")
    page, head = phone.page, phone.page.locator("#bench-head button")
    drawing, tabs = page.locator("#network"), page.locator("#panels [role=tab]").first
    phone.part("branch", 8).click()  # below the head, which stays in sight and has the answers
    cut = "resnet20.cifar10:branch[layer3.2]=0"
    phone.wait_for_answer(cut)
    assert head.bounding_box()["y"] > -1
    assert head.bounding_box()["height"] >= 44
    columns = page.locator("#answers .rl-column").all()
    bars = [column.locator(".rl-bars li").first.inner_text() for column in columns]
    head.get_by_text(" · ".join(" ".join(bar.split()) for bar in bars)).wait_for()
    assert head.inner_text().startswith("Bench ship.png · resnet20.cifar10\n")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # to the end of the panels
    assert head.bounding_box()["y"] > -1
    head.click()
    assert head.get_attribute("aria-expanded") == "false"
    assert not drawing.is_visible()
    assert -1 < head.bounding_box()["y"] < tabs.bounding_box()["y"] < 200
    phone.opened.open_tab("Sweep")
    page.locator("#sweep-status .rl-of").wait_for()
    page.locator("#sweep-start").click()
    page.locator("#sweep-status .rl-of").wait_for()
    assert not drawing.is_visible()
    assert phone.opened.list_barriers() == []
    page.set_viewport_size({"width": 1280, "height": 800})
    drawing.wait_for()  # a wide window has no head, and the bench as always
    assert not head.is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    drawing.wait_for(state="hidden")
    page.locator("a.rl-skip").focus()
    page.keyboard.press("Enter")
    assert phone.focused() == "branch of layer3.2"
    assert head.get_attribute("aria-expanded") == "true"
    assert phone.opened.errors == []


def test_the_picture_of_110_fits_a_phone(phone):
    choose(phone.page, "#model", "110")
    phone.wait_for_plan("resnet110.cifar10")
    assert phone.opened.width() == 390
    box = phone.part("skip", 53).bounding_box()
    assert box["x"] + box["width"] <= 390
    assert box["width"] >= 20
    phone.part("skip", 53).click()
    phone.wait_for_plan("resnet110.cifar10:skip[layer3.17]=0")


def list_cut_titles(page):
    """Returns the titles of figures that reach over the figure, or into its axes."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((plot) => {
        const title = plot.querySelector('.gtitle'), box = title.getBoundingClientRect();
        const frame = plot.getBoundingClientRect();
        const axes = plot.querySelector('.nsewdrag').getBoundingClientRect();
        const isCut = box.right > frame.right || box.top < frame.top || box.bottom > axes.top;
        return isCut ? [title.textContent] : []; })"""
    )


@pytest.mark.parametrize(
    ("tab", "name", "figures", "words"),
    [
        (
            "Lesions",
            "lesion",
            ["probability", "logit", "random"],
            ["single skip removals", "108 lesions took"],
        ),
        ("Sweep", "sweep", ["curve"], ["keeps that answer"]),
        ("Signals", "signals", ["responses", "gradients", "similarity"], ["Gradients of the loss"]),
    ],
)
def test_a_study_draws_its_figures(phone, tab, name, figures, words):
    phone.show(EVERY_SKIP)
    phone.opened.open_tab(tab)
    phone.page.locator(f"#{name}-start").click()
    for figure in figures:
        phone.page.locator(f"#{name}-{figure} .js-plotly-plot").wait_for()
    summary = phone.page.locator(f"#{name}-summary").inner_text()
    for expected in words:
        assert expected in summary
    assert "ship.png" in phone.page.locator(f"#{name}-status .rl-of").inner_text()
    assert phone.opened.width() == 390
    assert list_cut_titles(phone.page) == []
    assert phone.opened.errors == []
    phone.page.wait_for_function(f"document.querySelector('#{name}-cancel').disabled")
