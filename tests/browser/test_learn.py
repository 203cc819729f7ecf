"""The page *Learn* in a real browser: predictions, measured answers, and the way to the bench."""

import re
from itertools import pairwise

import pytest

from tests.browser.test_page import list_untranslated, read_address

STEPS = ("paths", "twin", "depth", "maps")
READY = "#learn-maps-start"
# Names that stay as they are on the Chinese page, and the titles of papers.
NAMES = re.compile(
    r"\b((?:resnet|plain)\d+(?:\.cifar10)?|arXiv|He|Veit|Adebayo|ReLU|layer\d|English)\b|[A-Z]\. .*"
)


def answer(page, step: str):
    return page.locator(f"#learn-{step}-answer")


def predict(page, step: str, prediction: int) -> str:
    """Chooses a prediction by its place, and returns the answer."""
    page.locator(f"#learn-{step}-prediction input").nth(prediction).check()
    page.locator(f"#learn-{step}-start").click()
    answer(page, step).locator("h3").wait_for()
    page.wait_for_function(f"!document.querySelector('#learn-{step}-status .rl-status')")
    return answer(page, step).inner_text()


@pytest.fixture
def learn(share, zoo_server):
    return share("learn", url=f"{zoo_server.url}/learn", ready=READY)


def test_nothing_is_shown_before_a_prediction(learn):
    for step in STEPS:
        assert learn.page.locator(f"#learn-{step}-prediction input:checked").count() == 0
        learn.page.locator(f"#learn-{step}-start").click()
        status = learn.page.locator(f"#learn-{step}-status")
        status.get_by_text("Choose what you expect first").wait_for()
        assert not answer(learn.page, step).is_visible()
        assert learn.page.locator(f"#learn-{step}-shown a").count() == 0
    assert learn.page.locator(".js-plotly-plot").count() == 0


def test_a_part_is_cut_on_the_data_set_first_and_on_a_picture_second(learn):
    text = predict(learn.page, "paths", 1)
    assert text.startswith("Your prediction did not hold.")
    data = "resnet56.cifar10 answers 91.4% of 3,703 test images correctly"
    assert -1 < text.find(data) < text.find("For ship.png the answer, ship, survives")
    assert re.search(r"arc of one block cut it is 10\.0% .*box of one block cut 90\.4%", text)
    assert "Cutting one arc costs more than cutting one box" in text
    assert "Veit et al. (2016, arXiv:1605.06431)" in text
    learn.page.locator("#learn-paths-chart-1 .js-plotly-plot").wait_for()
    assert learn.errors == []


def test_cutting_every_skip_is_not_the_plain_twin(learn):
    text = predict(learn.page, "twin", 0)
    assert text.startswith("Your prediction held.")
    assert "resnet20.cifar10 as trained names 7 correctly" in text
    assert "With every arc cut, the network answers cat to every picture" in text
    assert "The plain twin does better, although it has no arcs either." in text
    rows = learn.page.locator("#learn-twin-shown tbody tr")
    assert rows.count() == 7
    assert rows.first.locator("td").first.inner_text() == "ship.png"  # not where it lies


def test_degradation_is_read_off_the_cards(learn):
    text = predict(learn.page, "depth", 0)
    assert "training error rises from 8.5% at depth 20 to 21.9% at depth 56" in text
    assert "He et al. (§4.1) hold vanishing gradients an unlikely cause" in text
    chart = learn.page.locator("#learn-depth-chart-0 .js-plotly-plot")
    chart.wait_for()
    assert chart.locator(".scatterlayer .trace").count() == 2  # plain beside residual


def test_a_map_is_compared_with_another_class_and_random_weights(learn):
    text = predict(learn.page, "maps", 1)
    assert text.startswith("Your prediction held.")
    numbers = r"For dog it is 0\.9\d, for ship against dog 0\.9\d, .* random weights 0\.3\d"
    assert re.search(numbers, text)
    assert "it does not say why the answer is ship" in text
    captions = learn.page.locator("#learn-maps-shown figcaption").all_inner_texts()
    assert captions == ["ship", "dog", "ship against dog", "ship, random weights"]


def test_headings_are_in_order_and_no_other_host_is_asked(learn, zoo_server):
    levels = learn.page.locator("h1, h2, h3, h4, h5").evaluate_all(
        "all => all.filter(one => one.offsetParent).map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert learn.page.locator(".katex").count() >= 3  # the formulas are drawn
    learn.settle()
    ours = (zoo_server.url, "data:", "blob:")
    assert [url for url in learn.requests if not url.startswith(ours)] == []
    assert learn.errors == []


def test_a_step_opens_the_bench_so_set(learn):
    link = learn.page.locator("#learn-twin-shown a.rl-link")
    if not link.count():
        predict(learn.page, "twin", 2)
    link.click()
    learn.page.locator("#bench:not([inert]) #answers h2", has_text="ship.png").wait_for()
    assert read_address(learn.page)["plan"] == "resnet20.cifar10:skip[*]=0"
    assert learn.page.locator("#panel-compare").is_visible()
    assert learn.page.locator("#network [data-part=skip][aria-checked=true]").count() == 0
    learn.page.get_by_role("link", name="New here? Learn").click()  # and back
    learn.page.locator(READY).wait_for()


def test_a_chinese_phone_learns_in_chinese(share, zoo_server):
    url = f"{zoo_server.url}/learn"
    phone = share("phone", locale="zh-CN", width=390, height=844, url=url, ready=READY)
    for step in STEPS:
        assert "您的预测" in predict(phone.page, step, 2)
        assert "**" not in answer(phone.page, step).inner_text()
    assert phone.width() == 390
    # The drawing is looked at only: no stop of the tab key, and nothing to click.
    assert phone.page.locator("#learn-network [inert] button").count() == 18
    phone.page.locator("#learn-network button").first.click(force=True)
    assert phone.page.locator("#learn-network [aria-checked=false]").count() == 0
    assert phone.list_barriers() == []
    text = NAMES.sub("", phone.page.locator("body").inner_text())
    assert list_untranslated(text) == []


def test_steps_say_what_is_missing(share, server):
    opened = share("unmeasured", url=f"{server.url}/learn", ready=READY)
    for step, words in (
        ("paths", "needs the card of a residual network with measured lesions"),
        ("depth", "needs the cards of two plain networks of different depth"),
    ):
        opened.page.locator(f"#learn-{step}-prediction input").first.check()
        opened.page.locator(f"#learn-{step}-start").click()
        opened.page.locator(f"#learn-{step}-status").get_by_text(words).wait_for()
    assert opened.errors == []
