"""The ablation lab in a real browser: the picture of the network, columns, studies, many photos."""

import re
import shutil
import time

import pytest

EVERY_SKIP = "resnet20.cifar10:skip[*]=0"
IS_RESET = f"""document.querySelector('#plan textarea')?.value === '{EVERY_SKIP}'
    && document.querySelectorAll('#network [data-part=skip][aria-checked=false]').length === 9
    && document.querySelectorAll('#network [data-part=branch][aria-checked=true]').length === 9
"""
COMPARE = {"en-US": "Plain vs residual", "zh-CN": "普通网络与残差网络"}


def choose(page, box, name):
    """Picks an option that starts with a name from a dropdown."""
    page.wait_for_timeout(500)  # the page may be about to scroll to an answer that has just come
    page.locator(f"{box} input").click()
    page.get_by_role("option", name=re.compile(f"^.?\\s*{name}")).first.click()


class Lab:
    """The tab *Plain vs residual* with its picture of resnet20."""

    def __init__(self, opened, locale="en-US"):
        self.opened, self.page = opened, opened.page
        opened.open_tab(COMPARE[locale])
        self.page.locator("#network button").first.wait_for()
        self.page.wait_for_function("document.querySelector('#plan textarea')?.value")

    def part(self, part: str, index: int):
        return self.page.locator(f'#network button[data-part={part}][data-index="{index}"]')

    def plan(self) -> str:
        return self.page.locator("#plan textarea").input_value()

    def wait_for_plan(self, text: str) -> None:
        self.page.wait_for_function(
            "text => document.querySelector('#plan textarea')?.value === text", arg=text
        )

    def wait_for_answer(self, plan: str) -> None:
        self.page.wait_for_function(
            """plan => [...document.querySelectorAll('.rl-plan-text')]
            .some(node => node.textContent === plan)""",
            arg=plan,
        )

    def type_plan(self, text: str) -> None:
        self.page.locator("#plan textarea").fill(text)
        self.page.keyboard.press("Enter")

    def reset(self) -> None:
        """Takes the photo away and cuts every skip of resnet20, and nothing else."""
        self.opened.clear("#compared-photo")
        self.page.wait_for_function("!document.querySelector('.rl-column')")
        if not self.page.evaluate(IS_RESET):
            self.type_plan(EVERY_SKIP)
        self.page.wait_for_function(IS_RESET)

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.getAttribute('aria-label')")


@pytest.fixture
def lab(share):
    """Of resnet20 without skips, without a photo."""
    lab = Lab(share("lab"))
    lab.reset()
    return lab


def test_a_click_cuts_or_restores_and_the_answer_follows(lab, lion):
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:skip[*]=0")
    lab.part("skip", 0).click()
    assert lab.part("skip", 0).get_attribute("aria-checked") == "true"
    plan = "resnet20.cifar10:skip[layer1.1]=0,skip[layer1.2]=0,skip[layer2.*]=0,skip[layer3.*]=0"
    lab.wait_for_plan(plan)
    lab.wait_for_answer(plan)
    lab.part("branch", 8).click()
    lab.wait_for_answer(f"{plan},branch[layer3.2]=0")
    assert lab.opened.errors == []


def test_the_last_of_many_quick_clicks_wins(lab, lion):
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:skip[*]=0")
    for index in range(9):
        lab.part("skip", index).click()
    lab.wait_for_plan("resnet20.cifar10")
    lab.page.get_by_text("its plan removes nothing").wait_for()
    columns = lab.page.locator(".rl-column .rl-bars")
    assert columns.nth(0).inner_text() == columns.nth(1).inner_text()


def test_keys_move_and_cut_and_the_slider_weakens(visit):
    lab = Lab(visit())
    lab.reset()
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
    lab.page.locator("#network summary").click()
    items = lab.page.locator("#network li").all_inner_texts()
    assert items[:2] == ["skip of layer1.0: 0", "skip of layer1.1: 0"]
    assert len(items) == 9
    choose(lab.page, "#preset", "Nothing removed")
    lab.page.locator("#network summary").get_by_text("Nothing is weakened.").wait_for()
    assert lab.page.locator("#network li").count() == 0


def test_presets_of_skips_branches_and_random_blocks(visit):
    lab = Lab(visit())
    lab.reset()
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


def test_a_plan_can_be_typed_and_a_wrong_one_is_kept_and_explained(lab, lion):
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:skip[*]=0")
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


def test_another_depth_draws_another_network(lab):
    choose(lab.page, "#compared-model", "110")
    lab.page.locator("#network button[data-index='53']").first.wait_for()
    lab.wait_for_plan("resnet110.cifar10:skip[*]=0")
    assert lab.page.locator("#network .rl-net-block").count() == 54
    assert lab.page.locator("#network .rl-net-down").count() == 2
    assert lab.opened.width() == 1280


