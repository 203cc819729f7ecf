"""The page in a real browser."""

import re
import shutil

import pytest
from PIL import Image

# Words in Latin letters that belong on the Chinese page: names, file types, units.
LATIN_ALLOWED = re.compile(
    r"Apache|timm"
    r"|ResNet( Lab| strikes back)?|CIFAR-10|ImageNet|API|CSV|cpu|auto|tv_in1k|a1_in1k|torchvision"
    r"|resnet20\.cifar10|plain20\.cifar10|\w+\.(jpg|png)|sha256 [0-9a-f]{12}|\d+ ms|\d+\.\d s"
    r"|layer\d|(?<=:)skip\[\*\]=0|JPEG|PNG|WebP|GIF|BMP|TIFF|AVIF|HEIC|KL|nats"
    r"|\((airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck)\)"
)


def list_untranslated(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]{2,}", LATIN_ALLOWED.sub("", text))


def choose(page, picker: str, depth: str) -> None:
    page.locator(f"{picker} input").click()
    page.get_by_role("option", name=re.compile(rf"{depth} ·")).click()


@pytest.fixture
def classify(share):
    """The tab *Classify* without photos, with the note that asks for one in place of an answer."""
    opened = share("classify")
    opened.clear("#photos")
    opened.page.locator("#classify").click()
    opened.page.locator("#results").get_by_text("Add at least one photo first.").wait_for()
    return opened


def test_no_photo_asks_for_one_and_shows_no_answer(classify):
    assert classify.page.locator("#results .rl-note-panel").count() == 1
    assert classify.page.locator("#results .rl-card").count() == 0


def test_sample_photo_gives_card_table_and_times(classify):
    classify.page.get_by_role("button", name="Lion").first.click()
    card = classify.page.locator(".rl-card")
    card.wait_for()
    assert card.locator("h3").inner_text() == "lion.jpg"
    assert card.locator(".rl-bars li").count() == 5
    assert card.locator("img").get_attribute("alt") == "Photo lion.jpg"
    results = classify.page.locator("#results").inner_text()
    assert "test accuracy 10.0%" in results
    assert "has ten classes" in results
    assert re.search(r"decode · .* preprocess · .* forward pass · on cpu", results)
    assert classify.page.locator(".rl-table tbody tr").count() == 1
    assert classify.errors == []


def test_page_asks_nothing_of_other_hosts(visit, server, lion):
    opened = visit()
    opened.upload("#photos", lion)
    opened.page.locator(".rl-card").wait_for()
    opened.page.get_by_role("tab", name="Plain vs residual").click()
    opened.page.locator("#compare").wait_for()
    opened.settle()
    assert len(opened.requests) > 10
    ours = (server.url, "data:", "blob:")
    assert [url for url in opened.requests if not url.startswith(ours)] == []


