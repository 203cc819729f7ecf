"""Which photo of the strip is marked."""

import shutil

import pytest

from resnet_demo.page.strip import find_last_readable
from resnet_demo.settings import Settings


@pytest.fixture
def paths(photos, tmp_path):
    """Two photos with a file between them that is none, and one behind them."""
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    copies = [shutil.copy(photos / name, tmp_path) for name in ("lion.jpg", "tower.jpg")]
    return [copies[0], str(bad), copies[1], str(bad)]


def test_of_several_files_the_last_that_can_be_read_is_marked(paths):
    index, passed_over = find_last_readable(paths, Settings())
    assert (index, [error.name for error in passed_over]) == (2, ["bad.jpg"])
    assert find_last_readable(paths[:2], Settings())[0] == 0
    assert find_last_readable(paths[:3], Settings()) == (2, [])


def test_what_came_alone_or_cannot_be_read_is_marked_and_says_so(paths):
    assert find_last_readable(paths, Settings(), first=3) == (3, [])
    assert find_last_readable([paths[1]] * 3, Settings()) == (2, [])
