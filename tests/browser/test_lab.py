"""The bench and its studies in a real browser: drawing, columns, panels, many photos."""

import re
import shutil

import pytest

from resnet_demo.page.alike import list_drawings

EVERY_SKIP = "resnet20.cifar10:skip[*]=0"
IS_ANSWERED = """([photo, plan]) => {
    const answer = document.querySelector("#answers [data-address]");
    if (!answer) return false;
    const shown = JSON.parse(answer.dataset.address);
    const name = /^[0-9a-f]{12}$/.test(shown.photo) ? "" : shown.photo;
    return name === photo && shown.plan === plan;
}"""


def choose(page, box, name):
    """Picks an option that starts with a name from a dropdown."""
    page.locator(f"{box} input").click()
    page.get_by_role("option", name=re.compile(f"^.?\\s*{name}")).first.click()


class Lab:
    """A page with its bench; it opens on the ship, with nothing of resnet20 cut."""

    def __init__(self, opened):
        self.opened, self.page = opened, opened.page
        if not self.page.locator("#plan textarea").count():
            self.page.locator("#plan-tools > button").click()
        self.page.wait_for_function("document.querySelector('#plan textarea')?.value")

    def part(self, part: str, index: int):
        return self.page.locator(f'#network button[data-part={part}][data-index="{index}"]')

    def plan(self) -> str:
        return self.page.locator("#plan textarea").input_value()

    def wait_for_plan(self, text: str) -> None:
        self.page.wait_for_function(
            "text => document.querySelector('#plan textarea')?.value === text", arg=text
        )

    def wait_for_answer(self, plan: str, photo: str = "ship") -> None:
        """Waits until the bench has answered; a photo that is no sample has an empty name."""
        self.page.wait_for_function(IS_ANSWERED, arg=[photo, plan])

    def type_plan(self, text: str) -> None:
        self.page.locator("#plan textarea").fill(text)
        self.page.keyboard.press("Enter")

    def pick(self, sample: str) -> None:
        self.page.locator(".rl-samples button", has_text=sample).click()

    def show(self, plan: str = EVERY_SKIP) -> None:
        """Puts the bench to the ship and a plan, whatever it showed before."""
        self.pick("Ship")
        self.type_plan(plan)  # also where the text says so: what is drawn may be on its way to it
        self.wait_for_answer(plan)
        self.wait_for_plan(plan)

    def upload(self, *files) -> None:
        """Puts photos in place of those of the strip."""
        self.opened.remove_photos()
        self.opened.add(*files)

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.getAttribute('aria-label')")


@pytest.fixture
def lab(share):
    """A shared page with the ship and resnet20 without skips."""
    lab = Lab(share("lab"))
    lab.show()
    return lab


def test_a_click_cuts_or_restores_and_the_answer_follows(lab):
    lab.part("skip", 0).click()
    assert lab.part("skip", 0).get_attribute("aria-checked") == "true"
    plan = "resnet20.cifar10:skip[layer1.1]=0,skip[layer1.2]=0,skip[layer2.*]=0,skip[layer3.*]=0"
    lab.wait_for_plan(plan)
    lab.wait_for_answer(plan)
    lab.part("branch", 8).click()
    lab.wait_for_answer(f"{plan},branch[layer3.2]=0")
    assert lab.page.locator("#answers .rl-plan-text").inner_text() == f"{plan},branch[layer3.2]=0"
    assert lab.opened.errors == []


def test_the_last_of_many_quick_clicks_wins(lab):
    for index in range(9):
        lab.part("skip", index).click()
    lab.wait_for_plan("resnet20.cifar10")
    lab.page.get_by_text("its plan removes nothing").wait_for()
    columns = lab.page.locator("#answers .rl-bars")
    assert columns.nth(0).inner_text() == columns.nth(1).inner_text()


def test_keys_move_and_cut_and_the_slider_weakens(lab):
    lab.part("skip", 0).focus()
    assert lab.focused() == "skip of layer1.0"
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowDown")
    assert lab.focused() == "branch of layer1.1"
    lab.page.keyboard.press("Space")
    lab.wait_for_plan("resnet20.cifar10:skip[*]=0,branch[layer1.1]=0")
    lab.page.keyboard.press("End")
    assert lab.focused() == "branch of layer3.2"
    lab.page.keyboard.press("ArrowRight")  # there is none
    assert lab.focused() == "branch of layer3.2"
    slider = lab.page.get_by_label("Strength, branch of layer3.2")
    slider.fill("0.35")
    lab.wait_for_plan("resnet20.cifar10:skip[*]=0,branch[layer1.1]=0,branch[layer3.2]=0.35")
    assert lab.part("branch", 8).get_attribute("aria-checked") == "mixed"
    stops = "#network button[tabindex='0'], #network input, #network summary"
    assert lab.page.locator(stops).count() == 3  # the tab key does not stop at every block