def test_chinese_phone_shows_chinese_only_and_fits(visit, lion, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("not a picture")
    opened = visit(locale="zh-CN", width=390, height=844)
    assert list_untranslated(opened.page.locator("body").inner_text()) == []
    opened.upload("#photos", lion, bad)
    opened.page.locator(".rl-table").wait_for()
    opened.page.wait_for_function(  # the answer is scrolled to
        "document.getElementById('results').getBoundingClientRect().top < innerHeight * 0.8"
    )
    opened.page.get_by_text("高级选项").click()
    opened.page.locator("#classify-views").wait_for()
    text = opened.page.locator("body").inner_text()
    assert list_untranslated(text) == []
    assert "不是本应用能读取的图片（文本）" in text
    assert opened.width() == 390


def test_chinese_comparison_shows_chinese_only_and_fits(visit, lion):
    opened = visit(locale="zh-CN", width=390, height=844)
    opened.open_tab("普通网络与残差网络")
    opened.upload("#compared-photo", lion)
    opened.page.locator(".rl-column").nth(2).wait_for()
    assert list_untranslated(opened.page.locator("body").inner_text()) == []
    assert opened.width() == 390


def test_english_page_has_no_chinese(visit, lion):
    opened = visit(width=390, height=844)
    opened.upload("#photos", lion)
    opened.page.locator(".rl-card").wait_for()
    assert re.findall(r"[\u4e00-\u9fff]", opened.page.locator("body").inner_text()) == []
    assert opened.width() == 390


def test_answers_follow_the_language_chosen_on_the_page(visit, lion):
    opened = visit()
    opened.page.locator("#empty-results").wait_for()
    opened.upload("#photos", lion)
    opened.page.locator(".rl-card").wait_for()
    assert not opened.page.locator("#empty-results").is_visible()
    opened.page.get_by_role("button", name="Settings").click()
    opened.page.get_by_label("Language").click()
    opened.page.get_by_role("option", name="简体中文").click()
    opened.page.get_by_role("button", name="开始分类").wait_for()
    opened.page.mouse.click(5, 500)  # beside the settings closes them
    assert opened.page.locator(".rl-card").count() == 1  # the answer is not lost
    opened.page.locator("#classify").click()
    opened.page.locator("#results").get_by_text("CIFAR-10 网络有十个类别").wait_for()


def test_bad_file_is_named_and_the_rest_is_classified(classify, lion, tmp_path):
    bad = tmp_path / "broken.jpg"
    bad.write_bytes(lion.read_bytes()[:500])
    classify.upload("#photos", bad, lion)
    classify.page.locator(".rl-card").nth(1).wait_for()
    failed = classify.page.locator(".rl-failed").inner_text()
    assert failed.startswith("broken.jpg\n")
    assert "broken.jpg is incomplete" in failed
    assert classify.page.locator(".rl-card .rl-bars").count() == 1
    rows = classify.page.locator(".rl-table tbody tr").all_inner_texts()
    assert rows[0].split("\t")[:2] == ["broken.jpg", "Not classified"]


def test_a_file_over_the_limit_does_not_lose_the_others(classify, lion):
    big = {"name": "big.png", "mimeType": "image/png", "buffer": b"\x89PNG" + bytes(3_000_000)}
    good = {"name": "good.jpg", "mimeType": "image/jpeg", "buffer": lion.read_bytes()}
    classify.upload("#photos", big, good)
    classify.page.locator(".rl-card").nth(1).wait_for()
    assert "the limit is 2,000,000 bytes" in classify.page.locator(".rl-failed").inner_text()
    assert classify.page.locator(".rl-card .rl-bars").count() == 1


def test_hostile_file_name_is_only_text(classify, lion):
    name = "<img src=x onerror=alert(1)>&lt;b&gt;.png"
    content = lion.read_bytes()
    classify.upload(
        "#photos",
        {"name": name, "mimeType": "image/png", "buffer": content},
        {"name": f"bad {name}", "mimeType": "image/png", "buffer": content[:500]},
    )
    classify.page.locator(".rl-table").wait_for()
    assert classify.page.locator("#results img").count() == 1  # the photo itself
    assert classify.page.locator("#results b").count() == 0
    assert classify.errors == []


def test_csv_holds_every_answer(classify, lion):
    classify.upload("#photos", lion)
    classify.page.locator(".rl-download").wait_for()
    with classify.page.expect_download() as caught:
        classify.page.locator(".rl-download").click()
    assert caught.value.suggested_filename == "resnet20.cifar10.csv"
    lines = caught.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "file,rank,label,index,probability,logit,error"
    assert len(lines) == 6


def test_a_depth_picked_while_the_page_still_loads_stays(server, browsers):
    page = browsers("en-US").new_page()
    held, is_held = [], True

    def hold(route):
        if is_held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/gradio_api/run/predict", hold)  # what the page asks when it opens
    page.goto(server.url)
    choose(page, "#model", "56")
    assert held
    is_held = False
    for route in held:
        route.continue_()
        route.request.response().finished()
    page.locator("#classify").click()
    page.locator("#results .rl-note-panel").wait_for()  # so what was held is shown by now
    assert page.locator("#model input").input_value().startswith("56")
    page.close()


def test_missing_weights_are_shown_and_explained(visit, lion):
    opened = visit()
    opened.page.locator("#model input").click()
    options = opened.page.get_by_role("option").all_inner_texts()
    assert any("20 · test accuracy 10.0%" in option for option in options)
    assert any("56 · no weights yet (train them)" in option for option in options)
    opened.page.get_by_role("option", name=re.compile("56 ·")).click()
    opened.upload("#photos", lion)
    message = opened.page.locator("#results [role=alert]")
    message.wait_for()
    assert "choose a model that is here: resnet20.cifar10, plain20.cifar10" in message.inner_text()
    choose(opened.page, "#model", "20")  # the app stays usable
    opened.page.locator("#classify").click()
    opened.page.locator(".rl-card").wait_for()


def test_imagenet_without_network_says_what_is_here(visit, lion):
    opened = visit()
    opened.page.get_by_text("ImageNet · 1000 classes").click()
    opened.page.get_by_text("tv_in1k · torchvision's first").wait_for()
    opened.page.locator("#model input").click()
    option = opened.page.get_by_role("option", name=re.compile("50 ·"))
    assert "download on first use, 102 MB" in option.inner_text()
    option.click()
    opened.upload("#photos", lion)
    message = opened.page.locator("#results [role=alert]")
    message.wait_for()
    text = message.inner_text()
    assert "resnet50.tv_in1k" in text
    assert "offline mode forbids fetching them from huggingface.co" in text
    assert "resnet20.cifar10, plain20.cifar10" in text


def test_comparison_says_which_column_is_which(visit, lion):
    opened = visit()
    opened.page.get_by_role("tab", name="Plain vs residual").click()
    opened.upload("#compared-photo", lion)
    columns = opened.page.locator(".rl-column")
    columns.nth(2).wait_for()
    titles = columns.locator("h3").all_inner_texts()
    assert titles == ["ResNet", "Same weights, ablated", "Trained plain twin"]
    rankings = [columns.nth(index).locator(".rl-bars").inner_text() for index in range(3)]
    assert rankings[0] != rankings[1]
    # Untrained, both networks hold the same tensors: without skips they are one function.
    assert rankings[1] == rankings[2]
    assert "is not a plain network" in opened.page.locator("#comparison").inner_text()
    # All at once: the page scrolls to the answer meanwhile.
    tops = columns.evaluate_all("columns => columns.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 3
    assert len(set(tops)) == 1  # side by side


def test_comparison_without_any_weights_says_so_in_each_column(visit, lion):
    opened = visit()
    opened.page.get_by_role("tab", name="Plain vs residual").click()
    choose(opened.page, "#compared-model", "44")
    opened.upload("#compared-photo", lion)
    alerts = opened.page.locator(".rl-column [role=alert]")
    alerts.nth(2).wait_for()
    assert "resnet44.cifar10" in alerts.nth(0).inner_text()
    assert "plain44.cifar10" in alerts.nth(2).inner_text()


def test_keyboard_starts_a_classification(classify, lion):
    sample = classify.page.get_by_role("button", name="Tower").first
    sample.focus()
    classify.page.keyboard.press("Enter")
    classify.page.locator(".rl-card").wait_for()
    assert classify.page.locator(".rl-card h3").inner_text() == "tower.jpg"


def test_cancel_ends_the_work(classify, server, lion, tmp_path):
    slow = shutil.copy(lion, tmp_path / "slow.jpg")
    classify.upload("#photos", slow)
    classify.page.get_by_text("Photo 1 of 7").wait_for()
    classify.page.locator("#cancel").click()
    classify.page.get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow.jpg")  # the server stopped too
    assert classify.page.locator("#cancel").is_disabled()
    classify.page.get_by_role("button", name="Lion").first.click()
    classify.page.locator(".rl-card").wait_for()
    assert classify.page.get_by_text("Cancelled.").count() == 0


def test_unforeseen_error_shows_only_its_id(classify, server, lion, tmp_path):
    classify.upload("#photos", shutil.copy(lion, tmp_path / "boom.jpg"))
    message = classify.page.locator("#results [role=alert]")
    message.wait_for()
    incident = re.search(r"logged under ([0-9a-f]{8})", message.inner_text()).group(1)
    assert "secret" not in classify.page.content()
    assert "secret detail" in server.wait_for_log(incident)


def test_two_visitors_get_their_own_answers(visit, tmp_path):
    names = []
    visitors = [visit(), visit()]
    for index, opened in enumerate(visitors):
        path = tmp_path / f"visitor{index}.png"
        Image.new("RGB", (64, 64), (200 * index, 30, 90)).save(path)
        opened.upload("#photos", path)
    for opened in visitors:
        opened.page.locator(".rl-card").wait_for()
        names.append(opened.page.locator(".rl-card h3").inner_text())
    assert names == ["visitor0.png", "visitor1.png"]
