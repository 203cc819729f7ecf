"""The command line, as a shell sees it: output, documents, exit codes."""

import json
import os
import subprocess
import sys

import pytest
from huggingface_hub import constants
from typer.testing import CliRunner

from resnet_demo import __version__
from resnet_demo.cli.main import app

MODEL = "resnet20.cifar10"


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.setenv("RESNET_LAB_OFFLINE", "1")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def run(*arguments):
    """Runs the command line in this process, which saves seconds of imports each time."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_version_is_printed():
    assert run("--version").stdout == f"{__version__}\n"


@pytest.mark.slow
def test_a_shell_gets_the_document_alone_and_the_exit_code(photos, tmp_path):
    (tmp_path / "bad.png").write_text("no picture")
    command = [sys.executable, "-m", "resnet_demo", "classify", "--json"]
    result = subprocess.run(
        [*command, str(photos / "lion.jpg"), str(tmp_path / "bad.png")],
        capture_output=True,
        text=True,
        check=False,
    )
    good, bad = json.loads(result.stdout)["results"]
    assert result.returncode == 1, result.stderr
    assert good["top"]
    assert bad["error"]["type"] == "UnsupportedImageError"


def test_models_lists_every_model_with_its_status():
    result = run("models", "--json")
    rows = {row["key"]: row for row in json.loads(result.stdout)["models"]}
    assert result.exit_code == 0
    assert len(rows) == 20
    assert (rows[MODEL]["status"], rows[MODEL]["parameters"]) == ("shipped", 269_722)
    assert 0.5 < rows[MODEL]["accuracy"] < 1
    assert rows["resnet50.tv_in1k"]["status"] in {"download", "cache"}
    table = run("models").stdout
    assert all(word in table for word in ("resnet110.cifar10", "plain20.cifar10", "11,689,512"))


def test_classify_prints_one_document_and_exits_0(photos):
    result = run(
        "classify", photos / "lion.jpg", photos / "bus.png", "--model", MODEL, "--top", 3, "--json"
    )
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert document["model"] == MODEL
    assert [entry["file"] for entry in document["results"]] == [
        str(photos / "lion.jpg"),
        str(photos / "bus.png"),
    ]
    for entry in document["results"]:
        probabilities = [score["probability"] for score in entry["top"]]
        assert len(probabilities) == 3
        assert probabilities == sorted(probabilities, reverse=True)
        assert {"label", "index", "probability"} <= set(entry["top"][0])


def test_classify_names_the_bad_file_goes_on_and_exits_1(photos, tmp_path):
    (tmp_path / "bad.png").write_text("no picture")
    result = run(
        "classify", tmp_path / "bad.png", tmp_path / "absent.jpg", photos / "lion.jpg", "--json"
    )
    bad, absent, good = json.loads(result.stdout)["results"]
    assert result.exit_code == 1
    assert (bad["file"], bad["error"]["type"]) == (
        str(tmp_path / "bad.png"),
        "UnsupportedImageError",
    )
    assert "bad.png" in bad["error"]["message"]
    assert absent["error"]["type"] == "MissingFileError"
    assert absent["error"]["message"].startswith(f"There is no file {tmp_path}/absent.jpg.")
    assert good["top"]
    plain = run("classify", tmp_path / "bad.png", photos / "lion.jpg")
    assert plain.exit_code == 1
    assert "bad.png" in plain.stdout
    assert "%" in plain.stdout


def test_classify_of_a_folder_says_how_to_give_the_pictures_in_it(photos):
    result = run("classify", photos, "--json")
    (entry,) = json.loads(result.stdout)["results"]
    assert (result.exit_code, entry["error"]["type"]) == (1, "FolderGivenError")
    assert f"all of them as {photos}/*." in entry["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "kind", "code"),
    [
        (["--model", "resnet21.cifar10"], "UnknownModelError", 2),
        (["--model", "resnet50.a1_in1k"], "HubDisabledError", 3),
        (["--top", "0"], "RangeError", 2),
        (["--views", "many"], "ChoiceError", 2),
        (["--device", "tpu"], "DeviceError", 2),
    ],
)
def test_errors_are_documents_too_and_have_exit_codes(photos, arguments, kind, code):
    result = run("classify", photos / "lion.jpg", *arguments, "--json")
    assert result.exit_code == code
    assert json.loads(result.stdout)["error"]["type"] == kind
    said = run("classify", photos / "lion.jpg", *arguments)
    assert (said.exit_code, said.stdout) == (code, "")
    assert said.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("classify", "Missing argument"),
        ("classify a.png --tpo 3", "No such option"),
        ("classify a.png --top x", "Invalid value for '--top'"),
        ("lesion a.png b.png", "unexpected extra argument"),
        ("clasify a.png", "No such command 'clasify'"),
        ("--bogus classify a.png", "No such option"),
        ("models --weights-dir /nowhere", "'/nowhere' does not exist"),
        ("bench training --steps 0", "Invalid value for '--steps'"),
        ("bench nothing", "No such command 'nothing'"),
    ],
)
def test_mistakes_in_the_arguments_are_documents_too(arguments, words):
    result = run(*arguments.split(), "--json")
    error = json.loads(result.stdout)["error"]
    assert (result.exit_code, result.stderr, error["type"]) == (2, "", "ArgumentsError")
    assert words in error["message"]
    said = run(*arguments.split())
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr


def test_environment_mistakes_are_named(photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_MAX_PIXELS", "many")
    result = run("classify", photos / "lion.jpg")
    assert result.exit_code == 2
    assert "RESNET_LAB_MAX_PIXELS cannot be 'many'" in result.stderr


def test_limits_come_from_the_environment(photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_MAX_PIXELS", "100")
    result = run("classify", photos / "lion.jpg", "--json")
    assert json.loads(result.stdout)["results"][0]["error"]["type"] == "TooManyPixelsError"


def test_more_pictures_than_one_request_takes_are_all_classified(photos, monkeypatch):
    monkeypatch.setenv("RESNET_LAB_MAX_FILES", "2")
    result = run("classify", *[photos / "lion.jpg"] * 5, "--json")
    tops = [entry["top"] for entry in json.loads(result.stdout)["results"]]
    assert len(tops) == 5
    assert all(top == tops[0] for top in tops)


@pytest.mark.parametrize("name", ["classify", "compare", "explain"])
def test_a_time_limit_is_the_error_of_every_photo_that_is_not_answered(photos, monkeypatch, name):
    monkeypatch.setenv("RESNET_LAB_STUDY_TIMEOUT_S", "1e-9")
    files = [str(photos / "lion.jpg"), str(photos / "bus.png")]
    result = run(name, *files, "--json")
    entries = json.loads(result.stdout)["results"]
    assert [entry["file"] for entry in entries] == files
    assert {entry["error"]["type"] for entry in entries} == {"RequestTimeoutError"}
    assert result.exit_code == 6
    readable = run(name, *files)
    assert (readable.exit_code, readable.stdout.count("limit")) == (6, 2)


def test_names_that_are_no_text_do_not_break_the_output(photos, tmp_path):
    name = os.fsdecode(b"caf\xe9\x1b[31m.jpg")
    (tmp_path / name).write_bytes((photos / "lion.jpg").read_bytes())
    document = json.loads(run("classify", tmp_path / name, "--json").stdout)
    assert document["results"][0]["file"] == str(tmp_path / name)
    assert "caf\\udce9\\x1b[31m.jpg" in run("classify", tmp_path / name).stdout.replace("\n", "")


def test_a_weights_folder_that_is_not_there_is_named(monkeypatch):
    assert run("models", "--weights-dir", "/nowhere").exit_code == 2
    monkeypatch.setenv("RESNET_LAB_WEIGHTS_DIR", "/nowhere")
    result = run("models")
    assert (result.exit_code, "RESNET_LAB_WEIGHTS_DIR" in result.stderr) == (2, True)


def test_training_does_not_replace_what_is_there(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.pt").write_bytes(b"hours of work")
    options = ["--data", tmp_path, "--model", "resnet20.mine", "--out", tmp_path]
    result = run("train", *options, "--run-dir", tmp_path / "run")
    assert (result.exit_code, "--overwrite" in result.stderr) == (2, True)
    (tmp_path / "resnet20.mine.safetensors").write_bytes(b"weights")
    assert run("train", *options, "--run-dir", tmp_path / "new").exit_code == 2
    assert (tmp_path / "run" / "checkpoint.pt").read_bytes() == b"hours of work"


@pytest.mark.parametrize("model", ["resnet20.a/b", "resnet20.", "resnet21.a", "resnet20"])
def test_training_refuses_keys_that_are_no_file_name(tmp_path, model):
    assert run("train", "--data", tmp_path, "--model", model).exit_code == 2


def test_train_and_evaluate_name_what_is_wrong(tmp_path):
    absent = run("train", "--data", tmp_path / "absent", "--model", MODEL, "--overwrite")
    assert (absent.exit_code, "no such folder or ZIP archive" in absent.stderr) == (4, True)
    unknown = run("train", "--data", tmp_path, "--model", "vgg16.cifar10", "--overwrite")
    assert (unknown.exit_code, "vgg16.cifar10" in unknown.stderr) == (2, True)
    classes = run("evaluate", "--data", tmp_path, "--model", MODEL, "--json")
    assert classes.exit_code == 4
    assert json.loads(classes.stdout)["error"]["type"] == "NoClassFoldersError"


def test_bench_takes_networks_for_small_pictures_only():
    result = run("bench", "training", "--model", "resnet50.tv_in1k")
    assert result.exit_code == 2
    assert "32 × 32" in result.stderr
