"""Several photos through every column, against one comparison a photo."""

import csv
import io
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.columns import ColumnResult, parse_columns
from resnet_demo.errors import (
    ColumnCountError,
    DamagedImageError,
    NonFiniteLogitsError,
    NoPhotoError,
    OptionError,
    RequestTimeoutError,
    TooManyPhotosError,
    WeightsMissingError,
)
from resnet_demo.experiments.compare import batch as batch_module
from resnet_demo.experiments.compare.batch import BatchComparison, ComparedFile
from resnet_demo.experiments.compare.document import make_document
from resnet_demo.experiments.compare.html import batch_panel
from resnet_demo.experiments.compare.table import list_rows
from resnet_demo.experiments.document import write_rows
from resnet_demo.models.engine import ClassScore, run_network
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.progress import Step
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words
from tests.conftest import make_card
from tests.experiments.study_requests import PLAIN, RESIDUAL, EndsAfter, compare, make_pictures

pytestmark = pytest.mark.slow

COLUMNS = [RESIDUAL, f"{RESIDUAL}:skip[*]=0", PLAIN]
BAD = ("bad.png", b"no picture")


@pytest.fixture
def store(settings):
    return ModelStore(settings)


@pytest.fixture
def files():
    """Twelve pictures, one of them none."""
    pictures = make_pictures(11)
    return [*pictures[:4], BAD, *pictures[4:]]


def read_table(batch):
    return list(csv.reader(io.StringIO(write_rows(list_rows(make_document(batch))), newline="")))


def test_labels_are_those_of_one_comparison_a_photo(files):
    # The trained networks that ship: untrained ones give every picture the same label.
    store = ModelStore(Settings(device="cpu", offline=True))
    columns = [RESIDUAL, f"{RESIDUAL}:skip[layer3.*]=0.5", PLAIN]
    batch = compare(store, *files, columns=columns)
    assert [row.name for row in batch.rows] == [name for name, _ in files]
    assert batch.answered == 11
    kept = [0, 0, 0]
    for row, file in zip(batch.rows, files, strict=True):
        if file is BAD:
            assert isinstance(row, FailedPhoto)
            assert str(row.error).startswith("bad.png")
            continue
        tops = [answer.value.top[0] for answer in compare(store, file, columns=columns).answers]
        assert [best.label for best in row.best] == [top.label for top in tops]
        probabilities = [best.probability for best in row.best]
        assert probabilities == pytest.approx([top.probability for top in tops], abs=1e-5)
        for index, top in enumerate(tops):
            kept[index] += top.label == tops[0].label
    assert [result.value for result in batch.columns] == kept
    assert kept[0] == 11
    assert 0 < kept[1] < 11
    assert 0 < kept[2] < 11
    assert [result.column.kind for result in batch.columns] == ["residual", "ablated", "plain_twin"]
    assert [result.column.plan_text for result in batch.columns] == [None, columns[1], None]


def test_the_columns_of_a_model_are_itself_its_plan_and_its_twin(store):
    files = make_pictures(2)
    plan = f"{RESIDUAL}:skip[layer1.*]=0"
    by_model = compare(store, *files, model=RESIDUAL, plan=plan)
    assert by_model == compare(store, *files, columns=[RESIDUAL, plan, PLAIN])


def test_a_column_without_weights_has_its_error_and_the_others_remain(store, weights_dir, files):
    (weights_dir / f"{PLAIN}.safetensors").unlink()
    whole, ablated, twin = compare(store, *files, columns=COLUMNS).columns
    assert isinstance(twin.error, WeightsMissingError)
    assert twin.value is None
    pair = compare(store, *files, columns=COLUMNS[:2])
    assert (whole, ablated) == pair.columns
    batch = compare(store, *files, columns=COLUMNS)
    for row, other in zip(batch.rows, pair.rows, strict=True):
        if isinstance(row, ComparedFile):
            assert row.best == (*other.best, None)
    document = make_document(batch)
    assert document["columns"][2]["error"]["type"] == "WeightsMissingError"
    assert document["results"][0]["best"][2] is None


def test_without_the_first_column_nothing_is_counted(store, files):
    batch = compare(store, *files, columns=["resnet32.cifar10", RESIDUAL])
    assert [result.value for result in batch.columns] == [None, None]
    assert batch.rows[0].best[0] is None
    assert batch.rows[0].best[1].label in store.get(RESIDUAL).labels


