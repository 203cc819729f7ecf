"""The page in a real browser."""

import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from resnet_demo.page.samples import list_samples

# Words in Latin letters that belong on the Chinese page: names, file types, units.
LATIN_ALLOWED = re.compile(
    r"Apache|timm|English"
    r"|ResNet( Lab| strikes back)?|CIFAR-10|ImageNet|API|CSV|JSON|SVG"
    r"|cpu|auto|tv_in1k|a1_in1k|torchvision"
    r"|resnet20\.cifar10|plain20\.cifar10|\w+\.(jpg|png)|sha256 [0-9a-f]{12}|\d+ ms|\d+\.\d s"
    r"|layer\d|(?<=:)skip\[\*\]=0|JPEG|PNG|WebP|GIF|BMP|TIFF|AVIF|HEIC|KL|nats"
    r"|\((airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck)\)"
)


MARK_IS_SHOWN = """() => {
    const marked = document.querySelector("#photos .thumbnail-item.selected");
    const strip = marked.closest(".grid-wrap").getBoundingClientRect();
    const { top, bottom } = marked.getBoundingClientRect();
    return top >= strip.top && bottom <= strip.bottom;
}"""


def list_untranslated(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]{2,}", LATIN_ALLOWED.sub("", text))


def choose(page, picker: str, depth: str) -> None:
    page.locator(f"{picker} input").click()
    page.get_by_role("option", name=re.compile(rf"{depth} ·")).click()