def test_the_state_is_a_list_too(lab):
    if not lab.page.locator("#network details[open]").count():
        lab.page.locator("#network summary").click()
    lab.page.locator("#network summary").get_by_text("9 weakened").wait_for()
    items = lab.page.locator("#network li").all_inner_texts()
    assert items[:2] == ["skip of layer1.0: 0", "skip of layer1.1: 0"]
    assert len(items) == 9
    choose(lab.page, "#preset", "Nothing removed")
    lab.page.locator("#network summary").get_by_text("Nothing is weakened.").wait_for()
    assert lab.page.locator("#network li").count() == 0


def test_presets_of_skips_branches_and_random_blocks(visit):
    lab = Lab(visit())
    choose(lab.page, "#preset", "Every second block")
    every_second = "skip[layer1.1]=0,skip[layer2.0]=0,skip[layer2.2]=0,skip[layer3.1]=0"
    lab.wait_for_plan(f"resnet20.cifar10:{every_second}")
    lab.page.locator("#preset-part").get_by_text("branches").click()
    lab.wait_for_plan(f"resnet20.cifar10:{every_second.replace('skip', 'branch')}")
    assert not lab.page.locator("#preset-count").is_visible()
    choose(lab.page, "#preset", "Random blocks")
    lab.page.locator("#preset-count input").fill("8")
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function(
        "document.querySelectorAll('#network .rl-net-branch[aria-checked=false]').length === 8"
    )
    lab.page.locator("#preset-count input").fill("10")  # it has nine
    lab.page.keyboard.press("Enter")
    lab.page.get_by_text("10 blocks cannot be drawn from 9").wait_for()


def test_a_plan_can_be_typed_and_a_wrong_one_is_kept_and_explained(lab):
    lab.type_plan("resnet20.cifar10:skip[layer2.*]=0.5")
    lab.wait_for_answer("resnet20.cifar10:skip[layer2.*]=0.5")
    assert lab.part("skip", 4).get_attribute("aria-checked") == "mixed"
    wrong = "resnet20.cifar10:skip[<b>9</b>]=0"
    lab.type_plan(wrong)
    lab.page.get_by_text("has no block '<b>9</b>'").wait_for()
    assert lab.plan() == wrong  # to be mended
    assert lab.part("skip", 4).get_attribute("aria-checked") == "mixed"
    lab.type_plan("plain20.cifar10")
    lab.page.get_by_text(
        "This plan is for plain20.cifar10, which cannot be compared here"
    ).wait_for()


def test_a_plan_typed_right_behind_a_wrong_one_is_taken(lab):
    lab.page.evaluate(
        """async (plans) => {
          const box = document.querySelector("#plan textarea");
          for (const plan of plans) {
            box.value = plan;
            box.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((next) => setTimeout(next, 20));
            box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
            await new Promise((next) => setTimeout(next, 20));
          }
        }""",
        ["resnet20.cifar10:skip[layer9.*]=0", "resnet20.cifar10:skip[layer3.*]=0"],
    )
    lab.wait_for_answer("resnet20.cifar10:skip[layer3.*]=0")


def test_another_depth_draws_another_network(lab):
    choose(lab.page, "#model", "110")
    lab.page.locator("#network button[data-index='53']").first.wait_for()
    lab.wait_for_plan("resnet110.cifar10")
    assert lab.page.locator("#network .rl-net-block").count() == 54
    assert lab.page.locator("#network .rl-net-down").count() == 2
    assert lab.opened.width() == 1280
    # Its weights are not here.
    lab.page.locator("#answers [role=alert]").first.wait_for()


def test_columns_are_chosen_freely_and_a_wrong_pinned_plan_is_told(visit):
    lab = Lab(visit())
    lab.page.locator("#columns > button").click()
    choose(lab.page, "#column-1", "Trained plain twin")
    lab.page.locator("#pinned textarea").fill("resnet20.cifar10:branch[layer3.*]=0")
    choose(lab.page, "#column-3", "A second plan to compare")
    lab.page.locator("#answers").get_by_text("resnet20.cifar10:branch[layer3.*]=0").wait_for()
    titles = lab.page.locator("#answers .rl-column h3").all_inner_texts()
    assert titles == ["Trained plain twin", "ResNet", "This ResNet with branches cut"]
    choose(lab.page, "#column-3", "Empty")
    lab.page.wait_for_function("document.querySelectorAll('#answers .rl-column').length === 2")
    choose(lab.page, "#column-3", "A second plan to compare")
    lab.page.locator("#pinned textarea").fill("resnet20.cifar10:skip[stem]=0")
    lab.page.keyboard.press("Enter")
    lab.page.locator("#bench-status, #answers").get_by_text("has no block 'stem'").wait_for()
    lab.opened.open_tab("Signals")
    lab.page.locator("#signals-start").click()
    lab.page.locator("#signals-status [role=alert]").get_by_text("has no block 'stem'").wait_for()


