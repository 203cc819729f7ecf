"""The tabs *Depth* and *Model zoo* in a real browser, with the networks that are shipped."""

import re

from tests.browser.test_page import choose, list_untranslated

# Names that stay as they are on the Chinese page.
NAMES = re.compile(r"\b(resnet\d+|plain\d+|plain-\d+|He|ReLU|MACs|timm|hub)\b")


def cell(page, text: str):
    return page.locator("#zoo-table [role=gridcell]", has_text=text).first


def plot(page, name: str):
    return page.locator(f"#{name} .js-plotly-plot")


def test_depth_draws_its_figures_from_the_cards_and_asks_no_other_host(visit, zoo_server):
    opened = visit(url=zoo_server.url)
    opened.open_tab("Depth")
    for name in ("train", "test", "curves", "responses", "gradients"):
        plot(opened.page, f"depth-{name}").wait_for()
    shown = opened.page.locator("#depth-test").inner_text()
    assert "Test error by depth" in shown
    assert "residual, He et al. 2015" in shown
    marks = opened.page.locator("#depth-train .scatterlayer .point").count()
    assert marks >= 2
    assert "the gradient at the first block" in opened.page.locator("#depth-signals").inner_text()
    opened.settle()
    ours = (zoo_server.url, "data:", "blob:")
    assert [url for url in opened.requests if not url.startswith(ours)] == []
    assert opened.errors == []


def test_a_pair_can_be_picked(visit, zoo_server):
    opened = visit(url=zoo_server.url)
    opened.open_tab("Depth")
    plot(opened.page, "depth-curves").wait_for()
    opened.page.locator("#depth-pair input").click()
    opened.page.get_by_role("option", name="56", exact=True).click()
    opened.page.wait_for_function(
        "document.getElementById('depth-curves').innerText.includes('plain56, validation')"
    )
    assert opened.page.locator("#depth-pair input").input_value() == "56"
    assert "resnet56, training" in opened.page.locator("#depth-curves").inner_text()
    assert opened.errors == []


def test_depth_on_a_chinese_phone_is_chinese_and_fits(visit, zoo_server):
    opened = visit(locale="zh-CN", width=390, height=844, url=zoo_server.url)
    opened.open_tab("深度")
    plot(opened.page, "depth-gradients").wait_for()
    assert opened.width() == 390
    text = NAMES.sub("", opened.page.locator("body").inner_text())
    assert list_untranslated(text) == []


def test_depth_without_measured_networks_says_how_to_get_them(visit):
    opened = visit()  # the cards of this server's networks hold no errors
    opened.open_tab("Depth")
    opened.page.get_by_text("No trained CIFAR-10 network").wait_for()
    assert not opened.page.locator("#depth-train .js-plotly-plot").is_visible()
    assert opened.errors == []


def test_a_row_of_the_zoo_shows_its_card(visit, zoo_server):
    opened = visit(url=zoo_server.url)
    opened.open_tab("Model zoo")
    cell(opened.page, "resnet20.cifar10").click()
    plot(opened.page, "zoo-confusion").wait_for()
    plot(opened.page, "zoo-lesions").wait_for()
    card = opened.page.locator("#zoo-card").inner_text()
    assert "Card of resnet20.cifar10" in card
    assert re.search(r"training \d\.\d\d%, validation \d+\.\d\d%, test 10\.22%", card)
    assert "python -m resnet_demo train --model resnet20.cifar10" in card
    assert opened.page.locator(".rl-class-table tbody tr").count() == 12
    cell(opened.page, "plain20.cifar10").click()
    opened.page.get_by_text("Card of plain20.cifar10").wait_for()
    plot(opened.page, "zoo-lesions").wait_for(state="hidden")
    cell(opened.page, "resnet50.a1_in1k").click()
    opened.page.get_by_text("resnet50.a1_in1k has no card on this machine").wait_for()
    plot(opened.page, "zoo-confusion").wait_for(state="hidden")
    assert opened.errors == []


def test_the_zoo_on_a_chinese_phone_fits(visit, zoo_server):
    opened = visit(locale="zh-CN", width=390, height=844, url=zoo_server.url)
    opened.open_tab("模型库")
    cell(opened.page, "resnet20.cifar10").click()
    plot(opened.page, "zoo-confusion").wait_for()
    assert opened.width() == 390
    assert "测试图像上各类别的得分" in opened.page.locator("#zoo-card").inner_text()


def test_a_network_of_ones_own_is_in_the_picker_and_answers_with_its_labels(
    visit, zoo_server, lion
):
    opened = visit(url=zoo_server.url)
    opened.page.locator("#family").get_by_text("My own classes").click()
    opened.page.locator("#kind").wait_for(state="hidden")
    choose(opened.page, "#model", "resnet20.pets")
    opened.upload("#photos", lion)
    opened.page.locator(".rl-card").wait_for()
    labels = opened.page.locator(".rl-bars .rl-label").all_inner_texts()
    assert sorted(labels) == ["cat", "paws", "whiskers"]
    shown = opened.page.locator("#results").inner_text()
    assert "has 3 classes (cat, paws, whiskers)" in shown


def test_families_without_a_model_are_not_offered(visit):
    opened = visit()
    opened.page.locator("#family").get_by_text("ImageNet").wait_for()
    assert opened.page.locator("#family").get_by_text("My own classes").count() == 0


def test_the_last_of_quick_clicks_wins(visit, zoo_server):
    opened = visit(url=zoo_server.url)
    opened.open_tab("Model zoo")
    for key in ("resnet20.cifar10", "resnet50.a1_in1k", "plain20.cifar10"):
        cell(opened.page, key).click()
    opened.page.get_by_text("Card of plain20.cifar10").wait_for()
    opened.settle()
    assert "Card of plain20.cifar10" in opened.page.locator("#zoo-card").inner_text()