def test_unreadable_files_alone_keep_their_places(store):
    batch = compare(store, BAD, ("empty.png", b""), columns=COLUMNS)
    assert [row.name for row in batch.rows] == ["bad.png", "empty.png"]
    assert batch.answered == 0
    assert [result.value for result in batch.columns] == [0, 0, 0]


def test_columns_with_other_classes_are_refused(store, weights_dir, files):
    architecture = store.get(RESIDUAL).spec.architecture
    card = make_card("resnet20.letters", classes=tuple("abcdefghij"))
    write_weights(weights_dir, ResNet(architecture).state_dict(), card)
    with pytest.raises(OptionError, match=r"resnet20\.letters.*same classes"):
        compare(store, *files, columns=[RESIDUAL, "resnet20.letters"])


def test_the_number_of_photos_has_limits(store):
    with pytest.raises(NoPhotoError):
        compare(store, columns=COLUMNS)
    with pytest.raises(TooManyPhotosError, match=r"65 photos are too many.* 64"):
        compare(store, *[BAD] * 65, columns=COLUMNS)


def test_the_number_of_columns_has_a_limit(store):
    with pytest.raises(ColumnCountError):
        compare(store, BAD, columns=[RESIDUAL] * 4)


def test_the_table_has_a_row_a_photo(store, files):
    batch = compare(store, *files, columns=COLUMNS)
    head, *rows = read_table(batch)
    names = [name for column in COLUMNS for name in (f"label, {column}", f"probability, {column}")]
    assert head == ["file", *names, "error"]
    assert [row[0] for row in rows] == [name for name, _ in files]
    assert {len(row) for row in rows} == {8}
    best = batch.rows[0].best
    assert rows[0][1::2] == [*(score.label for score in best), ""]
    assert rows[0][2::2] == [str(score.probability) for score in best]
    assert rows[4][1:7] == [""] * 6
    assert rows[4][7] == str(batch.rows[4].error)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_would_run_as_formulas_are_defused(start):
    text = f"{start}1+1"
    batch = BatchComparison(
        tuple(ColumnResult(column) for column in parse_columns([RESIDUAL, PLAIN], Settings())),
        (
            ComparedFile(text, (ClassScore(text, 0, 0.5, 1.0), None)),
            FailedPhoto(text, DamagedImageError(text, "cut")),
        ),
    )
    _, good, bad = read_table(batch)
    assert good == [f"'{text}", f"'{text}", "0.5", "", "", ""]
    assert bad[0] == f"'{text}"
    assert bad[-1].startswith("'")


def test_progress_counts_files_then_goes_on_in_every_pass(store, files):
    steps = []
    compare(store, *files, columns=COLUMNS, progress=steps.append)
    assert steps == [Step("photos", done, 12) for done in (*range(12), 12, 12, 12)]


@pytest.mark.parametrize(("checks", "answered"), [(0, 0), (4, 0), (5, 2), (9, 2), (10, 4)])
def test_what_was_answered_before_the_time_was_over_is_kept(settings, checks, answered):
    """A check before each photo is read, and one before each column's pass over two photos."""
    store, files = ModelStore(replace(settings, forward_batch_size=2)), make_pictures(5)
    whole = compare(store, *files, columns=COLUMNS)
    batch = compare(store, *files, columns=COLUMNS, deadline=EndsAfter(checks))
    assert batch.rows[:answered] == whole.rows[:answered]
    late = batch.rows[answered:]
    assert [row.name for row in late] == [name for name, _ in files[answered:]]
    assert {type(row.error) for row in late} == {RequestTimeoutError}
    assert batch.answered == batch.columns[0].value == answered
    assert batch.errors == tuple(row.error for row in late)
    assert batch_panel(Words("en"), batch).count(str(late[0].error)) == len(late)


def test_rows_are_named_as_their_client_names_the_files(store, tmp_path):
    sources = []
    for folder, (_, content) in zip("ab", make_pictures(2), strict=True):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cat.png").write_bytes(content)
        sources.append(str(tmp_path / folder / "cat.png"))
    sources.append(str(tmp_path / "absent.png"))
    batch = compare(store, *sources, columns=[RESIDUAL])
    assert [row.name for row in batch.rows] == sources
    assert [row["file"] for row in make_document(batch)["results"]] == sources
    assert [row[0] for row in read_table(batch)[1:]] == sources


