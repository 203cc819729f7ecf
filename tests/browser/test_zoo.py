"""The page *Networks* in a real browser, with the networks that are shipped."""

import re

import pytest

from tests.browser.test_page import choose, list_untranslated

# Names that stay as they are on the Chinese page.
NAMES = re.compile(
    r"\b((?:resnet|plain)\d+\.cifar10|resnet\d+|plain\d+|plain-\d+|He|ReLU|MACs|timm|hub|English)\b"
)


# What the sentence below each chart of *Depth* says, by its id.
LOOKS = {
    "depth-train": "the training error is 21.9% without skips and 4.0% with them",
    "depth-test": "the test error is 24.3% without skips and 8.9% with them",
    "depth-curves": "of training the validation error is 8.9% with skips and 24.0% without",
    "depth-responses": "over all layers the mean is 0.93 with skips and 1.11 without",
    "depth-gradients": "the gradient at the first block",
}
READY = "#zoo-here [role=gridcell]"


def cell(page, text: str, table: str = "here"):
    return page.locator(f"#zoo-{table} [role=gridcell]", has_text=text).first


@pytest.fixture
def zoo(share, zoo_server):
    """The page of the server with the shipped networks."""
    return share("zoo", url=f"{zoo_server.url}/networks", ready=READY)


@pytest.fixture
def lab(share, zoo_server):
    """The bench of the same server."""
    return share("lab", url=f"{zoo_server.url}?panel=classify")


@pytest.fixture
def unmeasured(share, server):
    """The page of the server with two networks that nobody measured, and none of a user's own."""
    return share("unmeasured", url=f"{server.url}/networks", ready=READY)


def open_phone(share, zoo_server):
    url = f"{zoo_server.url}/networks?panel=depth&card=plain20.cifar10"
    return share("phone", locale="zh-CN", width=390, height=844, url=url, ready="#about")


def plot(page, name: str):
    return page.locator(f"#{name} .js-plotly-plot")


def test_depth_draws_its_figures_from_the_cards_and_asks_no_other_host(zoo, zoo_server):
    zoo.open_tab("Depth")
    for name in ("train", "test", "curves", "responses", "gradients"):
        plot(zoo.page, f"depth-{name}").wait_for()
    shown = zoo.page.locator("#depth-test").inner_text()
    assert "Test error by depth" in shown
    assert "residual, He et al. 2015" in shown
    marks = zoo.page.locator("#depth-train .scatterlayer .point").count()
    assert marks >= 2
    for name, words in LOOKS.items():
        assert words in zoo.page.locator(f"#{name}-look").inner_text()
    assert zoo.page.locator(".js-plotly-plot:visible").count() == len(LOOKS)
    zoo.settle()
    ours = (zoo_server.url, "data:", "blob:")
    assert [url for url in zoo.requests if not url.startswith(ours)] == []
    assert zoo.list_barriers() == []
    assert zoo.errors == []


def test_a_pair_can_be_picked(zoo):
    zoo.open_tab("Depth")
    plot(zoo.page, "depth-curves").wait_for()
    zoo.page.locator("#depth-pair input").click()
    zoo.page.get_by_role("option", name="56", exact=True).click()
    zoo.page.wait_for_function(
        "document.getElementById('depth-curves').innerText.includes('plain56, validation')"
    )
    assert zoo.page.locator("#depth-pair input").input_value() == "56"
    assert "resnet56, training" in zoo.page.locator("#depth-curves").inner_text()
    assert zoo.errors == []


def test_depth_on_a_chinese_phone_is_chinese_and_fits(share, zoo_server):
    opened = open_phone(share, zoo_server)
    plot(opened.page, "depth-gradients").wait_for()
    assert opened.width() == 390
    text = NAMES.sub("", opened.page.locator("body").inner_text())
    assert list_untranslated(text) == []
    opened.open_tab("模型库")  # behind the tab of the address waits the card of the address
    opened.page.get_by_text("plain20.cifar10 的模型卡").wait_for()
    cell(opened.page, "resnet20.cifar10").click()
    opened.page.wait_for_function("location.search === '?panel=zoo&card=resnet20.cifar10'")
    assert opened.width() == 390
    assert "测试图像上各类别的得分" in opened.page.locator("#zoo-card").inner_text()
    assert opened.list_barriers() == []


def test_depth_without_measured_networks_says_how_to_get_them(unmeasured):
    opened = unmeasured  # the cards of this server's networks hold no errors
    opened.open_tab("Depth")
    opened.page.get_by_text("No trained CIFAR-10 network").wait_for()
    assert not opened.page.locator("#depth-train .js-plotly-plot").is_visible()
    assert opened.errors == []


