"""What gradio is kept from doing."""

import inspect
import os
import sys

from gradio import queueing

from resnet_demo.page.security import silence_analytics


def test_gradio_sums_up_no_events(monkeypatch):
    name = "GRADIO_ANALYTICS_CACHE_FREQUENCY"
    monkeypatch.delenv(name, raising=False)
    silence_analytics()
    assert os.environ[name] == str(sys.maxsize)
    assert f'os.getenv("{name}"' in inspect.getsource(queueing), "gradio reads another variable"
