"""What the documents and tables of the experiments share."""

import csv
import io

import pytest

from resnet_demo.errors import DamagedImageError
from resnet_demo.experiments.document import error_entry, write_csv


def test_error_entry_names_the_class():
    entry = error_entry(DamagedImageError("a.png", "cut off"))
    assert entry["type"] == "DamagedImageError"
    assert entry["message"].startswith("a.png")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-A1", "@sum", "\tx", "\rx", "-1.5.2", "-"])
def test_texts_that_a_spreadsheet_would_run_are_marked_as_text(text):
    (row,) = csv.reader(io.StringIO(write_csv([[text]]), newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize("value", ["-1.2500", -3, 0.5, -1.5e-07, "", "a-b", "a=b"])
def test_numbers_and_other_texts_are_written_as_they_are(value):
    (row,) = csv.reader(io.StringIO(write_csv([[value, "end"]]), newline=""))
    assert row == [str(value), "end"]
