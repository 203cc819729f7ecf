"""Photos to rankings, read one after the other and answered a batch at a time."""

import csv
import io
import json
from dataclasses import replace

import pytest
import torch
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.columns import trained_column
from resnet_demo.errors import (
    InputError,
    NonFiniteLogitsError,
    OptionError,
    RequestTimeoutError,
    UnknownModelError,
    UnsupportedImageError,
    WeightsMissingError,
)
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.classify import compute as classify_module
from resnet_demo.experiments.classify.compute import ClassifiedPhoto, compute
from resnet_demo.experiments.classify.document import make_document
from resnet_demo.experiments.classify.html import classification_panel
from resnet_demo.experiments.classify.options import ClassifyOptions
from resnet_demo.experiments.classify.table import list_rows
from resnet_demo.experiments.document import write_rows
from resnet_demo.experiments.request import Request
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import FailedPhoto, open_file
from resnet_demo.photos.preprocess import VIEWS, make_views
from resnet_demo.progress import Step
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words
from tests.experiments.study_requests import EndsAfter, classify, make_pictures

RESIDUAL, PLAIN = "resnet20.cifar10", "plain20.cifar10"


@pytest.fixture
def store(settings):
    return ModelStore(settings)


def test_a_path_may_be_text(store, photos, tmp_path):
    lion, missing = photos / "lion.jpg", tmp_path / "missing.jpg"
    for files in ([lion, missing], [str(lion), str(missing)]):
        answer, failure = classify(store, files, RESIDUAL).results
        assert answer.name == str(lion)
        assert failure.name == str(missing)
        assert str(failure.error).startswith(f"There is no file {missing}.")


def test_photos_keep_their_order_and_a_bad_one_its_place(store, photos):
    seen = []
    files = [
        photos / "lion.jpg",
        ("bad.png", b"nothing"),
        ("bus", (photos / "bus.png").read_bytes()),
    ]
    result = classify(store, files, RESIDUAL, top=3, progress=seen.append)
    first, bad, last = result.results
    assert isinstance(first, ClassifiedPhoto)
    assert isinstance(bad, FailedPhoto)
    assert (bad.name, isinstance(bad.error, InputError)) == ("bad.png", True)
    assert (first.name, last.name) == (str(photos / "lion.jpg"), "bus")
    assert len(first.top) == 3
    assert seen == [Step("photos", done, 3) for done in range(4)]
    assert result.timings.forward_s > 0
    assert (result.views, result.model.card.key) == ("average", RESIDUAL)


def test_average_is_the_mean_over_the_views_of_the_preprocessing(store, photos):
    model = store.get(RESIDUAL)
    result = classify(store, [photos / "bus.png"], RESIDUAL, top=10)
    picture = open_file(photos / "bus.png", store.settings).rgb
    expected = compute_logits(model, make_views(picture, model.preprocessing, "average")).mean(0)
    actual = torch.tensor([s.logit for s in sorted(result.results[0].top, key=lambda s: s.index)])
    torch.testing.assert_close(actual, expected, rtol=0, atol=1e-4)
    single = classify(store, [photos / "bus.png"], RESIDUAL, top=10, views="single")
    assert single.results[0].top != result.results[0].top


@pytest.mark.parametrize("key", [RESIDUAL, PLAIN])
def test_the_shipped_networks_take_a_bus_for_a_road_vehicle(photos, key):
    store = ModelStore(Settings(device="cpu", offline=True))
    (answer,) = classify(store, [photos / "bus.png"], key, top=10).results
    probabilities = {score.label: score.probability for score in answer.top}
    assert probabilities["automobile"] + probabilities["truck"] > 0.5


def test_only_bad_files_is_an_answer_too(store):
    result = classify(store, [("a.png", b""), ("b.png", b"x")], RESIDUAL)
    assert [type(item) for item in result.results] == [FailedPhoto, FailedPhoto]


