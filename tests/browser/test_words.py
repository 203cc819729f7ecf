"""Words, panels and choices: what the page says, without a browser."""

import base64
import io
import re
import threading
from dataclasses import replace
from typing import get_args

import pytest
from PIL import Image

from resnet_demo.errors import DamagedImageError, DeviceError
from resnet_demo.experiments import html
from resnet_demo.experiments.classify.html import classification_panel
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import list_models
from resnet_demo.page.choices import (
    choose_default,
    list_comparable,
    list_comparison_choices,
)
from resnet_demo.page.run import Cancelled, describe_failure, run_in_steps
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.progress import Step, Unit
from resnet_demo.words.text import LABELS, Words
from tests.experiments.study_requests import classify

CHINESE = Words("zh")
HOSTILE = "<img src=x onerror=alert(1)>.png"


@pytest.fixture
def result(settings, photos):
    store = ModelStore(settings)
    return classify(store, [photos / "lion.jpg"], "resnet20.cifar10", top=2)


def test_panels_escape_every_name(result):
    item = result.results[0]
    photo = replace(item.photo, name=HOSTILE)
    label = replace(item.top[0], label="<b>cat</b>")
    failed = FailedPhoto(HOSTILE, DamagedImageError(HOSTILE, "<script>"))
    item = replace(item, name=HOSTILE, photo=photo, top=(label,))
    hostile = replace(result, results=(item, failed))
    for words in (Words("en"), CHINESE):
        panel = classification_panel(words, hostile)
        assert "<img src=x" not in panel
        assert "<b>" not in panel
        assert "<script>" not in panel
        assert panel.count("&lt;img src=x onerror=alert(1)&gt;.png") >= 5
    for panel in (html.error_panel, html.note_panel, html.status_line):
        assert "<img" not in panel(HOSTILE)


def test_average_and_single_view_say_what_the_box_is(result):
    assert "one of the views that are averaged" in classification_panel(Words("en"), result)
    single = classification_panel(Words("en"), replace(result, views="single"))
    assert "The box is what the network sees." in single


def test_choices_say_what_is_known_of_each_model(settings):
    rows = list_models(settings)
    mark = LABELS["en"].__getitem__
    offered = list_comparison_choices(rows, mark)
    assert offered[0] == ("20 · with plain twin", "resnet20.cifar10")
    assert not [key for _, key in offered if key.startswith("plain")]
    missing = list_comparison_choices([replace(row, origin=None) for row in rows], mark)
    assert missing[0] == ("20 · no weights yet (train them)", "resnet20.cifar10")
    assert ("resnet50.a1_in1k · download on first use, 102 MB", "resnet50.a1_in1k") in missing
    cached = list_comparison_choices([replace(row, origin="cache") for row in rows], mark)
    assert ("resnet50.a1_in1k · weights available", "resnet50.a1_in1k") in cached


def test_default_is_the_deepest_that_is_ready(settings):
    rows = [
        replace(
            row,
            origin="local"
            if row.spec.key in {"resnet20.cifar10", "plain20.cifar10", "resnet56.cifar10"}
            else None,
        )
        for row in list_models(settings)
    ]
    choices = list_comparison_choices(rows, str)
    assert choices[3][0] == "56 · twin_missing"
    assert list_comparable(rows) == {"resnet20.cifar10"}
    assert choose_default(choices, {"resnet20.cifar10", "resnet56.cifar10"}) == "resnet56.cifar10"
    assert choose_default(choices, set()) == "resnet20.cifar10"


def test_work_shows_its_latest_step_and_returns_its_result():
    seen = threading.Event()

    def task(report):
        for done in range(1000):
            report(Step("reading", done, 1000))
        seen.wait(10)
        return 42

    results = []

    def run():
        results.append((yield from run_in_steps(task, lambda step: step.done)))

    shown = []
    for done in run():
        shown.append(done)
        if done == 999:
            seen.set()
    assert results == [42]
    assert 999 in shown
    assert len(shown) < 20  # not a thousand updates of the page


def test_closing_ends_the_work():
    ended, closed = threading.Event(), threading.Event()

    def task(report):
        report(Step("reading"))
        closed.wait(10)
        try:
            report(Step("reading"))
        except Cancelled:
            ended.set()

    generator = run_in_steps(task, lambda step: step)
    next(generator)
    generator.close()
    closed.set()
    assert ended.wait(10)


def test_unforeseen_errors_are_logged_with_the_id_that_is_shown(caplog):
    message = describe_failure(CHINESE, RuntimeError("secret"))
    assert "secret" not in message
    assert re.search(r"[0-9a-f]{8}", message).group() in caplog.text
    assert "secret" in caplog.text
    assert "没有设备" in describe_failure(CHINESE, DeviceError("tpu", ("cpu",)))


def test_addresses_hold_their_content():
    table = base64.b64decode(html.csv_uri("file\r\n猫\r\n").split(",")[1])
    assert table.decode("utf-8-sig") == "file\r\n猫\r\n"
    picture = html.picture_uri(Image.new("RGB", (5, 4), "red"))
    content = base64.b64decode(picture.split(",")[1])
    assert Image.open(io.BytesIO(content)).size == (5, 4)


@pytest.mark.parametrize("unit", get_args(Unit))
def test_every_step_is_shown_in_every_language(unit):
    for words in (Words("en"), CHINESE):
        shown = html.show_progress(words, Step(unit, 1, 3))
        assert 'value="1" max="3"' in shown
        assert "{" not in shown
        assert 'value="' not in html.show_progress(words, Step(unit))


def test_a_photo_is_counted_from_one():
    assert "Photo 1 of 3" in html.show_progress(Words("en"), Step("photos", 0, 3))
    assert "Photo 3 of 3" in html.show_progress(Words("en"), Step("photos", 3, 3))


def test_one_is_singular_and_sentences_follow_each_other_as_the_language_has_it():
    words, cost = Words("en"), {"networks": ["resnet20"], "photo": "a.png"}
    said = words.say("cost_moment", inputs=1, **cost)
    assert said.startswith("1 forward pass of resnet20 on a.png")
    assert words.say("cost_moment", inputs=4089, **cost).startswith("4,089 forward passes of")
    assert words.say("cost_photos", name="a.png", others=1) == "a.png and 1 more photo"
    assert words.connect(["One.", "Two."]) == "One. Two."
    assert Words("zh").connect(["一。", "二。"]) == "一。\u2009二。"
