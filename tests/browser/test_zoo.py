"""The tabs *Depth* and *Model zoo* in a real browser, with the networks that are shipped."""

import re

import pytest

from tests.browser.test_page import choose, list_untranslated

# Names that stay as they are on the Chinese page.
NAMES = re.compile(
    r"\b((?:resnet|plain)\d+\.cifar10|resnet\d+|plain\d+|plain-\d+|He|ReLU|MACs|timm|hub)\b"
)


def cell(page, text: str):
    return page.locator("#zoo-table [role=gridcell]", has_text=text).first


@pytest.fixture
def zoo(share, zoo_server):
    """The page of the server with the shipped networks."""
    return share("zoo", url=f"{zoo_server.url}?panel=classify")


@pytest.fixture
def unmeasured(share, server):
    """The page of the server with two networks that nobody measured, and none of a user's own."""
    return share("unmeasured", url=f"{server.url}?panel=classify")


def open_phone(share, zoo_server):
    url = f"{zoo_server.url}?panel=classify"
    return share("phone", locale="zh-CN", width=390, height=844, url=url)


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
    assert "the gradient at the first block" in zoo.page.locator("#depth-signals").inner_text()
    zoo.settle()
    ours = (zoo_server.url, "data:", "blob:")
    assert [url for url in zoo.requests if not url.startswith(ours)] == []
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
    opened.open_tab("深度")
    plot(opened.page, "depth-gradients").wait_for()
    assert opened.width() == 390
    text = NAMES.sub("", opened.page.locator("body").inner_text())
    assert list_untranslated(text) == []


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
    plot(zoo.page, "zoo-lesions").wait_for()
    card = zoo.page.locator("#zoo-card").inner_text()
    assert "Card of resnet20.cifar10" in card
    assert re.search(r"training \d\.\d\d%, validation \d+\.\d\d%, test 10\.22%", card)
    assert "python -m resnet_demo train --model resnet20.cifar10" in card
    assert zoo.page.locator(".rl-class-table tbody tr").count() == 12
    cell(zoo.page, "plain20.cifar10").click()
    zoo.page.get_by_text("Card of plain20.cifar10").wait_for()
    plot(zoo.page, "zoo-lesions").wait_for(state="hidden")
    cell(zoo.page, "resnet50.a1_in1k").click()
    zoo.page.get_by_text("resnet50.a1_in1k has no card on this machine").wait_for()
    plot(zoo.page, "zoo-confusion").wait_for(state="hidden")
    assert zoo.errors == []


def test_the_zoo_on_a_chinese_phone_fits(share, zoo_server):
    opened = open_phone(share, zoo_server)
    opened.open_tab("模型库")
    cell(opened.page, "resnet20.cifar10").click()
    plot(opened.page, "zoo-confusion").wait_for()
    assert opened.width() == 390
    assert "测试图像上各类别的得分" in opened.page.locator("#zoo-card").inner_text()


def test_a_network_of_ones_own_is_in_the_picker_and_answers_with_its_labels(zoo):
    zoo.open_tab("Classify")
    choose(zoo.page, "#model", "resnet20.pets")
    first = zoo.page.locator("#answers .rl-column").first
    first.get_by_text("resnet20.pets").wait_for()
    assert sorted(first.locator(".rl-label").all_inner_texts()) == ["cat", "paws", "whiskers"]
    zoo.page.locator("#classify-start").click()
    zoo.page.locator(".rl-card").wait_for()
    labels = zoo.page.locator(".rl-card .rl-label").all_inner_texts()
    assert sorted(labels) == ["cat", "paws", "whiskers"]
    shown = zoo.page.locator("#results").inner_text()
    assert "has 3 classes (cat, paws, whiskers)" in shown
    assert zoo.page.locator("#answers").get_by_text("plain20").count() == 0  # it has no twin


def test_a_network_that_is_not_here_is_not_offered(unmeasured):
    unmeasured.page.locator("#model input").click()
    options = unmeasured.page.get_by_role("option").all_inner_texts()
    assert any("20 ·" in option for option in options)
    assert not any("pets" in option for option in options)
    unmeasured.page.keyboard.press("Escape")


def test_the_last_of_quick_clicks_wins(zoo):
    zoo.open_tab("Model zoo")
    for key in ("resnet20.cifar10", "resnet50.a1_in1k", "plain20.cifar10"):
        cell(zoo.page, key).click()
    zoo.page.get_by_text("Card of plain20.cifar10").wait_for()
    zoo.settle()
    assert "Card of plain20.cifar10" in zoo.page.locator("#zoo-card").inner_text()
