"""The state of the page in its address: links, Back and Forward, reload, and the switches."""

import re
import shutil

import pytest

from tests.browser.test_lab import Lab, choose

CUT = "resnet20.cifar10:skip[layer3.*]=0.25"
PINNED = "resnet20.cifar10:branch[layer3.*]=0"
IS_RESTORED = """(parts) => {
    const asked = [...new URL(location).searchParams].sort();
    return window.labAddress?.ready && !labAddress.wanted &&
        JSON.stringify(asked) === JSON.stringify(Object.entries(parts).sort());
}"""


def wait_for_address(lab, **parts) -> None:
    """Waits until the address has exactly these parts, and the page shows them."""
    named = {re.sub("(?<=[a-z])_", "-", name): value for name, value in parts.items()}
    lab.page.wait_for_function(IS_RESTORED, arg=named)


@pytest.fixture
def lab(share):
    """A shared page with the ship, nothing cut, and the first panel open."""
    lab = Lab(share("address"))
    lab.show("resnet20.cifar10")
    lab.opened.open_tab("Saliency")
    return lab


def test_a_link_restores_photo_plan_columns_panel_and_options(visit, server):
    link = (
        f"?plan={CUT}&photo=horse&panel=sweep&sweep-part=branch&sweep-blocks=layer2.*"
        f"&column-3=pinned&pinned={PINNED}&method=saliency&opacity=0.4"
    )
    lab = Lab(visit(url=f"{server.url}/{link}"))
    lab.wait_for_answer(CUT, "horse")
    lab.wait_for_plan(CUT)
    assert lab.page.locator("#network .rl-net-skip[aria-checked=mixed]").count() == 3
    assert PINNED in lab.page.locator("#answers").inner_text()
    # A panel whose answers take a second answers by itself.
    lab.page.locator("#sweep-status .rl-of").get_by_text("horse.png").wait_for()
    assert lab.page.locator("#sweep-part input:checked").get_attribute("value") == "branch"
    assert lab.page.locator("#sweep-blocks input").input_value().startswith("layer2 ")
    sweep = {"sweep_part": "branch", "sweep_blocks": "layer2.*"}
    bench = {"photo": "horse", "plan": CUT, "column_3": "pinned", "pinned": PINNED}
    wait_for_address(lab, **bench, panel="sweep", **sweep)
    saliency = {"method": "saliency", "opacity": "0.4"}
    lab.opened.open_tab("Saliency")
    wait_for_address(lab, **bench, **saliency)
    lab.page.locator("#method-about").get_by_text("How fast the score changes").wait_for()
    for folded in ("columns", "looks"):  # opened for what the link says of it
        lab.page.locator(f"#{folded} > button.open").wait_for()
    assert lab.page.locator("#more-options > button:not(.open)").is_visible()
    choose(lab.page, "#column-3", "Trained plain twin")
    wait_for_address(lab, photo="horse", plan=CUT, pinned=PINNED, **saliency)
    lab.page.go_back()
    wait_for_address(lab, **bench, **saliency)
    lab.page.locator("#answers").get_by_text(PINNED).wait_for()
    assert lab.opened.errors == []


def test_back_and_forward_follow_photo_plan_and_panel(lab):
    wait_for_address(lab)  # what is at its default is left out
    lab.part("skip", 0).click()
    cut = "resnet20.cifar10:skip[layer1.0]=0"
    wait_for_address(lab, plan=cut)
    lab.opened.open_tab("Lesions")
    lab.page.locator("#lesion-draws input[type=number]").fill("7")
    wait_for_address(lab, plan=cut, panel="lesion", lesion_draws="7")
    lab.pick("Horse")
    wait_for_address(lab, plan=cut, photo="horse", panel="lesion", lesion_draws="7")
    lab.page.locator("#lesion-draws input[type=number]").fill("9")
    wait_for_address(lab, plan=cut, photo="horse", panel="lesion", lesion_draws="9")
    lab.page.go_back()
    wait_for_address(lab, plan=cut, panel="lesion", lesion_draws="7")
    assert lab.page.locator("#lesion-draws input[type=number]").input_value() == "7"
    lab.page.locator("#answers").get_by_text("ship.png").wait_for()
    # Two steps at once: the address decides, not how far the first of them has come.
    lab.page.evaluate("() => { history.back(); setTimeout(() => history.back(), 30) }")
    wait_for_address(lab)
    lab.wait_for_plan("resnet20.cifar10")
    assert lab.part("skip", 0).get_attribute("aria-checked") == "true"
    lab.page.locator("#maps").wait_for()
    lab.page.go_forward()
    wait_for_address(lab, plan=cut)
    lab.wait_for_plan(cut)
    assert lab.opened.errors == []


def test_a_click_while_going_back_reaches_the_address(lab):
    lab.pick("Horse")
    wait_for_address(lab, photo="horse")
    lab.opened.settle()
    asked = []
    lab.page.route("**/queue/join**", lambda route: asked.append(route))
    lab.page.go_back()
    while not asked:
        lab.page.wait_for_timeout(50)
    lab.part("skip", 0).click()  # the way back has not been read yet
    for route in asked:
        route.continue_()
    lab.page.unroute("**/queue/join**")
    lab.wait_for_answer("resnet20.cifar10:skip[layer1.0]=0")
    wait_for_address(lab, plan="resnet20.cifar10:skip[layer1.0]=0")
    assert lab.part("skip", 0).get_attribute("aria-checked") == "false"
    assert lab.opened.errors == []


