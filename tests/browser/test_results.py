"""What stands below every result: numbers, charts, and the line of the command line."""

import base64
import csv
import io
import json
import shlex
import shutil

import pytest
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.words.text import LABELS
from tests.browser.test_faithfulness import uncheck
from tests.browser.test_lab import Lab, choose
from tests.experiments.faithfulness.coarse import make_checks_coarse
from tests.servers import REPOSITORY

# Where a result is called otherwise than its experiment, and where it has no panel of its own.
PREFIXES = {"explain": "saliency", "compare": "batch"}
INNER = {"paths": "signals", "grid": "explain"}
# Of the moment, or how the client calls the file.
CHANGING = {"seconds", "file"}


def strip(value, number=float):
    """A document without what changes from run to run."""
    if isinstance(value, dict):
        return {name: strip(item, number) for name, item in value.items() if name not in CHANGING}
    if isinstance(value, list):
        return [strip(item, number) for item in value]
    return number(value) if isinstance(value, float) else value


def forgive_rounding(value):
    return pytest.approx(value, rel=1e-2, abs=1e-4)


def read(page, prefix, label) -> bytes:
    link = page.locator(f"#{prefix}-take .rl-download", has_text=label).get_attribute("href")
    return base64.b64decode(link.partition(",")[2])


@pytest.fixture
def below(share, server, monkeypatch):
    """Runs a panel on the ship with one skip cut; returns its document and its lines."""
    lab = Lab(share("results"))
    lab.show("resnet20.cifar10:skip[layer1.0]=0")
    weights = server.log.parent / "weights"
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    monkeypatch.setenv("RESNET_LAB_OFFLINE", "1")
    monkeypatch.chdir(REPOSITORY)
    make_checks_coarse(monkeypatch.setattr)  # as the server has them

    def run(name, prefix):
        lab.opened.open_tab(LABELS["en"][f"tab_{name}"])
        if name == "faithfulness":  # the longest: one method in one network
            uncheck(lab.opened, "saliency", "Saliency")
            lab.page.locator("#columns > button").click()
            for number in (2, 3):
                choose(lab.page, f"#column-{number}", "Empty")
        lab.page.locator(f"#{prefix}-start").click()
        lab.page.locator(f"#{prefix}-take .rl-take").wait_for()
        lines = lab.page.locator(f"#{prefix}-take code").text_content().splitlines()
        return lab.page, lines

    def type_line(line):
        python, _, module, *words = shlex.split(line)
        assert (python, module) == ("python", "resnet_demo")
        result = CliRunner().invoke(app, [*words, "--weights-dir", str(weights)])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run, type_line


@pytest.mark.parametrize("name", [*EXPERIMENTS, *INNER])
def test_the_lines_below_a_result_give_the_same_numbers(below, name):
    run, type_line = below
    prefix = PREFIXES.get(name, name)
    page, lines = run(INNER.get(name, name), prefix)
    shown = json.loads(read(page, prefix, "JSON"))
    documents = shown if name == "grid" else [shown]  # a line for every method
    assert len(lines) == len(documents)
    for line, document in zip(lines, documents, strict=True):
        assert strip(type_line(line)) == strip(document, forgive_rounding)
    assert "/tmp" not in json.dumps(shown), "where the server keeps a photo is nobody's business"
    rows = list(csv.DictReader(io.StringIO(read(page, prefix, "CSV").decode("utf-8-sig"))))
    assert rows
    assert {len(row) for row in rows} == {len(rows[0])}
    assert page.locator(f"#{prefix}-take .rl-save:visible").count() in {0, 2}


def test_the_cost_is_told_before_the_start_and_a_cancelled_run_keeps_the_old_result(
    below, share, server, lion, tmp_path
):
    run, _ = below
    page, _ = run("lesion", "lesion")
    cost = page.locator("#lesion-cost")
    cost.get_by_text("109 forward passes of resnet20.cifar10 on ship.png, ").wait_for()
    page.locator("#lesion-draws input[type=number]").fill("0")
    page.keyboard.press("Enter")
    cost.get_by_text("19 forward passes of").wait_for()
    assert "on this machine" in cost.inner_text(), "the network has answered"
    lab = Lab(share("results"))
    lab.upload(shutil.copy(lion, tmp_path / "slow-results.jpg"))
    cost.get_by_text("on slow-results.jpg").wait_for()
    page.locator("#lesion-start").click()
    page.locator("#lesion-status").get_by_text("Pass 3 of 7").wait_for()
    page.locator("#lesion-cancel").click()
    page.locator("#lesion-status").get_by_text("Cancelled.").wait_for()
    server.wait_for_log("ended slow-results.jpg")
    assert page.locator("#lesion-probability .js-plotly-plot").is_visible()
    page.locator("#panel-lesion.rl-stale").wait_for()
    assert page.locator("#lesion-status").inner_text() == "Cancelled."


def test_charts_are_saved_without_plotlys_toolbar(below):
    run, _ = below
    page, _ = run("sweep", "sweep")
    page.locator("#sweep-curve .js-plotly-plot").hover()
    assert not page.locator(".modebar:visible").count()
    for chart_format, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as caught:
            page.locator(f"#sweep-take .rl-save[data-format={chart_format}]").click()
        assert caught.value.suggested_filename == f"ship.sweep.{chart_format}"
        assert caught.value.path().read_bytes().startswith(start)
