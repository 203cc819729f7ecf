"""The panel *Saliency* in a real browser."""

import io
import json
import re
import zipfile

import pytest

from tests.browser.test_lab import EVERY_SKIP, Lab, choose


@pytest.fixture
def maps(share):
    """The panel with three Grad-CAM maps of the ship; how they are drawn is as it was at first."""
    opened = share("maps")
    lab = Lab(opened)
    lab.show()
    opened.open_tab("Saliency")
    opened.page.locator("#saliency-status .rl-of").get_by_text(EVERY_SKIP).wait_for()
    if not opened.page.locator("#difference").count():
        opened.page.locator("#looks > button").click()
    opened.page.locator("#difference input").first.check()
    opened.page.get_by_label("One colour scale for all columns").check()
    opened.page.wait_for_function("document.querySelectorAll('#maps .rl-column').length === 3")
    return opened


def test_three_maps_of_one_class_stand_side_by_side(maps):
    page = maps.page
    titles = page.locator("#maps h3").all_inner_texts()
    assert titles == ["ResNet", "This ResNet with skips cut", "Trained plain twin"]
    assert page.locator("#maps h2").inner_text().startswith("Grad-CAM: ")
    columns = page.locator("#maps .rl-column")
    # All at once, as the page may scroll meanwhile.
    found = columns.evaluate_all("columns => columns.map(one => one.getBoundingClientRect().top)")
    tops = set(found[:3])
    assert len(tops) == 1
    page.locator("#map-slider img").first.wait_for()
    assert maps.errors == []
    assert maps.width() == 1280


def test_looks_change_without_computing_again(maps):
    page = maps.page
    before = page.locator("#maps .rl-column .rl-fine").first.inner_text()
    page.get_by_text("first − second").click()
    page.locator("#maps .rl-difference img").wait_for()
    assert page.locator("#maps .rl-column").count() == 4
    page.get_by_text("One colour scale for all columns").click()
    page.get_by_text("Each map has its own colour scale").wait_for()
    after = page.locator("#maps .rl-column .rl-fine").first.inner_text()
    assert after == before  # the same score, the same seconds


def test_maps_follow_the_bench(maps):
    lab = Lab(maps)
    lab.part("branch", 8).click()
    lab.wait_for_answer(f"{EVERY_SKIP},branch[layer3.2]=0")
    status = maps.page.locator("#saliency-status .rl-of")
    status.get_by_text(f"{EVERY_SKIP},branch[layer3.2]=0").wait_for()
    lab.pick("Horse")
    status.get_by_text("horse.png").wait_for()
    download = maps.page.locator("#maps .rl-downloads a").first.get_attribute("download")
    assert download.startswith("horse.grad-cam.")


def test_another_method_class_and_contrast_and_an_unknown_class(visit):
    opened = visit()
    page = opened.page
    page.locator("#saliency-status .rl-of").wait_for()  # it is open, and answers by itself
    choose(page, "#method", "Integrated Gradients")
    page.locator("#method-about").get_by_text("arXiv:1703.01365").wait_for()
    choose(page, "#explain-target", "ship")
    choose(page, "#explain-versus", "truck")
    page.locator("#saliency-start").click()
    page.get_by_text("Integrated Gradients: ship against truck").wait_for()
    assert "completeness error" in page.locator("#maps .rl-column").first.inner_text()
    page.locator("#explain-target input").fill("unicorn")
    page.locator("#explain-target input").press("Enter")
    page.locator("#saliency-start").click()
    alert = page.locator("#saliency-status [role=alert]")
    alert.wait_for()
    assert "There is no class 'unicorn'" in alert.inner_text()


def test_downloads_hold_picture_arrays_and_note(maps):
    page = maps.page
    links = page.locator("#maps .rl-downloads a")
    names = [link.get_attribute("download") for link in links.all()]
    stem, _, _ = names[0].partition(".1.png")
    assert re.fullmatch(r"ship\.grad-cam\.[a-z]+", stem)
    assert names == [f"{stem}.{end}" for end in ("1.png", "2.png", "3.png", "npz", "json")]
    contents = []
    for link in links.all():
        with page.expect_download() as caught:
            link.click()
        contents.append(caught.value.path().read_bytes())
    assert contents[0].startswith(b"\x89PNG")
    files = zipfile.ZipFile(io.BytesIO(contents[3])).namelist()
    assert {"note.npy", "heat_1.npy", "values_3.npy"} <= set(files)
    assert json.loads(contents[4])["method"] == "grad-cam"


def test_all_methods_stand_in_a_grid(visit):
    opened = visit(locale="zh-CN", width=390)
    opened.page.locator("#maps .rl-column img").first.wait_for()
    opened.page.locator("#grid-start").click()
    opened.page.locator("#grid .rl-column").nth(10).wait_for()
    assert opened.page.locator("#grid .rl-column img").count() == 11
    assert opened.width() == 390
    text = opened.page.locator("#grid").inner_text()
    for word in ("score", "gradients", "pass", "Paper"):
        assert word not in text


def test_several_photos_get_a_row_each_and_a_bad_file_its_reason(visit, photos, tmp_path):
    opened = visit()
    page, lab = opened.page, Lab(opened)
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    lab.upload(photos / "lion.jpg", photos / "bus.png", bad)
    page.locator("#photos img").nth(2).wait_for(state="attached")
    lab.type_plan(EVERY_SKIP)
    lab.wait_for_plan(EVERY_SKIP)
    page.locator("#map-photos > button").click()
    page.locator("#map-photos-start").click()
    page.locator("#map-rows h3", has_text="bad.png").wait_for()
    assert page.locator("#map-rows .rl-maps").count() == 2
    assert page.locator("#map-rows .rl-column img").count() == 6
    assert opened.errors == []


@pytest.mark.parametrize("width", [1280, 390])
def test_texts_of_pickers_and_pictures_of_the_slider_are_whole(visit, width):
    opened = visit(width=width)
    page = opened.page
    page.locator("#columns > button").click()
    page.locator("#column-3 input").wait_for()
    page.locator("#maps .rl-column img").nth(1).wait_for()
    texts = page.evaluate(
        """() => [...document.querySelectorAll('.secondary-wrap input')]
        .filter(box => box.offsetWidth)
        .map(box => [box.value, box.scrollWidth - box.clientWidth])"""
    )
    assert "This ResNet with the drawn cuts" in [text for text, _ in texts]
    assert [text for text, hidden in texts if hidden > 0] == []
    page.locator("#map-slider").scroll_into_view_if_needed()  # its pictures load when seen
    page.wait_for_function(
        "[...document.querySelectorAll('#map-slider img')].every(one => one.naturalWidth)"
    )
    frame = page.locator("#map-slider").bounding_box()
    for picture in page.locator("#map-slider img").all():
        assert frame["y"] <= picture.bounding_box()["y"]
        assert 0 < picture.bounding_box()["height"] <= frame["height"]
    assert opened.width() == width
