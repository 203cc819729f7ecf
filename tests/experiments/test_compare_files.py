"""Many photos through every column, against one comparison a photo."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import DamagedImageError, OptionError, WeightsMissingError
from resnet_demo.experiments import render, service
from resnet_demo.experiments.compare.many import BatchColumn, BatchComparison, ComparedFile
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import write_weights
from resnet_demo.networks.resnet import ResNet
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.settings import Settings
from tests.conftest import make_card
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures

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
    return list(csv.reader(io.StringIO(render.batch_csv(batch), newline="")))


def test_labels_are_those_of_one_comparison_a_photo(files):
    # The trained networks that ship: untrained ones give every picture the same label.
    store = ModelStore(Settings(device="cpu", offline=True))
    columns = [RESIDUAL, f"{RESIDUAL}:skip[layer3.*]=0.5", PLAIN]
    batch = service.compare_batch(store, files, columns=columns)
    assert [row.name for row in batch.rows] == [name for name, _ in files]
    assert batch.answered == 11
    kept = [0, 0, 0]
    for row, file in zip(batch.rows, files, strict=True):
        if file is BAD:
            assert isinstance(row, FailedPhoto)
            assert str(row.error).startswith("bad.png")
            continue
        tops = [answer.top[0] for answer in service.compare(store, file, columns=columns).answers]
        assert [best.label for best in row.best] == [top.label for top in tops]
        probabilities = [best.probability for best in row.best]
        assert probabilities == pytest.approx([top.probability for top in tops], abs=1e-5)
        for index, top in enumerate(tops):
            kept[index] += top.label == tops[0].label
    assert [column.kept for column in batch.columns] == kept
    assert kept[0] == 11
    assert 0 < kept[1] < 11
    assert 0 < kept[2] < 11
    assert [column.kind for column in batch.columns] == ["residual", "ablated", "plain_twin"]
    assert [column.plan for column in batch.columns] == [None, columns[1], None]


def test_the_columns_of_a_model_are_itself_its_plan_and_its_twin(store):
    files = make_pictures(2)
    plan = f"{RESIDUAL}:skip[layer1.*]=0"
    by_model = service.compare_batch(store, files, model=RESIDUAL, plan=plan)
    assert by_model == service.compare_batch(store, files, columns=[RESIDUAL, plan, PLAIN])


def test_a_column_without_weights_has_its_error_and_the_others_remain(store, weights_dir, files):
    (weights_dir / f"{PLAIN}.safetensors").unlink()
    whole, ablated, twin = service.compare_batch(store, files, columns=COLUMNS).columns
    assert isinstance(twin.error, WeightsMissingError)
    assert twin.kept is None
    pair = service.compare_batch(store, files, columns=COLUMNS[:2])
    assert (whole, ablated) == pair.columns
    batch = service.compare_batch(store, files, columns=COLUMNS)
    for row, other in zip(batch.rows, pair.rows, strict=True):
        if isinstance(row, ComparedFile):
            assert row.best == (*other.best, None)
    document = render.batch_document(batch)
    assert document["columns"][2]["error"]["type"] == "WeightsMissingError"
    assert document["results"][0]["best"][2] is None


def test_without_the_first_column_nothing_is_counted(store, files):
    batch = service.compare_batch(store, files, columns=["resnet32.cifar10", RESIDUAL])
    assert [column.kept for column in batch.columns] == [None, None]
    assert batch.rows[0].best[0] is None
    assert batch.rows[0].best[1].label in store.get(RESIDUAL).labels


def test_unreadable_files_alone_keep_their_places(store):
    batch = service.compare_batch(store, [BAD, ("empty.png", b"")], columns=COLUMNS)
    assert [row.name for row in batch.rows] == ["bad.png", "empty.png"]
    assert batch.answered == 0
    assert [column.kept for column in batch.columns] == [0, 0, 0]


def test_columns_with_other_classes_are_refused(store, weights_dir, files):
    architecture = store.get(RESIDUAL).spec.architecture
    card = make_card("resnet20.letters", classes=tuple("abcdefghij"))
    write_weights(weights_dir, ResNet(architecture).state_dict(), card)
    with pytest.raises(OptionError, match=r"resnet20\.letters.*same classes"):
        service.compare_batch(store, files, columns=[RESIDUAL, "resnet20.letters"])


@pytest.mark.parametrize("count", [0, 65])
def test_the_number_of_photos_has_limits(store, count):
    with pytest.raises(OptionError, match="1 to 64 at a time"):
        service.compare_batch(store, [BAD] * count, columns=COLUMNS)


@pytest.mark.parametrize("count", [0, 4])
def test_the_number_of_columns_has_limits(store, count):
    with pytest.raises(OptionError):
        service.compare_batch(store, [BAD], columns=[RESIDUAL] * count)


def test_the_table_has_a_row_a_photo(store, files):
    batch = service.compare_batch(store, files, columns=COLUMNS)
    head, *rows = read_table(batch)
    names = [name for column in COLUMNS for name in (f"label, {column}", f"probability, {column}")]
    assert head == ["file", *names, "error"]
    assert [row[0] for row in rows] == [name for name, _ in files]
    assert {len(row) for row in rows} == {8}
    best = batch.rows[0].best
    assert rows[0][1::2] == [*(score.label for score in best), ""]
    assert rows[0][2::2] == [f"{score.probability:.6f}" for score in best]
    assert rows[4][1:7] == [""] * 6
    assert rows[4][7] == str(batch.rows[4].error)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_would_run_as_formulas_are_defused(start):
    text = f"{start}1+1"
    batch = BatchComparison(
        (BatchColumn("residual", RESIDUAL, None, 1), BatchColumn("plain_twin", PLAIN, None)),
        (
            ComparedFile(text, (ClassScore(text, 0, 0.5, 1.0), None)),
            FailedPhoto(text, DamagedImageError(text, "cut")),
        ),
    )
    _, good, bad = read_table(batch)
    assert good == [f"'{text}", f"'{text}", "0.500000", "", "", ""]
    assert bad[0] == f"'{text}"
    assert bad[-1].startswith("'")


def test_progress_counts_files_then_goes_on_in_every_pass(store, files):
    steps = []
    service.compare_batch(
        store, files, columns=COLUMNS, on_progress=lambda *step: steps.append(step)
    )
    assert steps == [*((done, 12) for done in range(12)), *[(12, 12)] * 3]


@pytest.fixture
def run(settings, tmp_path, monkeypatch):
    """Runs ``compare`` on good and bad pictures by their names."""
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    for name, content in [*make_pictures(3), BAD]:
        (tmp_path / name).write_bytes(content)

    def invoke(names, *options):
        paths = [str(tmp_path / name) for name in names.split()]
        folder = ["--weights-dir", str(settings.weights_dir)]
        return CliRunner().invoke(app, ["compare", *paths, *folder, *options])

    return invoke


def test_the_command_compares_several_pictures(run, store):
    result = run("0.png 1.png 2.png", "--json")
    assert result.exit_code == 0, result.stderr
    expected = service.compare_batch(store, make_pictures(3), model=RESIDUAL)
    assert json.loads(result.stdout) == render.batch_document(expected)
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