def test_a_strip_without_photos_is_an_address_too(lab, lion):
    lab.opened.remove_photos()
    wait_for_address(lab, photo="none")
    lab.opened.open_tab("Signals")
    wait_for_address(lab, photo="none", panel="signals")
    lab.page.reload()
    empty = lab.page.locator("#empty-answers").get_by_text("Add a photo or pick a sample")
    empty.wait_for()
    wait_for_address(lab, photo="none", panel="signals")
    assert lab.page.locator("#photos .thumbnail-item").count() == 0
    lab.pick("Horse")
    wait_for_address(lab, photo="horse", panel="signals")
    lab.page.go_back()
    empty.wait_for()
    wait_for_address(lab, photo="none", panel="signals")
    assert lab.page.locator("#photos .thumbnail-item").count() == 0
    lab.opened.add(lion)  # which the browser keeps, though the strip does not tell of it
    lab.opened.wait_for_photo("lion.jpg")
    lab.opened.settle()
    lab.page.reload()
    lab.opened.wait_for_photo("lion.jpg")
    assert lab.opened.errors == []


def test_a_copied_link_is_the_address(lab):
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.part("branch", 2).click()
    wait_for_address(lab, plan="resnet20.cifar10:branch[layer1.2]=0")
    lab.page.locator("#copy-link").click()
    lab.page.locator("#link-copied").get_by_text("Link copied").wait_for()
    assert lab.page.evaluate("navigator.clipboard.readText()") == lab.page.url


def test_reload_and_switches_keep_an_own_photo(visit, lion, tmp_path, server):
    lab = Lab(visit(url=f"{server.url}/?plan={CUT}&panel=sweep&sweep-part=branch"))
    page, parts = lab.page, {"plan": CUT, "panel": "sweep", "sweep_part": "branch"}
    lab.opened.add(shutil.copy(lion, tmp_path / "mine.jpg"))
    lab.opened.wait_for_photo("mine.jpg")
    page.wait_for_function("labAddress.bench.photo !== 'ship'")
    parts["photo"] = page.evaluate("labAddress.bench.photo")
    wait_for_address(lab, **parts)
    lab.opened.settle()  # the browser keeps the strip a moment after the answer
    # Until the page has read its address nothing can be chosen that this would undo.
    held = []
    page.route("**/queue/data**", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.locator("#bench[inert]").wait_for(state="attached")
    page.locator("#panels[inert]").wait_for(state="attached")
    page.unroute("**/queue/data**")
    for route in held:
        route.continue_()
    lab.opened.wait_for_photo("mine.jpg")
    wait_for_address(lab, **parts)
    assert page.locator("#bench[inert], #panels[inert]").count() == 0
    assert page.locator("#photos .thumbnail-item").count() == 2  # with the ship before it

    page.get_by_role("button", name="中文").click()
    page.locator("#sweep-status .rl-of").get_by_text("mine.jpg").wait_for()
    wait_for_address(lab, **parts, lang="zh")
    text = page.locator("body").inner_text()
    for word in ("Photos", "Network", "Click", "Sweep", "Trained", "result", "Dark", "Settings"):
        assert word not in text
    page.get_by_role("button", name="深色").click()
    page.locator("body.dark #sweep-status .rl-of").get_by_text("mine.jpg").wait_for()
    wait_for_address(lab, **parts, lang="zh", __theme="dark")
    assert lab.opened.list_barriers() == []
    page.get_by_role("button", name="跟随系统").click()
    page.locator("body:not(.dark) #sweep-status .rl-of").get_by_text("mine.jpg").wait_for()
    wait_for_address(lab, **parts, lang="zh")
    assert page.get_by_role("button", name="深色").is_visible()
    assert lab.opened.errors == []


def test_a_link_with_the_photo_of_another_or_broken_parts_says_so(visit, server):
    broken = "panel=zoo&column-1=none&pinned=resnet21&lesion-draws=-4&lang=fr&plam=x"
    lab = Lab(visit("zh-CN", url=f"{server.url}/?photo=0123456789ab&plan={CUT}&{broken}"))
    for sentence in (
        "制作这个链接的人用的是自己的照片",
        "panel 不能是 “zoo”。请选择 explain、",
        "column-1 不能是 “none”。请选择 residual、",
        "没有名为 “resnet21” 的模型",
        "lesion-draws 不能是 -4。可以是 0 到 ",
        "lang 不能是 “fr”。请选择 en、zh。",
        "“plam” 在这里没有意义",
    ):
        lab.page.get_by_text(sentence).wait_for()
    notes = lab.page.locator(".toast-body").inner_text()
    assert "Warning" not in notes
    assert notes.count("链接中有一部分未采用") == 7
    lab.wait_for_answer(CUT)
    wait_for_address(lab, plan=CUT)
    assert lab.opened.errors == []
