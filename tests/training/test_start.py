"""What `train` and `evaluate` do, from Python and as commands; nothing written before is lost."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from resnet_demo import settings as config
from resnet_demo.cli.main import app
from resnet_demo.errors import (
    DatasetError,
    EarlierRunError,
    FreezeWithoutSourceError,
    RangeError,
    UnknownModelError,
)
from resnet_demo.models.store import ModelStore
from resnet_demo.settings import Settings
from resnet_demo.training.evaluation import (
    EvaluationCallbacks,
    EvaluationOptions,
    evaluate_model,
)
from resnet_demo.training.start import TrainingCallbacks, TrainingOptions, start_training

KEY = "resnet20.colours"
SETTINGS = Settings(device="cpu", offline=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Two classes of six pictures each."""
    root = tmp_path_factory.mktemp("data") / "Flags"
    for name, colour in (("blue", (0, 0, 200)), ("red", (200, 0, 0))):
        (root / name).mkdir(parents=True)
        for index in range(6):
            pixels = Image.new("RGB", (32, 32), tuple(c + index for c in colour))
            pixels.save(root / name / f"{index}.png")
    return root


@pytest.fixture(scope="module")
def first(small, tmp_path_factory):
    """A finished run and its model, to be copied."""
    root = tmp_path_factory.mktemp("first")
    options = TrainingOptions(small, model=KEY, epochs=1, out=root / "out", run_dir=root / "run")
    return root, options, start_training(options, SETTINGS)


@pytest.fixture
def places(first, tmp_path):
    root, options, _ = first
    copy = shutil.copytree(root, tmp_path / "copy")
    return copy, replace(options, out=copy / "out", run_dir=copy / "run")


