"""Whether a folder can be written to, tried without leaving anything behind."""

import pytest

from resnet_demo.folders import try_writing


@pytest.mark.parametrize("name", ["", "new", "new/deep/er", "new/../other", "new/../../beside"])
def test_a_folder_that_can_be_made_is_not_made(tmp_path, name):
    place = tmp_path / "place"
    place.mkdir()
    try_writing(place / name)
    assert [path.name for path in tmp_path.rglob("*")] == ["place"]


@pytest.mark.parametrize("name", ["file", "file/new", "link", "x" * 300, f"new/{'x' * 300}"])
def test_a_place_that_cannot_be_written_to_is_refused(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("nowhere/at/all")
    with pytest.raises(OSError, match="Errno"):
        try_writing(tmp_path / name)
    assert {path.name for path in tmp_path.rglob("*")} == {"file", "link"}


def test_a_relative_folder_lies_in_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    try_writing(tmp_path.relative_to(tmp_path) / "maps")
    with pytest.raises(OSError, match="Errno"):
        try_writing(tmp_path.relative_to(tmp_path) / "file" / "maps")