def test_the_picture_of_110_fits_a_phone(visit):
    lab = Lab(visit(width=390))
    lab.reset()
    choose(lab.page, "#compared-model", "110")
    lab.wait_for_plan("resnet110.cifar10:skip[*]=0")
    assert lab.opened.width() == 390
    box = lab.part("skip", 53).bounding_box()
    assert box["x"] + box["width"] <= 390
    assert box["width"] >= 20
    lab.part("skip", 53).click()
    lab.page.wait_for_function(
        "!document.querySelector('#plan textarea').value.includes('skip[*]=0')"
    )


def test_columns_are_chosen_freely(visit, lion):
    lab = Lab(visit())
    lab.reset()
    lab.page.locator("#columns > button").click()
    choose(lab.page, "#column-1", "Trained plain twin")
    choose(lab.page, "#column-3", "Same weights, pinned plan")
    lab.page.locator("#pinned textarea").fill("resnet20.cifar10:branch[layer3.*]=0")
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:branch[layer3.*]=0")
    titles = lab.page.locator(".rl-column h3").all_inner_texts()
    assert titles == ["Trained plain twin", "Same weights, ablated", "Same weights, ablated"]
    choose(lab.page, "#column-3", "Empty")
    lab.page.wait_for_function("document.querySelectorAll('.rl-column').length === 2")


def test_a_click_made_before_a_preset_arrives_is_kept(lab):
    choose(lab.page, "#preset", "Nothing removed")
    lab.part("branch", 2).click()
    lab.wait_for_plan("resnet20.cifar10:branch[layer1.2]=0")
    assert lab.part("branch", 2).get_attribute("aria-checked") == "false"
    assert lab.part("skip", 0).get_attribute("aria-checked") == "true"


def test_removing_the_photo_removes_the_answer(lab, lion):
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:skip[*]=0")
    lab.page.locator("#compared-photo button[aria-label='Remove Image']").click()
    lab.page.locator("#empty-comparison").get_by_text("Add a photo or pick a sample").wait_for()
    assert lab.page.locator(".rl-column").count() == 0


def test_a_typed_plan_is_taken_when_compare_is_clicked(lab, lion):
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:skip[*]=0")
    lab.page.locator("#plan textarea").fill("resnet20.cifar10:branch[layer2.1]=0")
    lab.page.locator("#compare").click()
    lab.wait_for_answer("resnet20.cifar10:branch[layer2.1]=0")


def test_an_imagenet_network_can_be_drawn_and_cut(lab):
    lab.type_plan("resnet50.tv_in1k:skip[layer4.*]=0")
    lab.page.locator("#network button[data-index='15']").first.wait_for()
    assert lab.page.locator("#network .rl-net-down").count() == 4
    choose(lab.page, "#preset", "All of layer4")
    lab.wait_for_plan("resnet50.tv_in1k:skip[layer4.*]=0")


def test_a_link_carries_a_plan(visit, server):
    plan = "resnet20.cifar10:skip[layer3.*]=0.25"
    opened = visit(url=f"{server.url}/?plan={plan}")
    page = opened.page
    page.locator("#network").wait_for()
    page.wait_for_function(
        "text => document.querySelector('#plan textarea')?.value === text", arg=plan
    )
    marks = page.locator("#network .rl-net-skip[aria-checked=mixed]")
    marks.nth(2).wait_for()
    assert marks.count() == 3
    link = page.get_by_role("link", name="Link to this plan")
    assert link.get_attribute("href") == "?plan=resnet20.cifar10%3Askip%5Blayer3.%2A%5D%3D0.25"


def test_a_broken_link_says_so(visit, server):
    opened = visit(url=f"{server.url}/?plan=resnet21.cifar10")
    opened.page.get_by_text("There is no model 'resnet21.cifar10'").wait_for()
    opened.page.locator("#network button").first.wait_for()
    assert opened.errors == []


def test_chinese_lab_has_no_english_words(visit, lion):
    lab = Lab(visit(locale="zh-CN"), "zh-CN")
    lab.opened.upload("#compared-photo", lion)
    lab.wait_for_answer("resnet20.cifar10:skip[*]=0")
    assert "已减弱 9 处" in lab.page.locator("#network summary").inner_text()
    assert lab.part("skip", 0).get_attribute("aria-label") == "layer1.0 的跳跃连接"
    text = lab.page.locator("body").inner_text()
    for word in ("Preset", "skips", "Edit the network", "channels", "Strength", "Several photos"):
        assert word not in text