@pytest.mark.parametrize(
    ("files", "options", "error"),
    [
        ([], {}, OptionError),
        ([("a.png", b"")] * 65, {}, OptionError),
        ([("a.png", b"")], {"views": "all"}, OptionError),
        ([("a.png", b"")], {"top": -1}, OptionError),
        ([("a.png", b"")], {"model": "lenet.mnist"}, UnknownModelError),
        ([("a.png", b"")], {"model": "resnet110.cifar10"}, WeightsMissingError),
    ],
)
def test_wrong_choices_are_refused(settings, tmp_path, monkeypatch, files, options, error):
    from resnet_demo import settings as config

    monkeypatch.setattr(config, "SHIPPED_WEIGHTS_DIR", tmp_path)
    with pytest.raises(error):
        classify(ModelStore(settings), files, **({"model": RESIDUAL} | options))


@pytest.mark.slow
@pytest.mark.parametrize("views", [None, "single"])
def test_no_more_than_a_batch_is_in_memory(settings, monkeypatch, views):
    store = ModelStore(replace(settings, forward_batch_size=24, max_files=100))
    inputs_a_photo = len(VIEWS["average"]) if views is None else 1
    waiting, largest, passes = [], [], []

    def make(*arguments):
        made = make_views(*arguments)
        waiting.append(len(made))
        largest.append(sum(waiting))
        return made

    def run(model, batch, **options):
        passes.append(len(batch))
        waiting.clear()
        return compute_logits(model, batch, **options)

    files = make_pictures(7)
    alone = [classify(store, [file], RESIDUAL, views=views).results[0].top for file in files]
    monkeypatch.setattr(classify_module, "make_views", make)
    monkeypatch.setattr(classify_module, "run_network", run)
    result = classify(store, [*files, ("bad.png", b"")] * 4, RESIDUAL, views=views)
    assert max(largest) == max(passes) == 24
    assert sum(passes) == 28 * inputs_a_photo
    for index, item in enumerate(result.results):
        if index % 8 == 7:
            assert isinstance(item, FailedPhoto)
        else:
            logits = [score.logit for score in item.top]
            expected = [score.logit for score in alone[index % 8]]
            assert logits == pytest.approx(expected, abs=1e-4)


def test_a_photo_without_finite_logits_does_not_lose_the_others(store, monkeypatch):
    def run(_model, batch, **_options):
        logits = torch.arange(10.0).repeat(len(batch), 1)
        logits[1, 4] = float("nan")
        return logits

    monkeypatch.setattr(classify_module, "run_network", run)
    first, broken, last = classify(store, make_pictures(3), RESIDUAL, views="single").results
    assert first.top[0].index == last.top[0].index == 9
    assert (broken.name, type(broken.error)) == ("1.png", NonFiniteLogitsError)
    assert "1 logits" in str(broken.error)


def test_a_command_keeps_no_pictures(store):
    columns = trained_column(RESIDUAL, store.settings)
    files = tuple(make_pictures(1))
    (shown,) = compute(Request(store, files, columns), ClassifyOptions()).results
    (bare,) = compute(
        Request(store, files, columns, keeps_pictures=False), ClassifyOptions()
    ).results
    assert (shown.photo.width, shown.photo.height) == (40, 32)
    assert bare == replace(shown, photo=None)


@pytest.mark.parametrize(("checks", "answered"), [(0, 0), (2, 0), (3, 2), (5, 2), (6, 4)])
def test_what_was_answered_before_the_time_was_over_is_kept(settings, checks, answered):
    """A check before each photo is read, and one before each pass, which holds two photos."""
    store = ModelStore(replace(settings, forward_batch_size=2))
    columns, files = trained_column(RESIDUAL, settings), tuple(make_pictures(5))
    options = ClassifyOptions(views="single")

    def answer(**limit):
        return compute(Request(store, files, columns, keeps_pictures=False, **limit), options)

    result = answer(deadline=EndsAfter(checks))
    assert result.results[:answered] == answer().results[:answered]
    late = result.results[answered:]
    assert [item.name for item in late] == [name for name, _ in files[answered:]]
    assert {type(item.error) for item in late} == {RequestTimeoutError}
    assert result.errors == tuple(item.error for item in late)
    assert classification_panel(Words("en"), result).count("rl-failed") == len(late)