def read_address(page) -> dict[str, str]:
    """The parts of the page's address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def first_answers(page) -> list[str]:
    """The first class of each column of the bench."""
    columns = page.locator("#answers .rl-column").all()
    return [column.locator(".rl-label").first.inner_text() for column in columns]


def start(opened, panel: str) -> None:
    opened.page.locator(f"#{panel}-start").click()


@pytest.fixture
def bench(share, server):
    """A page with the ship alone, uncut, and the panel *Classify* open."""
    opened = share("bench", url=f"{server.url}?panel=classify")
    opened.open_tab("Classify")
    opened.pick("Ship")
    opened.wait_for_photo("ship.png")
    return opened


def test_the_page_opens_answered_right_and_with_nothing_cut(share, zoo_server):
    opened = share("zoo", url=f"{zoo_server.url}?panel=classify")
    opened.wait_for_photo("ship.png")
    assert first_answers(opened.page)[0] == "ship"
    assert "plan removes nothing" in opened.page.locator("#answers").inner_text()
    assert opened.page.locator("#network [aria-checked=true]").count() > 0
    assert opened.page.locator("#network button:not([aria-checked=true])").count() == 0
    assert read_address(opened.page) == {"panel": "classify"}  # what is as always is left out


def test_every_sample_of_a_class_is_right(share, zoo_server):
    opened = share("zoo", url=f"{zoo_server.url}?panel=classify")
    right = {}
    for sample in [sample for sample in list_samples() if sample.label]:
        opened.pick(sample.name.capitalize())
        opened.wait_for_photo(sample.path.name)
        right[sample.label] = first_answers(opened.page)[0]
    assert len(right) == 7
    assert right == {label: label for label in right}
    assert opened.errors == []


def test_a_click_on_an_arc_does_not_scroll_the_page(bench):
    page = bench.page
    before = page.evaluate("scrollTo(0, 40); scrollY")
    arc = page.locator("#network button[data-part=skip][data-index='4']")
    for is_cut in (True, False):
        arc.click()
        changed = "isCut => new URL(location).searchParams.has('plan') === isCut"
        page.wait_for_function(changed, arg=is_cut)
        assert page.evaluate("scrollY") == before


def test_the_marked_photo_of_the_strip_is_studied(bench, lion, photos):
    marked = bench.page.locator("#photos .thumbnail-item.selected")
    bench.add(lion, photos / "tower.jpg")
    bench.wait_for_photo("tower.jpg")
    assert marked.get_attribute("aria-label") == "Thumbnail 3 of 3"
    bench.page.get_by_label("Thumbnail 2 of 3").click()
    bench.wait_for_photo("lion.jpg")
    bench.page.locator("#photos .delete-button").first.click()
    bench.page.locator(".selected[aria-label='Thumbnail 1 of 2']").wait_for()  # still the lion
    bench.page.locator("#photos .delete-button").first.click()
    bench.wait_for_photo("tower.jpg")
    bench.remove_photos()
    bench.page.locator("#empty-answers").get_by_text("Add a photo or pick a sample").wait_for()
    start(bench, "classify")
    bench.page.locator("#classify-status").get_by_text("Add at least one photo first.").wait_for()
    assert bench.page.locator("#results .rl-card").count() == 0


def test_what_an_emptied_strip_tells_late_does_not_take_the_next_photo(bench):
    held = []

    def hold(route):
        tells = '"data":[[],' in route.request.post_data
        held.append(route) if tells else route.continue_()

    bench.page.route("**/queue/join**", hold)
    bench.page.locator("#photos .delete-button").click()
    bench.pick("Frog")
    bench.wait_for_photo("frog.png")
    assert held
    for route in held:
        route.continue_()
    bench.page.unroute("**/queue/join**")
    bench.settle()
    assert bench.page.locator("#answers h2").inner_text() == "frog.png"
    assert bench.errors == []


def test_of_two_photos_with_one_name_the_marked_one_is_studied(bench, tmp_path):
    for name, colour in (("first", "red"), ("second", "navy")):
        (tmp_path / name).mkdir()
        Image.new("RGB", (64, 64), colour).save(tmp_path / name / "photo.png")
    bench.add(tmp_path / "first" / "photo.png")
    bench.wait_for_photo("photo.png")
    first = bench.page.locator("#answers img").get_attribute("src")
    bench.add(tmp_path / "second" / "photo.png")
    changed = "src => document.querySelector('#answers img')?.src !== src"
    bench.page.wait_for_function(changed, arg=first)
    bench.page.locator("#photos .delete-button").nth(2).click()
    bench.page.wait_for_function(changed.replace("!==", "==="), arg=first)


def test_a_result_of_another_bench_is_dimmed_and_says_so(bench):
    page = bench.page
    start(bench, "classify")
    page.locator("#classify-status .rl-of", has_text="ship.png").wait_for()
    stale, warning = page.locator(".rl-panel.rl-stale"), page.locator("#classify-status strong")
    assert (stale.count(), warning.is_visible()) == (0, False)
    bench.pick("Horse")
    stale.wait_for()
    assert warning.inner_text() == "The bench shows something else now: run it again."
    assert page.locator("#results").evaluate("one => getComputedStyle(one).opacity") == "0.45"
    bench.pick("Ship")
    stale.wait_for(state="detached")
    assert not warning.is_visible()
    assert page.locator("#results").evaluate("one => getComputedStyle(one).opacity") == "1"
    bench.remove_photos()
    stale.wait_for()


def test_classify_shows_a_card_table_and_times(bench):
    bench.pick("Lion")
    bench.wait_for_photo("lion.jpg")
    start(bench, "classify")
    card = bench.page.locator(".rl-card", has_text="lion.jpg")
    card.wait_for()
    assert card.locator("h3").inner_text() == "lion.jpg"
    assert card.locator(".rl-bars li").count() == 5
    assert card.locator("img").get_attribute("alt") == "Photo lion.jpg"
    results = bench.page.locator("#results").inner_text()
    assert "test accuracy 10.0%" in results
    assert "has ten classes" in results
    assert "sha256" not in results
    bench.page.locator("#results summary").click()
    details = bench.page.locator("#results details").inner_text()
    assert "weights sha256" in details
    assert re.search(r"decode · .* preprocess · .* forward pass · on cpu", details)
    assert bench.page.locator("#results .rl-table tbody tr").count() == 1
    assert bench.errors == []


def test_page_asks_nothing_of_other_hosts(visit, server, lion):
    opened = visit()
    opened.page.locator("#maps img").first.wait_for()  # the first panel answers by itself
    opened.add(lion)
    opened.wait_for_photo("lion.jpg")
    opened.open_tab("Classify")
    start(opened, "classify")
    opened.page.locator(".rl-card").nth(1).wait_for()
    opened.settle()
    assert len(opened.requests) > 10
    ours = (server.url, "data:", "blob:")
    assert [url for url in opened.requests if not url.startswith(ours)] == []


def test_chinese_phone_shows_chinese_only_and_fits(visit, server, lion, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("not a picture")
    url = f"{server.url}?panel=classify"
    opened = visit(locale="zh-CN", width=390, height=844, url=url)
    assert list_untranslated(opened.page.locator("body").inner_text()) == []
    opened.add(bad, lion)
    opened.wait_for_photo("lion.jpg")
    for panel, tab, rows in (("classify", "图像分类", "results"), ("batch", None, "batch-results")):
        opened.open_tab(tab or "全部照片")
        start(opened, panel)
        opened.page.locator(f"#{rows} tbody tr").nth(2).wait_for()
        opened.page.locator(f"#{panel}-status .rl-of").wait_for()
        text = opened.page.locator("body").inner_text()
        assert list_untranslated(text) == []
        assert "不是本应用能读取的图片（文本）" in text
        assert opened.width() == 390
    assert opened.list_barriers() == []


def test_english_page_has_no_chinese(visit, server):
    opened = visit(width=390, height=844, url=f"{server.url}?panel=classify")
    start(opened, "classify")
    opened.page.locator(".rl-card").wait_for()
    text = opened.page.locator("body").inner_text()
    assert "".join(re.findall(r"[\u4e00-\u9fff]", text)) == "中文"  # the switch of the language
    assert opened.width() == 390


def test_bad_file_is_named_and_the_rest_is_answered(bench, lion, tmp_path):
    bad = tmp_path / "broken.jpg"
    bad.write_bytes(lion.read_bytes()[:500])
    bench.remove_photos()
    bench.add(lion, bad)
    bench.wait_for_photo("lion.jpg")
    bench.page.locator(".toast-body").get_by_text("broken.jpg is incomplete").wait_for()
    bench.page.get_by_label("Thumbnail 2 of 2").click()
    bench.page.locator("#answers [role=alert]").get_by_text("broken.jpg is incomplete").wait_for()
    start(bench, "classify")
    bench.page.locator(".rl-failed").wait_for()
    failed = bench.page.locator(".rl-failed").inner_text()
    assert failed.startswith("broken.jpg\n")
    assert "broken.jpg is incomplete" in failed
    assert bench.page.locator(".rl-card .rl-bars").count() == 1
    rows = bench.page.locator("#results .rl-table tbody tr").all_inner_texts()
    assert rows[1].split("\t")[:2] == ["broken.jpg", "Not classified"]
    bench.open_tab("All photos")
    start(bench, "batch")
    rows = bench.page.locator("#batch-results tbody tr")
    rows.nth(1).wait_for()
    assert "broken.jpg is incomplete" in rows.nth(1).inner_text()
    # The file and two columns: a plan that removes nothing repeats the first.
    assert rows.nth(0).locator("td").count() == 3


def test_a_file_over_the_limit_does_not_lose_the_others(bench, lion):
    big = {"name": "big.png", "mimeType": "image/png", "buffer": b"\x89PNG" + bytes(3_000_000)}
    good = {"name": "good.jpg", "mimeType": "image/jpeg", "buffer": lion.read_bytes()}
    bench.remove_photos()
    bench.add(big, good)
    bench.wait_for_photo("good.jpg")
    start(bench, "classify")
    bench.page.locator(".rl-failed", has_text="the limit is 2,000,000 bytes").wait_for()
    assert bench.page.locator(".rl-card .rl-bars").count() == 1


def test_hostile_file_name_is_only_text(bench, lion):
    name = "<img src=x onerror=alert(1)>&lt;b&gt;.png"
    content = lion.read_bytes()
    bench.remove_photos()
    bench.add(
        {"name": f"bad {name}", "mimeType": "image/png", "buffer": content[:500]},
        {"name": name, "mimeType": "image/png", "buffer": content},
    )
    bench.page.locator("#answers h2", has_text="onerror").wait_for()
    start(bench, "classify")
    bench.page.locator("#results tbody tr").nth(1).wait_for()
    bench.page.locator("#classify-status .rl-of", has_text="all photos").wait_for()
    bench.open_tab("Sweep")
    bench.page.locator("#sweep-status .rl-of", has_text="onerror").wait_for()
    assert bench.page.locator("#results img").count() == 1  # the photo itself
    assert bench.page.locator("#answers img").count() == 1
    assert bench.page.locator("#results b, #answers b, #sweep-status img").count() == 0
    assert bench.errors == []


def test_csv_holds_every_answer(bench):
    start(bench, "classify")
    bench.page.locator(".rl-card", has_text="ship.png").wait_for()
    with bench.page.expect_download() as caught:
        bench.page.locator("#classify-take .rl-download", has_text="CSV").click()
    assert caught.value.suggested_filename == "ship.classify.csv"
    lines = caught.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "file,rank,label,index,probability,logit"
    assert len(lines) == 6


def test_missing_weights_are_shown_and_explained(bench):
    page = bench.page
    page.locator("#model input").click()
    options = page.get_by_role("option").all_inner_texts()
    assert any("20 · with plain twin" in option for option in options)
    assert any("56 · no weights yet (train them)" in option for option in options)
    page.get_by_role("option", name=re.compile("56 ·")).click()
    alerts = page.locator("#answers .rl-column [role=alert]")
    alerts.nth(2).wait_for()
    assert "resnet56.cifar10" in alerts.nth(0).inner_text()
    assert "resnet20.cifar10, plain20.cifar10" in alerts.nth(0).inner_text()
    assert "plain56.cifar10" in alerts.nth(2).inner_text()
    start(bench, "classify")
    alert = page.locator("#classify-status [role=alert]")
    alert.get_by_text("choose a model that is here: resnet20.cifar10, plain20.cifar10").wait_for()
    choose(page, "#model", "20")  # the page stays usable
    page.locator("#answers .rl-bars").nth(2).wait_for()


def test_imagenet_without_network_says_what_is_here(bench):
    page = bench.page
    page.locator("#model input").click()
    option = page.get_by_role("option", name=re.compile("resnet50.tv_in1k"))
    assert "download on first use, 102 MB" in option.inner_text()
    option.click()
    alert = page.locator("#answers .rl-column [role=alert]").first
    alert.get_by_text("offline mode forbids fetching them from huggingface.co").wait_for()
    text = alert.inner_text()
    assert "resnet50.tv_in1k" in text
    assert "resnet20.cifar10, plain20.cifar10" in text
    page.get_by_role("button", name="Back to a network that is here").click()
    page.locator("#answers .rl-bars").nth(2).wait_for()
    assert not page.locator("#way-back").is_visible()
    assert page.locator("#network .rl-net-block").count() == 9


def test_of_too_many_photos_the_first_are_kept_and_told(bench, tmp_path):
    files = [tmp_path / f"{number}.png" for number in range(66)]
    for number, path in enumerate(files):
        Image.new("RGB", (32, 32), (3 * number, 90, 90)).save(path)
    bench.page.locator(".rl-samples input[type=file]").set_input_files(files)
    bench.page.get_by_text("The first 64 are there, and 3 were left out.").wait_for()
    bench.wait_for_photo("62.png")
    assert bench.page.locator("#photos .thumbnail-item").count() == 64
    bench.page.wait_for_function(MARK_IS_SHOWN)


def test_a_keyboard_is_at_the_drawing_after_one_stop(bench):
    page = bench.page
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0); getSelection().empty()")
    page.locator("h1").click()  # the top of the page
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the drawing"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.part") == "skip"
    page.keyboard.press("Space")
    page.wait_for_function("new URL(location).searchParams.has('plan')")
    page.keyboard.press("Space")
    page.wait_for_function("!new URL(location).searchParams.has('plan')")


def test_keyboard_picks_a_sample_and_starts_a_panel(bench):
    bench.page.get_by_role("button", name="Tower").focus()
    bench.page.keyboard.press("Enter")
    bench.wait_for_photo("tower.jpg")
    bench.page.locator("#classify-start").focus()
    bench.page.keyboard.press("Enter")
    bench.page.locator(".rl-card h3", has_text="tower.jpg").wait_for()


def test_cancel_ends_the_work(bench, server, lion, tmp_path):
    bench.remove_photos()
    bench.add(shutil.copy(lion, tmp_path / "slow.jpg"))
    bench.wait_for_photo("slow.jpg")  # the bench is never slow
    start(bench, "classify")
    status = bench.page.locator("#classify-status")
    status.get_by_text("Photo 1 of 7").wait_for()
    bench.page.locator("#classify-cancel").click()
    status.get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow.jpg")  # the server stopped too
    assert bench.page.locator("#classify-cancel").is_disabled()
    bench.pick("Lion")
    bench.wait_for_photo("lion.jpg")
    start(bench, "classify")
    bench.page.locator(".rl-card", has_text="lion.jpg").wait_for()
    assert bench.page.get_by_text("Cancelled.").count() == 0


def test_unforeseen_error_shows_only_its_id(bench, server, lion, tmp_path):
    bench.remove_photos()
    bench.add(shutil.copy(lion, tmp_path / "boom.jpg"))
    seen = set()
    for box in ("#answers", "#classify-status"):
        if box != "#answers":
            start(bench, "classify")
        message = bench.page.locator(f"{box} [role=alert]", has_text="logged under")
        message.wait_for()
        seen.add(re.search(r"logged under ([0-9a-f]{8})", message.inner_text()).group(1))
    assert len(seen) == 2
    assert "secret detail" not in bench.page.content()
    for incident in seen:
        assert "secret detail" in server.wait_for_log(incident)


def test_two_visitors_get_their_own_answers(bench, visit, server, tmp_path):
    visitors = [bench, visit(url=f"{server.url}?panel=classify")]
    for index, opened in enumerate(visitors):
        path = tmp_path / f"visitor{index}.png"
        Image.new("RGB", (64, 64), (200 * index, 30, 90)).save(path)
        opened.remove_photos()
        opened.add(path)
    for index, opened in enumerate(visitors):
        opened.wait_for_photo(f"visitor{index}.png")
        start(opened, "classify")
    for index, opened in enumerate(visitors):
        opened.page.locator(".rl-card h3", has_text=f"visitor{index}.png").wait_for()
        assert opened.page.locator(".rl-card h3").count() == 1