def test_no_more_than_a_batch_is_in_memory(settings, monkeypatch, files):
    whole = compare(ModelStore(settings), *files, columns=COLUMNS)
    passes = []

    def run(model, batch, **options):
        passes.append(len(batch))
        return run_network(model, batch, **options)

    monkeypatch.setattr(batch_module, "run_network", run)
    store = ModelStore(replace(settings, forward_batch_size=4))
    batch = compare(store, *files, columns=COLUMNS)
    assert passes == [4, 4, 4, 4, 4, 4, 3, 3, 3]
    assert [result.value for result in batch.columns] == [result.value for result in whole.columns]
    for row, expected in zip(batch.rows, whole.rows, strict=True):
        assert row.name == expected.name
        if isinstance(expected, ComparedFile):
            indices = [best.index for best in row.best]
            assert indices == [best.index for best in expected.best]


def test_a_photo_without_finite_logits_in_a_column_does_not_lose_the_others(
    store, monkeypatch, files
):
    whole = compare(store, *files, columns=COLUMNS)

    def run(model, batch, **options):
        logits = run_network(model, batch, **options)
        if model.spec.key == PLAIN:
            logits[2, 5:7] = float("inf")
        return logits

    monkeypatch.setattr(batch_module, "run_network", run)
    batch = compare(store, *files, columns=COLUMNS)
    assert batch.columns[:2] == whole.columns[:2]
    assert batch.columns[2].value is None
    assert isinstance(batch.columns[2].error, NonFiniteLogitsError)
    assert "2 logits" in str(batch.columns[2].error)
    assert batch.rows[2].best == (*whole.rows[2].best[:2], None)
    others = [row for index, row in enumerate(batch.rows) if index not in (2, 4)]
    assert others == [row for index, row in enumerate(whole.rows) if index not in (2, 4)]
    assert batch.answered == 11


@pytest.fixture
def run(settings, tmp_path, monkeypatch):
    """Runs ``compare`` on good and bad pictures by their names."""
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.chdir(tmp_path)
    for name, content in [*make_pictures(3), BAD]:
        (tmp_path / name).write_bytes(content)

    def invoke(names, *options):
        folder = ["--weights-dir", str(settings.weights_dir)]
        return CliRunner().invoke(app, ["compare", *names.split(), *folder, *options])

    return invoke


def test_the_command_compares_several_pictures(run, store):
    result = run("0.png 1.png 2.png", "--json")
    assert result.exit_code == 0, result.stderr
    expected = compare(store, *make_pictures(3), model=RESIDUAL)
    assert json.loads(result.stdout) == make_document(expected)
    readable = run("0.png 1.png 2.png")
    assert readable.exit_code == 0
    assert "of 3 keep the first one's label" in readable.stdout


def test_the_command_takes_any_columns(run):
    columns = ["--column", PLAIN, "--column", f"{RESIDUAL}:branch[layer1.0]=0.5"]
    one = json.loads(run("0.png", *columns, "--json").stdout)
    assert [answer["kind"] for answer in one["answers"]] == ["plain_twin", "ablated"]
    many = json.loads(run("0.png 1.png", *columns, "--json").stdout)
    assert [column["plan"] for column in many["columns"]] == [None, columns[3]]
    assert many["columns"][0]["kept"] == 2
    tops = [answer["top"][0]["label"] for answer in one["answers"]]
    assert [best["label"] for best in many["results"][0]["best"]] == tops


@pytest.mark.parametrize(
    ("names", "options", "code"),
    [
        ("0.png bad.png", [], 1),
        ("bad.png", [], 1),
        ("0.png 1.png", ["--column", RESIDUAL, "--column", "plain32.cifar10"], 3),
        ("0.png", ["--column", RESIDUAL, "--column", "plain32.cifar10"], 3),
        ("0.png 1.png", ["--column", RESIDUAL] * 4, 2),
        ("0.png 1.png", ["--column", f"{PLAIN}:skip[*]=0"], 2),
        ("0.png 1.png", ["--model", PLAIN], 2),
    ],
)
def test_the_command_has_exit_codes(run, names, options, code):
    result = run(names, *options, "--json")
    assert result.exit_code == code
    json.loads(result.stdout)