def test_a_click_made_before_a_preset_arrives_is_kept(lab):
    choose(lab.page, "#preset", "Nothing removed")
    lab.part("branch", 2).click()
    lab.wait_for_plan("resnet20.cifar10:branch[layer1.2]=0")
    assert lab.part("branch", 2).get_attribute("aria-checked") == "false"
    assert lab.part("skip", 0).get_attribute("aria-checked") == "true"


def test_removing_the_photo_removes_the_answer(lab):
    lab.page.locator("#photos button[aria-label='Delete image']").click()
    lab.page.locator("#empty-answers").get_by_text("Add a photo or pick a sample").wait_for()
    assert lab.page.locator("#answers .rl-column").count() == 0


def test_a_typed_plan_is_taken_when_something_else_is_clicked(lab):
    lab.page.locator("#plan textarea").fill("resnet20.cifar10:branch[layer2.1]=0")
    lab.pick("Horse")
    lab.wait_for_answer("resnet20.cifar10:branch[layer2.1]=0", "horse")


def test_an_answer_leaves_alone_what_is_being_typed(lab):
    lab.pick("Horse")
    lab.page.locator("#plan textarea").fill("resnet20.cifar10:br")
    lab.wait_for_answer(EVERY_SKIP, "horse")
    assert lab.plan() == "resnet20.cifar10:br"


def test_an_imagenet_network_can_be_drawn_and_cut(lab):
    lab.type_plan("resnet50.tv_in1k:skip[layer4.*]=0")
    lab.page.locator("#network button[data-index='15']").first.wait_for()
    assert lab.page.locator("#network .rl-net-down").count() == 4
    choose(lab.page, "#preset", "All of layer3")
    lab.wait_for_plan("resnet50.tv_in1k:skip[layer3.*]=0")


def test_chinese_lab_has_no_english_words(visit):
    lab = Lab(visit(locale="zh-CN"))
    lab.type_plan(EVERY_SKIP)
    lab.wait_for_answer(EVERY_SKIP)
    assert "已减弱 9 处" in lab.page.locator("#network summary").inner_text()
    assert lab.part("skip", 0).get_attribute("aria-label") == "layer1.0 的跳跃连接"
    text = lab.page.locator("body").inner_text()
    for word in ("Preset", "skips", "Copy link", "channels", "Strength", "All photos", "bench"):
        assert word not in text
    lab.opened.open_tab("强度扫描")
    summary = lab.page.locator("#sweep-summary")
    summary.get_by_text("的答案是").wait_for()
    assert summary.locator("strong").count() == 1  # Markdown is no text


def test_many_photos_are_compared_and_downloaded(visit, lion, photos, tmp_path):
    lab = Lab(visit())
    bad = tmp_path / "=bad.png"
    bad.write_text("no picture")
    lab.upload(lion, photos / "tower.jpg", bad)
    lab.page.locator("#photos img").nth(2).wait_for(state="attached")
    lab.opened.open_tab("All photos")
    lab.page.locator("#batch-start").click()
    table = lab.page.locator("#batch-results tbody tr")
    table.nth(2).wait_for()
    names = [row.locator("td").first.inner_text() for row in table.all()]
    assert names[:2] == ["lion.jpg", "tower.jpg"]
    assert "is not a picture" in table.nth(2).inner_text()
    assert "of 2 photos keep the label" in lab.page.locator("#batch-results li").nth(1).inner_text()
    with lab.page.expect_download() as caught:
        lab.page.locator("#batch-take .rl-download").first.click()
    lines = caught.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[0].startswith('file,"label, resnet20.cifar10"')


