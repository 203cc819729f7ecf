"""The sentence below a chart says what its data show, whichever way they turned out."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from resnet_demo.columns import parse_columns
from resnet_demo.experiments.charts import MAX_DECADE_LABELS, set_log_axis
from resnet_demo.experiments.lesion import captions as lesion
from resnet_demo.experiments.lesion.compute import Effect
from resnet_demo.experiments.lesion.options import LesionOptions
from resnet_demo.experiments.naming import name_column
from resnet_demo.experiments.run import run
from resnet_demo.experiments.signals import captions as signals
from resnet_demo.models.store import ModelStore
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures

WORDS = Words("en")


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def photo():
    return make_pictures(1)[0]


def test_the_deepest_fall_of_single_lesions_is_named(store, photo):
    study = run("lesion", photo, model=RESIDUAL, store=store, **vars(LesionOptions(draws=2)))
    whole, low = Effect(0.9, 4.0, True), Effect(0.01, -2.0, False)
    even = {part: (whole,) * len(study.blocks) for part in study.single}
    for part, other in (("skip", "branch"), ("branch", "skip")):
        single = even | {part: (whole, low, *even[part][2:])}
        damaged = replace(study, whole=whole, single=single)
        text = lesion.describe_effects_chart(WORDS, damaged, "probability")
        assert f"deepest fall is without the {part} of layer1.1: 1.0%" in text
        assert f"one {other} at least 90.0%" in text
        assert "-2.0" in lesion.describe_effects_chart(WORDS, damaged, "logit")
    effect = study.random[0]
    random = [replace(effect, mean=mean) for mean in (0.8, 0.46, 0.44, 0.5)]
    some = replace(study, whole=whole, random=tuple(random))
    assert "With 3 of" in lesion.describe_random_chart(WORDS, some)
    some = replace(study, whole=whole, random=tuple(random[:2]))
    assert "stays at half" in lesion.describe_random_chart(WORDS, some)


def test_the_data_set_says_what_the_network_can_spare():
    lesions = {"images": 10, "skip_removed": [0.1, 0.2], "branch_removed": [0.8, 0.9]}
    text = lesion.describe_accuracy_chart(WORDS, lesions)
    assert "without one branch 80% to 90% are right, without one skip 10% to 20%" in text
    assert "spare a branch more easily" in text
    swapped = lesions | {"skip_removed": [0.8, 0.9], "branch_removed": [0.1, 0.2]}
    assert "spare a skip" in lesion.describe_accuracy_chart(WORDS, swapped)


@pytest.mark.slow
def test_a_gradient_of_thousands_is_said_to_explode(store, photo):
    damaged = f"{RESIDUAL}:skip[*]=0"
    study = run("signals", photo, columns=[RESIDUAL, damaged, PLAIN], store=store, paths=1)
    assert signals.is_damaged(study)
    value = study.columns[0].value
    said = {4400.0: "× 4,400 (it explodes)", 2.0: "× 2", 1e-5: "1/100,000 (it vanishes)"}
    for first, word in said.items():
        norms = (first, *value.trained.signals.gradient_norm[1:-1], 1.0)
        measured = replace(value.trained.signals, gradient_norm=norms)
        changed = replace(value, trained=replace(value.trained, signals=measured))
        columns = (replace(study.columns[0], value=changed), *study.columns[1:])
        text = signals.describe_signal_chart(
            WORDS, replace(study, columns=columns), "gradient_norm", "trained"
        )
        assert f"ResNet {word}" in text
        assert "This ResNet with skips cut" in text
    responses = signals.describe_signal_chart(WORDS, study, "response_std", "trained")
    assert responses.startswith("Largest response of a layer: ResNet ")
    paths = replace(study.paths, norms=(1.0, 100.0, *study.paths.norms[2:-1], 1.0))
    assert "carries 100 times less" in signals.describe_norms_chart(WORDS, paths)
    paths = replace(study.paths, norms=(0.0,) * len(study.paths.norms))
    assert "no gradient" in signals.describe_norms_chart(WORDS, paths)


@pytest.mark.parametrize(
    ("plan", "name"),
    [
        (RESIDUAL, "ResNet"),
        (PLAIN, "Trained plain twin"),
        (f"{RESIDUAL}:skip[layer1.0]=0", "This ResNet with skips cut"),
        (f"{RESIDUAL}:skip[layer1.0]=0.5,skip[layer1.1]=0", "This ResNet with skips weakened"),
        (f"{RESIDUAL}:branch[*]=0", "This ResNet with branches cut"),
        (f"{RESIDUAL}:branch[*]=0,skip[*]=0", "This ResNet with skips and branches cut"),
        (f"{PLAIN}:branch[layer1.0]=0.5", "Plain network with branches weakened"),
    ],
)
def test_a_column_is_called_by_what_was_done_to_it(plan, name):
    (column,) = parse_columns([plan], Settings())
    assert name_column(WORDS, column) == name


@pytest.mark.parametrize(
    ("values", "most", "first"),
    [
        ([1e-8, 0.0, 300.0], MAX_DECADE_LABELS + 1, "10<sup>−8</sup>"),
        ([0.02, 3.0], 4, "10<sup>−2</sup>"),
        ([0.2, 0.7], 4, "0.1"),
        ([], 4, "1"),
    ],
)
def test_a_logarithmic_axis_has_few_labels(values, most, first):
    figure = go.Figure()
    set_log_axis(figure, "gradient", values)
    axis = figure.layout.yaxis
    assert axis.ticktext[0] == first
    assert 3 <= len(axis.ticktext) <= most
    assert all(axis.tickvals[0] <= value <= axis.tickvals[-1] * 100 for value in values if value)
