"""Figures and the sentences beside them say what was measured, whichever way it turned out."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from resnet_demo.experiments import charts
from resnet_demo.experiments.lesion.charts import draw_accuracy
from resnet_demo.models.depth import PAPER_TEST_ERROR, DepthPoint, list_pairs, list_points
from resnet_demo.models.zoo import list_models
from resnet_demo.page import figures
from resnet_demo.page.networks.captions import (
    describe_confusion_chart,
    describe_depth_chart,
    describe_response_chart,
)
from resnet_demo.page.networks.card import card_panel
from resnet_demo.page.networks.depth import describe_depths, describe_gradients
from resnet_demo.saliency.table import list_methods
from resnet_demo.settings import Settings
from resnet_demo.words.languages import read_tables
from resnet_demo.words.text import Words

WORDS = [Words("en"), Words("zh")]
ROWS = list_models(Settings(offline=True))
PAIR = list_pairs(ROWS)[20]


def make_points(*errors: float, residual: bool) -> tuple[DepthPoint, ...]:
    return tuple(
        DepthPoint("key", depth, residual, error, error + 2, error + 3)
        for depth, error in zip((20, 32, 56), errors, strict=False)
    )


@pytest.mark.parametrize(
    ("plain", "residual", "words"),
    [
        ((8, 12), (6, 4), ["fits its own training images worse", "8.0%", "12.0%", "depth helps"]),
        ((8, 7), (6, 9), ["show no degradation", "With skips, training error rises from 6.0%"]),
        ((8,), (6, 4), ["depth helps"]),
        ((8,), (6,), ["At least two depths"]),
    ],
)
def test_the_sentence_follows_the_numbers(plain, residual, words):
    points = make_points(*residual, residual=True) + make_points(*plain, residual=False)
    text = describe_depths(WORDS[0], points)
    for phrase in words:
        assert phrase in text
    assert describe_depths(WORDS[1], points) != text


def test_depth_figures_hold_every_point_and_the_papers():
    points = make_points(6, 5, 4, residual=True) + make_points(8, 9, 12, residual=False)
    test = figures.depth_figure(WORDS[0], points, part="test")
    lines = {line.name: dict(zip(line.x, line.y, strict=True)) for line in test.data}
    assert lines["residual, He et al. 2015"] == PAPER_TEST_ERROR[True]
    assert lines["plain, trained here"] == {20: 11, 32: 12, 56: 15}
    train = figures.depth_figure(WORDS[0], points, part="train")
    assert [line.name for line in train.data] == ["residual, trained here", "plain, trained here"]
    assert train.layout.yaxis.title.text == "error, %"
    assert train.layout.xaxis.title.text == "depth, layers"


def test_a_network_that_hardly_trained_turns_the_axis_logarithmic():
    points = make_points(6, 5, residual=True) + make_points(8, 89, residual=False)
    figure = figures.depth_figure(WORDS[0], points, part="train")
    assert figure.layout.yaxis.type == "log"
    assert "logarithmic" in figure.layout.yaxis.title.text


@pytest.mark.parametrize("words", WORDS, ids=str)
def test_figures_of_a_pair_hold_the_numbers_of_its_cards(words):
    residual, plain = PAIR
    curves = figures.curves_figure(words, PAIR)
    validation = residual.curves["validation"]["error"]
    assert list(curves.data[1].y) == pytest.approx([100 * error for error in validation])
    responses = figures.response_figure(words, PAIR)
    assert list(responses.data[1].y) == plain.profile["trained"]["response_std"]
    gradients = figures.gradient_figure(words, PAIR)
    assert [line.line.dash for line in gradients.data] == ["dot", "solid"] * 2
    assert list(gradients.data[0].y) == residual.profile["initial"]["gradient_norm"]
    lesions = draw_accuracy(words, residual)
    removed = residual.profile["lesions"]["branch_removed"]
    assert list(lesions.data[0].y) == pytest.approx([100 * value for value in removed])
    for figure in (curves, responses, gradients, lesions):
        assert figure.layout.title.text
        assert figure.layout.xaxis.title.text
        assert figure.layout.yaxis.title.text


@pytest.mark.parametrize("words", WORDS, ids=str)
def test_the_sentence_of_a_chart_follows_its_numbers(words):
    points = make_points(6, 5, 4, residual=True) + make_points(8, 9, 3, residual=False)
    text = describe_depth_chart(words, points, part="train")
    for number in ("32", "5.0%", "9.0%"):  # where the lines are furthest apart
        assert number in text
    lone = make_points(6, 5, residual=True)
    assert describe_depth_chart(words, lone, part="test") == words.say("look_depth_lone")
    smaller, larger = (describe_response_chart(words, pair) for pair in (PAIR, PAIR[::-1]))
    assert ("unlike" in larger or "则不然" in larger) > ("unlike" in smaller or "则不然" in smaller)
    assert "7" in describe_confusion_chart(words, ("a", "b"), [[3, 1], [7, 0]])
    nothing = describe_confusion_chart(words, ("a", "b"), [[3, 0], [0, 2]])
    assert nothing == words.say("look_confusion_none")


def test_the_sentence_on_gradients_is_their_ratio():
    norms = [card.profile["initial"]["gradient_norm"] for card in PAIR]
    text = describe_gradients(WORDS[0], PAIR)
    for values in norms:
        assert f"{values[0] / values[-1]:.2g} times" in text


def test_a_confusion_matrix_shows_fractions_and_counts():
    figure = figures.confusion_figure(WORDS[0], ("a", "b"), [[3, 1], [0, 0]])
    heat = figure.data[0]
    assert [list(row) for row in heat.z] == [[0.75, 0.25], [0, 0]]
    assert [list(row) for row in heat.text] == [[3, 1], [0, 0]]
    many = figures.confusion_figure(WORDS[0], [str(i) for i in range(40)], [[1] * 40] * 40)
    assert many.data[0].text is None


def test_points_come_from_whole_cards_only():
    points = list_points(ROWS)
    assert {point.key for point in points} >= {"resnet20.cifar10", "plain20.cifar10"}
    first = next(point for point in points if point.key == "resnet20.cifar10")
    assert first.test_error == pytest.approx(10.22)
    bare = [replace(row, card=None) for row in ROWS]
    assert list_points(bare) == ()
    assert list_pairs(bare) == {}


@pytest.mark.parametrize("words", WORDS, ids=str)
def test_a_card_escapes_what_it_was_given(words):
    hostile = "<script>alert(1)</script>"
    card = replace(PAIR[0], command=hostile, hardware=hostile, data={"name": hostile})
    panel = card_panel(words, replace(ROWS[0], card=card))
    assert hostile not in panel
    assert panel.count("&lt;script&gt;") == 3


def test_titles_are_split_between_words_or_chinese_characters():
    assert charts.wrap_title("Deletion: Grad-CAM") == ["Deletion: Grad-CAM"]
    for words in WORDS:
        for method in list_methods():
            title = words.say("figure_randomised", method=method.title)
            lines = charts.wrap_title(title)
            assert all(cell_len(line) <= charts.TITLE_COLUMNS for line in lines)
            assert set(method.title.split()) <= set(re.split(r"[\s：]", "\n".join(lines)))


def test_titles_take_one_line_but_for_names_in_them():
    for words in WORDS:
        for key in read_tables(words.language)["SENTENCES"]:
            template = words.template(key)
            if key.startswith("figure_") and "{" not in template:
                assert len(charts.wrap_title(template)) == 1, key