def test_a_result_of_another_bench_is_dimmed_until_the_bench_is_back(lab):
    page = lab.page
    lab.opened.open_tab("Signals")
    page.locator("#paths-start").click()
    page.locator("#paths-status .rl-of").wait_for()
    page.locator("#signals-start").click()
    page.locator("#signals-status .rl-of").wait_for()
    stale = page.locator(".rl-stale > [id$='-status'] .rl-of strong:visible")
    assert stale.count() == 0
    lab.part("branch", 0).click()  # the signals are of the plan, the paths of the network alone
    page.locator("#signals-status strong:visible").wait_for()
    assert not page.locator("#paths-status strong").is_visible()
    lab.opened.open_tab("Lesions")
    lab.pick("Bird")
    lab.wait_for_answer(f"{EVERY_SKIP},branch[layer1.0]=0", "bird")
    lab.opened.open_tab("Signals")
    page.locator("#paths-status strong:visible").wait_for()
    lab.show()
    page.wait_for_function("!document.querySelector('#panel-signals.rl-stale, .rl-stale')")


def test_a_result_of_all_photos_is_dimmed_when_there_are_others(lab, lion, tmp_path):
    page = lab.page
    lab.opened.add(lion, shutil.copy(list_drawings()[1], tmp_path / "mine.png"))
    lab.opened.wait_for_photo("mine.png")
    lab.opened.open_tab("Classify")
    page.locator("#classify-start").click()
    page.locator("#classify-status .rl-of", has_text="all photos").wait_for()
    page.locator("#photos .thumbnail-item").first.click()  # another one is marked
    lab.opened.wait_for_photo("ship.png")
    assert not page.locator("#classify-status strong").is_visible()
    page.locator("#photos .delete-button").nth(1).click()
    page.locator("#classify-status strong:visible").wait_for()
    page.locator("#classify-cost", has_text="ship.png and 1 more photo, less").wait_for()


def test_a_sweep_answers_by_itself_and_again_with_re_estimated_statistics(lab):
    lab.opened.open_tab("Sweep")
    summary = lab.page.locator("#sweep-summary")
    summary.get_by_text("keeps that answer").wait_for()
    assert "re-estimated" not in summary.inner_text()
    lab.page.locator("#sweep-reestimate input").check()
    lab.page.locator("#sweep-start").click()
    summary.get_by_text("With re-estimated statistics").wait_for()


def test_paths_are_traced_and_untrained_signals_shown(lab):
    page = lab.page
    lab.opened.open_tab("Signals")
    page.locator("#signals-start").click()
    page.locator("#signals-gradients .js-plotly-plot").wait_for()
    before = page.locator("#signals-gradients .js-line").first.get_attribute("d")
    page.get_by_text("untrained, He initialisation").click()
    page.wait_for_function(
        """before => document.querySelector('#signals-gradients .js-line')
        ?.getAttribute('d') !== before""",
        arg=before,
    )
    page.locator("#paths-start").click()
    page.locator("#paths-shares .js-plotly-plot").wait_for()
    assert "branches carry 90%" in page.locator("#paths-summary").inner_text()


def test_a_failed_study_takes_its_old_figures_away(visit):
    lab = Lab(visit())
    lab.opened.open_tab("Signals")
    lab.page.locator("#paths-start").wait_for()
    lab.page.locator("#signals-start").click()
    lab.page.locator("#signals-gradients .js-plotly-plot").wait_for()
    lab.page.locator("#signals-seed input").fill("-1")
    lab.page.locator("#signals-start").click()
    alert = lab.page.locator("#signals-status [role=alert]")
    for word in ("seed", "from 0 to"):
        alert.get_by_text(word).wait_for()
    lab.page.locator("#signals-gradients").wait_for(state="hidden")
    lab.page.get_by_text("untrained, He initialisation").click()
    lab.opened.settle()
    assert not lab.page.locator("#signals-gradients").is_visible()


def test_a_study_without_a_photo_asks_for_one(lab):
    lab.opened.open_tab("Lesions")
    lab.page.locator("#photos button[aria-label='Delete image']").click()
    lab.page.locator("#empty-answers").get_by_text("Add a photo or pick a sample").wait_for()
    lab.page.locator("#lesion-start").click()
    lab.page.locator("#lesion-status").get_by_text("Add at least one photo first.").wait_for()


def test_a_long_study_can_be_cancelled(lab, server, lion, tmp_path):
    lab.opened.open_tab("Lesions")
    lab.upload(shutil.copy(lion, tmp_path / "slow-lesion.jpg"))
    lab.wait_for_answer(EVERY_SKIP, "")
    lab.page.locator("#lesion-start").click()
    lab.page.locator("#lesion-status").get_by_text("Pass 3 of 7").wait_for()
    lab.page.locator("#lesion-cancel").click()
    lab.page.locator("#lesion-status").get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow-lesion.jpg")
    assert lab.page.locator("#lesion-summary").get_by_text("answers").count() == 0
