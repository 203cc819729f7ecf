"""The command line, as a shell sees it: output, documents, exit codes."""

import json
import subprocess
import sys

import pytest

MODEL = "resnet20.cifar10"


def run(*arguments, environ=None):
    import os

    return subprocess.run(
        [sys.executable, "-m", "resnet_demo", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "RESNET_LAB_DEVICE": "cpu",
            "RESNET_LAB_OFFLINE": "1",
            **(environ or {}),
        },
    )


def test_models_lists_every_model_with_its_status():
    result = run("models", "--json")
    rows = {row["key"]: row for row in json.loads(result.stdout)["models"]}
    assert result.returncode == 0
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
    assert result.returncode == 0
    assert document["model"] == MODEL
    assert [entry["file"] for entry in document["results"]] == ["lion.jpg", "bus.png"]
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
    assert result.returncode == 1
    assert (bad["file"], bad["error"]["type"]) == ("bad.png", "UnsupportedImageError")
    assert "bad.png" in bad["error"]["message"]
    assert absent["error"]["message"].startswith("absent.jpg")
    assert good["top"]
    plain = run("classify", tmp_path / "bad.png", photos / "lion.jpg")
    assert plain.returncode == 1
    assert "bad.png" in plain.stdout
    assert "%" in plain.stdout


@pytest.mark.parametrize(
    ("arguments", "kind", "code"),
    [
        (["--model", "resnet21.cifar10"], "UnknownModelError", 2),
        (["--model", "resnet50.a1_in1k"], "WeightsOfflineError", 3),
        (["--top", "0"], "OptionError", 2),
        (["--views", "many"], "OptionError", 2),
        (["--device", "tpu"], "DeviceError", 2),
    ],
)
def test_errors_are_documents_too_and_have_exit_codes(photos, tmp_path, arguments, kind, code):
    environ = {"HF_HOME": str(tmp_path)}
    result = run("classify", photos / "lion.jpg", *arguments, "--json", environ=environ)
    assert result.returncode == code
    assert json.loads(result.stdout)["error"]["type"] == kind
    said = run("classify", photos / "lion.jpg", *arguments, environ=environ)
    assert (said.returncode, said.stdout) == (code, "")
    assert said.stderr.startswith("Error: ")


def test_environment_mistakes_are_named(photos):
    result = run("classify", photos / "lion.jpg", environ={"RESNET_LAB_MAX_PIXELS": "many"})
    assert result.returncode == 2
    assert "RESNET_LAB_MAX_PIXELS cannot be 'many'" in result.stderr


def test_limits_come_from_the_environment(photos):
    result = run(
        "classify", photos / "lion.jpg", "--json", environ={"RESNET_LAB_MAX_PIXELS": "100"}
    )
    assert json.loads(result.stdout)["results"][0]["error"]["type"] == "ImageTooLargeError"


def test_more_pictures_than_one_request_takes_are_all_classified(photos):
    environ = {"RESNET_LAB_MAX_FILES": "2"}
    result = run("classify", *[photos / "lion.jpg"] * 5, "--json", environ=environ)
    tops = [entry["top"] for entry in json.loads(result.stdout)["results"]]
    assert len(tops) == 5
    assert all(top == tops[0] for top in tops)


def test_train_and_evaluate_name_what_is_wrong(tmp_path):
    absent = run("train", "--data", tmp_path / "absent", "--model", MODEL)
    assert (absent.returncode, "no such folder" in absent.stderr) == (4, True)
    unknown = run("train", "--data", tmp_path, "--model", "vgg16.cifar10")
    assert (unknown.returncode, "vgg16.cifar10" in unknown.stderr) == (2, True)
    classes = run("evaluate", "--data", tmp_path, "--model", MODEL, "--json")
    assert classes.returncode == 4
    assert json.loads(classes.stdout)["error"]["type"] == "DatasetError"
