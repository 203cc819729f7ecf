"""Of runs side by side the last one shows its answer."""

import gradio as gr

from resnet_demo.page.turns import Turns, answer_latest


def handler(name):
    yield f"{name} begins", name
    yield f"{name} ends", name


SILENCE = [gr.skip()] * 2  # gradio shows once more what came last


def test_an_answer_that_was_overtaken_shows_nothing_more():
    answer, turns = answer_latest(handler, outputs=2), Turns()
    first, second = answer(turns, 1.5, "first"), answer(turns, 2.5, "second")
    assert next(first) == ("first begins", "first")
    assert next(second) == ("second begins", "second")
    assert list(first) == [SILENCE]
    assert list(second) == [("second ends", "second")]


def test_what_was_asked_last_is_answered_whichever_begins_first():
    answer, turns = answer_latest(handler, outputs=2), Turns()
    second, first = answer(turns, 2.5, "second"), answer(turns, 1.5, "first")
    assert next(second) == ("second begins", "second")
    assert list(first) == [SILENCE]
    assert list(second) == [("second ends", "second")]
