"""A network that gives one answer to everything is called that."""

import pytest
import torch

from resnet_demo.columns import parse_columns
from resnet_demo.models.store import ModelStore
from resnet_demo.page.alike import describe_constant_answers, list_drawings, make_sample_batch
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words

MODEL = "resnet20.cifar10"


def describe(store, *plans):
    columns = parse_columns(plans, store.settings)
    return describe_constant_answers(Words("en"), store, columns)


@pytest.mark.slow
def test_a_trained_network_loses_every_distinction_without_skips():
    store = ModelStore(Settings(device="cpu", offline=True))
    model = store.get(MODEL)
    with torch.no_grad():
        gates = parse_columns([f"{MODEL}:skip[*]=0"], store.settings)[0].make_gates()
        answers = model.network(make_sample_batch(model.preprocessing), gates).argmax(dim=1)
    note = describe(store, MODEL, f"{MODEL}:skip[*]=0")
    assert ("to all 7 sample pictures" in note) == (len(set(answers.tolist())) == 1)
    assert describe(store, MODEL, f"{MODEL}:branch[layer1.1]=0") == ""
    assert len(list_drawings()) == 7


def test_a_network_whose_classifier_knows_one_class_is_told(settings):
    store = ModelStore(settings)
    plan = f"{MODEL}:skip[*]=0"
    with torch.no_grad():
        bias = store.get(MODEL).network.fc.bias
        bias[3] = 1e4
    note = describe(store, MODEL, plan, plan)
    assert note.count("This ResNet with skips cut gives the same answer, cat, to all 7") == 1
    assert describe(store, MODEL) == ""
