"""How written files are named, and that none replaces another."""

import pytest

from resnet_demo.errors import UnwritableFolderError
from resnet_demo.experiments import files
from resnet_demo.experiments.files import make_name, write_together


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("cat", "grad-cam", "dog"), "cat.grad-cam.dog"),
        (("a/b\\c:d*?", "m"), "a_b_c_d__.m"),
        (("..", "m"), "m"),
        ((" . ", ""), "result"),
        (("x\n\x00y", "m"), "x__y.m"),
        (("con", "m"), "_con.m"),
        (("COM1", "m"), "_COM1.m"),
        (("console", "m"), "console.m"),
        (("\ud800", "m"), "_.m"),
        (("猫" * 100, "m"), "猫" * 16 + ".m"),
        (("e\u0301", "m"), "\u00e9.m"),
    ],
)
def test_names_are_what_every_file_system_takes(parts, name):
    assert make_name(*parts) == name
    assert len(name.encode()) < 200


def test_a_name_that_is_taken_is_numbered(tmp_path):
    out = tmp_path / "new" / "folder"
    for content, name in ((b"1", "a.x"), (b"2", "a.x-2"), (b"3", "a.x-3")):
        written = write_together(out, "a.x", {".1.png": content, ".json": content})
        assert written == [str(out / f"{name}.1.png"), str(out / f"{name}.json")]
    # Other endings, but the same name: they would look like parts of one result.
    assert write_together(out, "a.x", {".2.png": b"4"}) == [str(out / "a.x-4.2.png")]
    contents = {path.name: path.read_bytes() for path in out.iterdir()}
    assert contents["a.x.json"] == b"1"
    assert len(contents) == 7


@pytest.mark.parametrize("taken", ["A.X.json", "a.X.1.png", "\u00c9.x.json", "E\u0301.x.json"])
def test_names_that_are_one_on_other_disks_are_numbered(tmp_path, taken):
    (tmp_path / taken).write_bytes(b"before")
    name = "a.x" if taken[0] in "Aa" else "\u00e9.x"
    (written,) = write_together(tmp_path, name, {".json": b"now"})
    assert written == str(tmp_path / f"{name}-2.json")
    assert (tmp_path / taken).read_bytes() == b"before"


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path, monkeypatch):
    whole, looks = files._is_taken, []

    def look(folder, name):
        looks.append(name)
        taken = whole(folder, name)
        if len(looks) == 1:
            (folder / "a.x.json").write_bytes(b"theirs")
        return taken

    monkeypatch.setattr(files, "_is_taken", look)
    written = write_together(tmp_path, "a.x", {".png": b"ours", ".json": b"ours"})
    assert written == [str(tmp_path / "a.x-2.png"), str(tmp_path / "a.x-2.json")]
    assert (tmp_path / "a.x.json").read_bytes() == b"theirs"
    assert not (tmp_path / "a.x.png").exists()  # of the attempt that met the other file


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnwritableFolderError, match="file"):
        write_together(tmp_path / "file" / "folder", "a", {".json": b""})
    with pytest.raises(UnwritableFolderError):
        write_together(tmp_path, "a", {".png": b"", f".{'x' * 300}.json": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
