"""Every example runs."""

import runpy
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.experiments.faithfulness.coarse import make_checks_coarse

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.fixture(scope="module")
def photo(tmp_path_factory, photos):
    path = tmp_path_factory.mktemp("examples") / "lion.png"
    Image.open(photos / "lion.jpg").resize((64, 48)).save(path)
    return path


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(example, photo, monkeypatch, capsys, tmp_path):
    make_checks_coarse(monkeypatch.setattr)
    monkeypatch.setattr(sys, "argv", [str(example), str(photo)])
    monkeypatch.chdir(tmp_path)
    assert f"``python -m examples.{example.stem} PHOTO``" in example.read_text(encoding="utf-8")
    runpy.run_module(f"examples.{example.stem}", run_name="__main__")
    assert len(capsys.readouterr().out.splitlines()) > 1