@pytest.mark.parametrize("checks", [2, 3])
def test_a_photo_that_cannot_be_read_says_so_when_the_time_is_over(settings, checks):
    """In a batch that is not read whole, or not answered: checks are as above."""
    store = ModelStore(replace(settings, forward_batch_size=2))
    first, second, third = make_pictures(3)
    files = (first, ("bad.png", b"no picture"), second, third)
    columns, options = trained_column(RESIDUAL, settings), ClassifyOptions(views="single")
    request = Request(store, files, columns, deadline=EndsAfter(checks))
    errors = [type(item.error) for item in compute(request, options).results]
    late = RequestTimeoutError
    assert errors == [late, UnsupportedImageError, late, late]


@pytest.fixture
def result(store, photos, tmp_path):
    """A lion, a file that is no picture, and a photo whose name is a formula."""
    (tmp_path / "bad.png").write_text("not a picture")
    (tmp_path / "=1+1.jpg").write_bytes((photos / "tower.jpg").read_bytes())
    files = [photos / "lion.jpg", tmp_path / "bad.png", ("=1+1.jpg", tmp_path / "=1+1.jpg")]
    return classify(store, files, RESIDUAL, top=3)


def test_the_document_has_an_entry_a_file(result, photos, tmp_path):
    document = json.loads(json.dumps(make_document(result)))
    assert (document["model"], document["views"], document["device"]) == (
        RESIDUAL,
        "average",
        "cpu",
    )
    sources = [str(photos / "lion.jpg"), str(tmp_path / "bad.png"), "=1+1.jpg"]
    assert [entry["file"] for entry in document["results"]] == sources
    top = document["results"][0]["top"]
    assert [set(score) for score in top] == [{"label", "index", "probability", "logit"}] * 3
    assert top[0]["logit"] >= top[1]["logit"] >= top[2]["logit"]
    error = document["results"][1]["error"]
    assert error["type"] == "UnsupportedImageError"
    assert error["message"].startswith("bad.png is not a picture")


def test_the_table_has_a_row_a_class_and_no_formulas(result, photos):
    rows = list(csv.DictReader(io.StringIO(write_rows(list_rows(make_document(result))))))
    assert len(rows) == 3 + 1 + 3
    assert (rows[0]["file"], rows[0]["rank"]) == (str(photos / "lion.jpg"), "1")
    best = result.results[0].top[0]
    assert rows[0]["probability"] == str(best.probability)
    assert {row["logit"][:1] for row in rows} <= {"", "-", *"0123456789"}
    assert rows[3]["error"].startswith("bad.png is not a picture")
    assert rows[4]["file"] == "'=1+1.jpg"


@pytest.fixture
def _a_and_b(tmp_path, monkeypatch):
    """Two photos of one name, ``a/cat.png`` and ``b/cat.png``, in the current folder."""
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.chdir(tmp_path)
    for folder, (_, content) in zip("ab", make_pictures(2), strict=True):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cat.png").write_bytes(content)


@pytest.mark.parametrize(
    "arguments",
    [
        "compare",
        "explain --method saliency",
        "lesion --draws 0",
        "sweep",
        "signals",
    ],
)
@pytest.mark.usefixtures("_a_and_b")
def test_a_document_on_one_photo_names_it_as_it_was_typed(settings, arguments):
    name, *options = arguments.split()
    column = [] if EXPERIMENTS[name].networks == "model" else ["--column", RESIDUAL]
    places = ["--weights-dir", str(settings.weights_dir), "--json"]
    result = CliRunner().invoke(app, [name, "b/cat.png", *options, *column, *places])
    assert json.loads(result.stdout)["file"] == "b/cat.png"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("classify", []),
        ("compare", ["--column", RESIDUAL]),
        ("explain", ["--method", "saliency", "--column", RESIDUAL]),
    ],
)
@pytest.mark.usefixtures("_a_and_b")
def test_commands_tell_files_of_the_same_name_apart(settings, name, options):
    files = ["a/cat.png", "b/cat.png"]
    command = [name, *files, *options, "--weights-dir", str(settings.weights_dir)]
    result = CliRunner().invoke(app, [*command, "--json"])
    entries = json.loads(result.stdout)["results"]
    assert [entry.pop("file") for entry in entries] == files
    assert entries[0] != entries[1]
    readable = CliRunner().invoke(app, command).stdout
    assert readable.index("a/cat.png") < readable.index("b/cat.png")