def test_many_photos_are_compared_and_downloaded(lab, lion, photos, tmp_path):
    bad = tmp_path / "=bad.png"
    bad.write_text("no picture")
    lab.page.locator("#batch > button").click()
    files = [lion, photos / "tower.jpg", bad]
    lab.opened.upload("#batch-photos", *files)
    lab.page.locator("#batch-photos img").nth(1).wait_for()
    lab.page.locator("#batch-start").click()
    table = lab.page.locator("#batch-results tbody tr")
    table.nth(2).wait_for()
    names = [row.locator("td").first.inner_text() for row in table.all()]
    assert names[:2] == ["lion.jpg", "tower.jpg"]
    assert "is not a picture" in table.nth(2).inner_text()
    assert "of 2 photos keep the label" in lab.page.locator("#batch-results li").nth(1).inner_text()
    with lab.page.expect_download() as caught:
        lab.page.locator("#batch-results .rl-download").click()
    lines = caught.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[0].startswith('file,"label, resnet20.cifar10"')


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
def test_a_study_draws_its_figures(share, lion, tab, name, figures, words):
    opened = share("phone", width=390)
    opened.open_tab(tab)
    opened.upload(f"#{name}-photo", lion)
    for figure in figures:
        opened.page.locator(f"#{name}-{figure} .js-plotly-plot").wait_for()
    summary = opened.page.locator(f"#{name}-summary").inner_text()
    for expected in words:
        assert expected in summary
    assert opened.width() == 390
    assert opened.errors == []
    assert not opened.page.locator(f"#{name}-cancel").is_enabled()


def test_a_sweep_is_run_again_with_re_estimated_statistics(share, lion):
    opened = share("studies")
    opened.open_tab("Sweep")
    opened.upload("#sweep-photo", lion)
    summary = opened.page.locator("#sweep-summary")
    summary.get_by_text("keeps that answer").wait_for()
    assert "re-estimated" not in summary.inner_text()
    opened.page.locator("#sweep-reestimate input").check()
    opened.page.locator("#sweep-start").click()
    summary.get_by_text("With re-estimated statistics").wait_for()


def test_paths_are_traced_and_untrained_signals_shown(visit, lion):
    opened = visit()
    opened.open_tab("Signals")
    opened.page.locator("#paths-start").click()
    opened.page.locator("#paths-status").get_by_text("Add at least one photo first.").wait_for()
    opened.upload("#signals-photo", lion)
    opened.page.locator("#signals-gradients .js-plotly-plot").wait_for()
    before = opened.page.locator("#signals-gradients .ytick").all_text_contents()
    opened.page.get_by_text("untrained, He initialisation").click()
    opened.page.wait_for_function(
        """before => [...document.querySelectorAll('#signals-gradients .ytick')]
        .map(tick => tick.textContent).join() !== before""",
        arg=",".join(before),
    )
    opened.page.locator("#paths-start").click()
    opened.page.locator("#paths-shares .js-plotly-plot").wait_for()
    assert "branches carry 90%" in opened.page.locator("#paths-summary").inner_text()


@pytest.fixture
def signals(share):
    """The tab *Signals* without a photo, with nothing chosen."""
    opened = share("signals")
    opened.open_tab("Signals")
    opened.clear("#signals-photo")
    opened.page.locator("#signals-plan textarea").fill("")
    opened.page.locator("#signals-seed input").fill("0")
    return opened


def test_a_failed_study_takes_its_old_figures_away(signals, lion):
    signals.upload("#signals-photo", lion)
    signals.page.locator("#signals-gradients .js-plotly-plot").wait_for()
    signals.page.locator("#signals-plan textarea").fill("garbage")
    signals.page.locator("#signals-start").click()
    signals.page.locator("#signals-status [role=alert]").wait_for()
    signals.page.locator("#signals-gradients").wait_for(state="hidden")
    signals.page.get_by_text("untrained, He initialisation").click()
    signals.page.wait_for_timeout(1500)
    assert not signals.page.locator("#signals-gradients").is_visible()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("#signals-plan textarea", "resnet20.cifar10:skip[stem]=0", ["has no block 'stem'"]),
        ("#signals-seed input", "-1", ["seed", "from 0 to"]),
    ],
)
def test_a_wrong_choice_is_told_in_the_signals_tab(signals, lion, field, value, words):
    signals.page.locator(field).fill(value)
    signals.upload("#signals-photo", lion)
    for word in words:
        signals.page.locator("#signals-status [role=alert]").get_by_text(word).wait_for()


def test_a_long_study_can_be_cancelled(share, server, lion, tmp_path):
    slow = shutil.copy(lion, tmp_path / "slow-lesion.jpg")
    opened = share("studies")
    opened.open_tab("Lesions")
    opened.upload("#lesion-photo", slow)
    opened.page.get_by_text("Pass 3 of 7").wait_for()
    started = time.monotonic()
    opened.page.locator("#lesion-cancel").click()
    opened.page.locator("#lesion-status").get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow-lesion.jpg")
    assert time.monotonic() - started < 20
    assert "answers" not in opened.page.locator("#lesion-summary").inner_text()