def read_files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def invoke(*arguments):
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.slow
def test_training_is_a_function_that_reports_and_returns(small, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    seen = {"join": [], "status": [], "plan": [], "step": [], "epoch": []}
    callbacks = TrainingCallbacks(
        on_join=seen["join"].append,
        on_status=seen["status"].append,
        on_plan=seen["plan"].append,
        on_step=lambda *step: seen["step"].append(step),
        on_epoch=seen["epoch"].append,
    )
    options = TrainingOptions(
        small, model=KEY, epochs=2, out=tmp_path / "out", run_dir=tmp_path / "run"
    )
    trained = start_training(options, SETTINGS, callbacks)
    assert seen["join"] == [True]
    assert seen["status"] == ["reading the data", "measuring"]
    assert (seen["plan"][0].key, seen["plan"][0].run_dir) == (KEY, tmp_path / "run")
    assert seen["plan"][0].dataset.classes == ("blue", "red")
    assert seen["step"][-1] == (2, 2)
    assert [result.epoch for result in seen["epoch"]] == [1, 2]
    assert trained.path == tmp_path / "out" / f"{KEY}.safetensors"
    assert trained.card.sha256
    assert not torch.backends.cudnn.allow_tf32  # the card is measured in float32 on a GPU too
    assert not trained.is_found
    assert trained.kept == ()


def test_the_command_says_what_it_trains_on_and_where_the_network_is(small, tmp_path):
    out = tmp_path / "out"
    result = invoke(
        *("train", "--data", small, "--model", KEY, "--epochs", 1, "--device", "cpu"),
        *("--out", out, "--run-dir", tmp_path / "run"),
    )
    assert result.exit_code == 0, result.stderr
    lines = result.stderr.splitlines()
    described = next(index for index, line in enumerate(lines) if "classes:" in line)
    assert lines[described] == (
        "2 classes: blue, red; training 11, validation 1, test 0 pictures; passed over: nothing"
    )
    assert described < next(i for i, line in enumerate(lines) if line.startswith("epoch 1"))
    assert f"Its weights are in {out / KEY}.safetensors" in result.stderr
    assert f"RESNET_LAB_WEIGHTS_DIR is {out}" in result.stderr


@pytest.mark.slow
def test_the_default_place_is_where_the_page_reads(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    common = ("train", "--data", small, "--model", KEY, "--epochs", 1, "--device", "cpu")
    result = invoke(*common, "--weights-dir", own)
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in own.iterdir()) == [f"{KEY}.json", f"{KEY}.safetensors"]
    assert f"commands take it as --model {KEY}" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own", "runs"]
    # Without a folder of one's own it is the shipped one, wherever the command is started.
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(config, "SHIPPED_WEIGHTS_DIR", shipped)
    trained = start_training(
        TrainingOptions(small, model=KEY, epochs=1, run_dir=tmp_path / "other"), SETTINGS
    )
    assert trained.path.parent == shipped
    assert trained.is_found


@pytest.mark.slow
def test_ones_own_model_can_be_fine_tuned_and_measured(small, places, tmp_path):
    copy, _ = places
    result = invoke(
        *("train", "--data", small, "--from", KEY, "--model", "resnet20.again", "--epochs", 1),
        *("--weights-dir", copy / "out", "--run-dir", tmp_path / "run", "--device", "cpu"),
    )
    assert result.exit_code == 0, result.stderr
    card = json.loads((copy / "out" / "resnet20.again.json").read_text())
    assert card["source"] == KEY
    measured = invoke(
        *("evaluate", "--data", small, "--model", "resnet20.again", "--device", "cpu"),
        *("--weights-dir", copy / "out", "--json"),
    )
    assert measured.exit_code == 0, measured.stderr
    document = json.loads(measured.stdout)
    assert (document["model"], document["part"], document["images"]) == (
        "resnet20.again",
        "all",
        12,
    )
    assert "2 classes: blue, red; labelled 12 pictures; passed over: nothing" in measured.stderr


def test_an_unknown_model_is_told_from_ones_own(places):
    copy, _ = places
    store = ModelStore(replace(SETTINGS, weights_dir=copy / "out"))
    with pytest.raises(UnknownModelError, match=KEY):
        store.get("resnet20.absent")


def test_measuring_goes_on_without_damaged_pictures_and_names_them(small, places, tmp_path):
    copy, _ = places
    data = shutil.copytree(small, tmp_path / "data")
    (data / "blue" / "2.png").write_bytes(b"\x89PNG")
    store = ModelStore(replace(SETTINGS, weights_dir=copy / "out"))
    with pytest.raises(DatasetError, match=r"blue/2\.png"):
        evaluate_model(store, EvaluationOptions(KEY, data))
    parts = []
    callbacks = EvaluationCallbacks(on_part=lambda part, _classes: parts.append(part.name))
    document = evaluate_model(store, EvaluationOptions(KEY, data, skip_damaged=True), callbacks)
    assert parts == ["all"]
    assert (document["images"], document["damaged"]) == (11, ["blue/2.png"])
    printed = invoke(
        *("evaluate", "--data", data, "--model", KEY, "--device", "cpu", "--skip-damaged"),
        *("--weights-dir", copy / "out"),
    )
    assert "1 damaged pictures were left out: blue/2.png" in printed.stdout


@pytest.mark.parametrize(
    "name", ["run/checkpoint.pt", "run/metrics.csv", f"out/{KEY}.safetensors", f"out/{KEY}.json"]
)
def test_nothing_that_is_there_is_replaced_unasked(small, tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text("hours of work")
    options = TrainingOptions(small, model=KEY, out=tmp_path / "out", run_dir=tmp_path / "run")
    with pytest.raises(EarlierRunError, match=r"--resume.*--overwrite") as caught:
        start_training(options, SETTINGS)
    assert caught.value.path == path
    assert path.read_text() == "hours of work"


def test_a_seed_that_is_too_large_is_refused_before_anything_is_moved(places):
    copy, options = places
    before = read_files(copy)
    with pytest.raises(RangeError, match="--seed cannot be 42948"):
        start_training(replace(options, overwrite=True, seed=42_948), SETTINGS)
    assert read_files(copy) == before


def test_what_is_overwritten_is_kept(places):
    copy, options = places
    before = read_files(copy)
    trained = start_training(replace(options, overwrite=True, seed=5), SETTINGS)
    after = read_files(copy)
    assert after[f"out/{KEY}.safetensors"] != before[f"out/{KEY}.safetensors"]
    assert [folder.name for folder in trained.kept] == ["earlier-1", "earlier-2"]
    assert after["run/earlier-1/checkpoint.pt"] == before["run/checkpoint.pt"]
    assert after["run/earlier-1/metrics.csv"] == before["run/metrics.csv"]
    for suffix in ("safetensors", "json"):
        assert after[f"run/earlier-2/{KEY}.{suffix}"] == before[f"out/{KEY}.{suffix}"]


def test_a_run_that_fails_to_start_over_loses_nothing(places, tmp_path):
    copy, options = places
    before = read_files(copy)
    bad = replace(options, overwrite=True, data=tmp_path / "absent")
    with pytest.raises(DatasetError):
        start_training(bad, SETTINGS)
    assert read_files(copy) == before


def test_a_finished_run_writes_the_same_model_again_and_keeps_no_copy(places):
    copy, options = places
    before = read_files(copy)
    trained = start_training(replace(options, resume=True), SETTINGS)
    assert trained.kept == ()
    after = read_files(copy)
    assert after[f"out/{KEY}.safetensors"] == before[f"out/{KEY}.safetensors"]
    assert not any("earlier" in name for name in after)


def test_a_model_of_another_run_is_kept_when_one_goes_on(places):
    """Also a card to which something was added since."""
    copy, options = places
    path = copy / "out" / f"{KEY}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"licence": "mine"}))
    trained = start_training(replace(options, resume=True), SETTINGS)
    kept = trained.kept[0] / f"{KEY}.json"
    assert json.loads(kept.read_text())["licence"] == "mine"


def test_options_that_would_not_be_heard_are_refused(small, tmp_path):
    options = TrainingOptions(small, model=KEY, freeze_until="fc", out=tmp_path)
    with pytest.raises(FreezeWithoutSourceError, match="--from"):
        start_training(options, SETTINGS)


def test_damaged_pictures_are_skipped_by_the_command(small, tmp_path):
    data = shutil.copytree(small, tmp_path / "data")
    (data / "blue" / "2.png").write_bytes(b"\x89PNG")
    common = (
        *("train", "--data", data, "--model", KEY, "--epochs", 1, "--device", "cpu"),
        *("--out", tmp_path / "out", "--run-dir", tmp_path / "run"),
    )
    refused = invoke(*common)
    assert (refused.exit_code, "- blue/2.png: " in refused.stderr) == (4, True)
    assert not Path(tmp_path / "run").exists()
    result = invoke(*common, "--skip-damaged")
    assert result.exit_code == 0, result.stderr
    assert "passed over: 1 damaged (blue/2.png)" in result.stderr
