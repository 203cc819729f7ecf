"""Metrics against numbers worked out by hand, and the temperature against a known one."""

import json

import pytest
import torch

from resnet_demo.errors import ModelClassesError
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.training.data import LabelledImages, split_validation
from resnet_demo.training.dataset import open_labelled_part
from resnet_demo.training.evaluate import (
    collect_logits,
    evaluate_logits,
    fit_temperature,
    measure,
    measure_logits,
)
from tests.training.conftest import CPU, READING, TINY

# Answers: a a b | a b | c; true: a a a | b b | c.
LOGITS = torch.tensor(
    [[4.0, 0, 0], [2.0, 1, 0], [0, 3.0, 0], [1.0, 0, 0], [0, 1.0, 0], [0, 0, 5.0]]
)
LABELS = torch.tensor([0, 0, 0, 1, 1, 2])


def test_every_metric_is_the_one_worked_out_by_hand():
    evaluation = evaluate_logits(LOGITS, LABELS, ("a", "b", "c"))
    assert evaluation.confusion == ((2, 1, 0), (1, 1, 0), (0, 0, 1))
    a, b, c = evaluation.per_class
    assert [s.label for s in evaluation.per_class] == ["a", "b", "c"]
    assert (a.precision, a.recall, a.support) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 3)
    assert (b.precision, b.recall, b.f1, b.support) == (0.5, 0.5, 0.5, 2)
    assert (c.precision, c.recall, c.f1, c.support) == (1, 1, 1, 1)
    assert evaluation.macro.f1 == pytest.approx((2 / 3 + 0.5 + 1) / 3)
    assert evaluation.weighted.f1 == pytest.approx((3 * 2 / 3 + 2 * 0.5 + 1) / 6)
    assert evaluation.measurement.accuracy == pytest.approx(4 / 6)
    assert evaluation.measurement.top5_accuracy == 1  # of three classes
    expected = -LOGITS.log_softmax(1)[range(6), LABELS].mean()
    assert evaluation.measurement.loss == pytest.approx(expected.item(), rel=1e-6)


def test_a_document_is_json_with_every_number():
    document = json.loads(json.dumps(evaluate_logits(LOGITS, LABELS, ("a", "b", "c")).document()))
    assert document["accuracy"] == 0.666667
    assert document["error"] == 0.333333
    assert document["confusion"] == [[2, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert document["per_class"][1] == {
        "label": "b",
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "support": 2,
    }


def test_classes_without_pictures_do_not_pull_the_mean_down():
    evaluation = evaluate_logits(LOGITS[:3, :], LABELS[:3], ("a", "b", "c"))
    assert [scores.support for scores in evaluation.per_class] == [3, 0, 0]
    # b has no image but was answered once: that costs a's recall, and nothing more.
    assert evaluation.macro.recall == evaluation.weighted.recall == pytest.approx(2 / 3)
    assert evaluation.macro.precision == 1


def make_calibrated(count=4000, classes=5):
    generator = torch.Generator().manual_seed(0)
    logits = 2 * torch.randn(count, classes, generator=generator)
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator)[:, 0]
    return logits, labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_applied_is_found_and_cures_the_calibration(temperature):
    logits, labels = make_calibrated()
    distorted = logits * temperature
    found = fit_temperature(distorted, labels)
    assert found == pytest.approx(temperature, rel=0.05)
    evaluation = evaluate_logits(distorted, labels, tuple("abcde"), found)
    assert evaluation.calibration_error_scaled < 0.03
    if temperature != 1:
        assert evaluation.calibration_error > 0.1
    assert evaluation.measurement == measure_logits(distorted, labels)  # logits untouched


def test_no_temperature_is_made_up_from_few_right_or_random_answers():
    logits, labels = make_calibrated()
    assert fit_temperature(logits[:199], labels[:199]) is None
    assert fit_temperature(10 * torch.eye(5)[labels], labels) is None
    assert fit_temperature(torch.randn(4000, 5), labels) is None


def test_logits_are_collected_in_eval_mode_and_the_mode_is_put_back(dataset):
    network = ResNet(TINY, generator=torch.Generator().manual_seed(0)).train()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    steps = []
    logits, labels = collect_logits(
        network, dataset.test, CIFAR10_PREPROCESSING, CPU, lambda *step: steps.append(step)
    )
    assert logits.shape == (15, 3)
    assert labels.tolist() == dataset.test.labels.tolist()
    assert steps == [(15, 15)]
    assert network.training
    assert all(torch.equal(before[name], t) for name, t in network.state_dict().items())
    assert measure(network, dataset.test, CIFAR10_PREPROCESSING, CPU) == measure_logits(
        logits, labels
    )


def test_pictures_read_in_batches_are_those_in_memory(folder, dataset):
    pictures = open_labelled_part(folder, READING, ("blue", "green", "red")).pictures
    batches = list(pictures.batches(4))
    assert [len(labels) for _, labels in batches] == [4, 4, 4, 3]
    assert torch.equal(
        torch.cat([images for images, _ in batches]), dataset.test.images.permute(0, 3, 1, 2)
    )
    assert torch.equal(torch.cat([labels for _, labels in batches]), dataset.test.labels)


def test_folders_may_be_some_of_the_classes_in_any_order_or_go_by_other_names(folder):
    labels = ("red", "grey", "blue", "green")
    pictures = open_labelled_part(folder, READING, labels).pictures
    assert [label for _, label in pictures.samples] == [2] * 5 + [3] * 5 + [0] * 5
    renamed = open_labelled_part(
        folder, READING, ("A", "B", "C"), ("red", "green", "blue")
    ).pictures
    assert {label for _, label in renamed.samples} == {0, 1, 2}
    with pytest.raises(
        ModelClassesError, match=r"no classes of the model: red\. Name the folders.*blue, green\."
    ):
        open_labelled_part(folder, READING, ("blue", "green"))


def test_a_balanced_split_leaves_no_class_out():
    labels = torch.tensor([0] * 5 + [1] * 30 + [2])
    part = LabelledImages(torch.zeros(36, 2, 2, 3, dtype=torch.uint8), labels)
    fitting, validation = split_validation(part, balanced=True)
    assert fitting.labels.bincount().tolist() == [4, 27, 1]
    assert validation.labels.bincount().tolist() == [1, 3]
