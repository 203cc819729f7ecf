"""Of runs side by side the last one shows its answer."""

import gradio as gr

from resnet_demo.page.turns import Turns, answer_latest


def test_an_answer_that_was_overtaken_shows_nothing_more():
    def handler(name):
        yield f"{name} begins", name
        yield f"{name} ends", name

    answer, turns = answer_latest(handler, outputs=2), Turns()
    first, second = answer(turns, "first"), answer(turns, "second")
    assert next(first) == ("first begins", "first")
    assert next(second) == ("second begins", "second")
    assert list(first) == [[gr.skip()] * 2]  # gradio shows once more what came last
    assert list(second) == [("second ends", "second")]