def test_a_row_of_the_zoo_shows_its_card(zoo):
    zoo.open_tab("Model zoo")
    cell(zoo.page, "resnet20.cifar10").click()
    plot(zoo.page, "zoo-confusion").wait_for()
    title = zoo.page.locator("#zoo-confusion .gtitle").bounding_box()
    assert title["y"] > zoo.page.locator("#zoo-confusion").bounding_box()["y"]
    plot(zoo.page, "zoo-lesions").wait_for()
    mistake = zoo.page.locator("#zoo-confusion-look").inner_text()
    assert re.search(
        r"of 1,000 images of the class '(cat|dog)', \d+ are taken for '(cat|dog)'", mistake
    )
    assert "without one skip" in zoo.page.locator("#zoo-lesions-look").inner_text()
    card = zoo.page.locator("#zoo-card")
    assert "Card of resnet20.cifar10" in card.inner_text()
    training = r"training \d\.\d\d%, validation \d+\.\d\d%, test 10\.22%"
    assert re.search(training, card.inner_text())
    command = "python -m resnet_demo train --model resnet20.cifar10"
    assert command not in card.inner_text()  # folded
    card.locator("summary").click()
    assert command in card.inner_text()
    assert zoo.page.locator(".rl-class-table tbody tr").count() == 12
    assert card.get_by_role("link").get_attribute("href") == "./?plan=resnet20.cifar10"
    cell(zoo.page, "plain20.cifar10").click()
    zoo.page.get_by_text("Card of plain20.cifar10").wait_for()
    plot(zoo.page, "zoo-lesions").wait_for(state="hidden")
    assert card.get_by_role("link").count() == 0  # the bench draws residual networks
    assert cell(zoo.page, "resnet50.a1_in1k").count() == 0
    cell(zoo.page, "resnet50.a1_in1k", "absent").click()
    zoo.page.get_by_text("resnet50.a1_in1k has no card on this machine").wait_for()
    plot(zoo.page, "zoo-confusion").wait_for(state="hidden")
    zoo.page.wait_for_function("location.search.endsWith('card=resnet50.a1_in1k')")
    assert zoo.errors == []


def test_the_bench_links_to_the_card_of_its_network(lab):
    link = lab.page.locator("#card-link a")
    for depth in ("44", "56"):
        choose(lab.page, "#model", depth)
        lab.page.locator(f"#card-link a[href$='/networks?card=resnet{depth}.cifar10']").wait_for()
    link.click()
    lab.page.get_by_text("Card of resnet56.cifar10").wait_for()
    assert lab.page.get_by_role("link", name="Networks").get_attribute("aria-current") == "page"
    lab.page.get_by_role("link", name="Open this network on the bench").click()
    lab.page.locator("#answers", has_text="resnet56.cifar10").wait_for()
    assert lab.page.get_by_role("link", name="Lab").get_attribute("aria-current") == "page"


def test_an_unknown_card_or_tab_is_told(visit, server):
    opened = visit(
        url=f"{server.url}/networks?card=resnet21&panel=kitchen&__theme=dark", ready=READY
    )
    opened.page.get_by_text("card cannot be 'resnet21'").wait_for()
    opened.page.get_by_text("panel cannot be 'kitchen'. Choose one of zoo, depth").wait_for()
    assert opened.page.locator("#empty-card").is_visible()
    opened.page.get_by_role("link", name="Learn", exact=True).click()
    opened.page.wait_for_url("**/learn?__theme=dark")  # the look is kept from page to page


def test_a_network_of_ones_own_is_in_the_picker_and_answers_with_its_labels(lab):
    lab.open_tab("Classify")
    choose(lab.page, "#model", "resnet20.pets")
    first = lab.page.locator("#answers .rl-column").first
    first.get_by_text("resnet20.pets").wait_for()
    assert sorted(first.locator(".rl-label").all_inner_texts()) == ["cat", "paws", "whiskers"]
    lab.page.locator("#classify-start").click()
    lab.page.locator(".rl-card").wait_for()
    labels = lab.page.locator(".rl-card .rl-label").all_inner_texts()
    assert sorted(labels) == ["cat", "paws", "whiskers"]
    shown = lab.page.locator("#results").inner_text()
    assert "has 3 classes (cat, paws, whiskers)" in shown
    assert lab.page.locator("#answers").get_by_text("plain20").count() == 0  # it has no twin


def test_networks_that_are_not_here_stand_apart(unmeasured):
    page = unmeasured.page
    unmeasured.open_tab("Model zoo")
    cell(page, "resnet20.cifar10").wait_for()
    cell(page, "resnet56.cifar10", "absent").wait_for()
    assert cell(page, "resnet56.cifar10").count() == 0
    assert cell(page, "resnet20.cifar10", "absent").count() == 0
    assert page.locator(".rl-zoo", has_text="pets").count() == 0  # of another server


def test_the_last_of_quick_clicks_wins(zoo):
    zoo.open_tab("Model zoo")
    for key in ("resnet20.cifar10", "resnet32.cifar10", "plain20.cifar10"):
        cell(zoo.page, key).click()
    zoo.page.get_by_text("Card of plain20.cifar10").wait_for()
    zoo.settle()
    assert "Card of plain20.cifar10" in zoo.page.locator("#zoo-card").inner_text()
