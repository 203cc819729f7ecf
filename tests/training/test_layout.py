"""Folders of pictures: what of them is a part, a class, or neither, and what is said of it."""

import os
import random
import shutil
import zipfile

import numpy as np
import pytest
from PIL import Image
from torchvision.datasets import ImageFolder

from resnet_demo.errors import (
    DamagedPicturesError,
    DataArchiveError,
    DataMissingError,
    DataUnreadableError,
    DuplicatePartError,
    EmptyClassesError,
    MixedLayoutError,
    NoTestPartError,
    NoTrainPartError,
    PartWithoutClassesError,
    SingleClassError,
    UnknownFoldersError,
)
from resnet_demo.training.dataset import Reading, load_dataset, open_labelled_part
from resnet_demo.training.layout import read_layout
from resnet_demo.training.summary import summarize_dataset, summarize_part
from resnet_demo.training.tree import open_tree
from tests.training.conftest import READING


def put(root, *paths, count=10):
    """Puts pictures into folders, each of another colour."""
    for path in paths:
        (root / path).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            colour = tuple(random.Random(f"{path}{index}").randbytes(3))
            Image.new("RGB", (32, 32), colour).save(root / path / f"{index}.png")
    return root


def sizes(dataset):
    test = 0 if dataset.test is None else len(dataset.test)
    return len(dataset.train), len(dataset.validation), test


@pytest.mark.parametrize(
    ("train", "test"),
    [("Train", "Test"), ("TRAIN", "TEST"), ("training", "testing"), ("train", "test")],
)
def test_parts_are_known_in_any_case(tmp_path, train, test):
    put(tmp_path, f"{train}/bus", f"{train}/plane")
    put(tmp_path, f"{test}/bus", f"{test}/plane", count=3)
    dataset = load_dataset(tmp_path, READING)
    assert dataset.classes == ("bus", "plane")
    assert sizes(dataset) == (18, 2, 6)


@pytest.mark.parametrize("name", ["val", "valid", "validation", "Val"])
def test_a_validation_folder_is_validated_on(tmp_path, name):
    put(tmp_path, "train/bus", "train/plane")
    put(tmp_path, f"{name}/bus", f"{name}/plane", count=2)
    dataset = load_dataset(tmp_path, READING)
    assert sizes(dataset) == (20, 4, 0)
    assert dataset.validation.labels.tolist() == [0, 0, 1, 1]
    assert not dataset.split
    assert "split off" not in " ".join(summarize_dataset(dataset))


def test_classes_beside_a_part_are_refused_and_not_dropped(tmp_path):
    put(tmp_path, "bus", "plane", "train/steam", "train/electric")
    with pytest.raises(MixedLayoutError) as caught:
        load_dataset(tmp_path, READING)
    assert "train holds folders" in str(caught.value)
    assert "beside it bus, plane hold pictures" in str(caught.value)
    assert "move them into one folder named train" in str(caught.value)


def test_what_the_refusal_advises_works(tmp_path):
    put(tmp_path, "train/bus", "train/plane", "train/train/steam", "train/train/electric")
    dataset = load_dataset(tmp_path, READING)
    assert dataset.classes == ("bus", "plane", "train")
    assert len(dataset.train) + len(dataset.validation) == 40


@pytest.mark.parametrize("name", ["train", "test", "val"])
def test_a_class_may_have_the_name_of_a_part(tmp_path, name):
    put(tmp_path, "bus", "plane", name)
    assert load_dataset(tmp_path, READING).classes == tuple(sorted(("bus", "plane", name)))
    part = open_labelled_part(tmp_path, READING, ("plane", name, "bus"))
    assert (part.name, len(part.pictures)) == ("all", 30)


def test_parts_without_class_folders_are_refused(tmp_path):
    both = put(tmp_path / "both", "train", "test")
    with pytest.raises(PartWithoutClassesError, match=r"test, train hold pictures but no class"):
        load_dataset(both, READING)
    # Unlabelled test pictures beside a training part, as competitions have them.
    put(tmp_path / "other", "train/cat", "train/dog", "test")
    with pytest.raises(PartWithoutClassesError, match=r"test hold pictures"):
        load_dataset(tmp_path / "other", READING)
    # But these two may be the classes of a model.
    assert open_labelled_part(both, READING, ("train", "test")).name == "all"


def test_two_folders_for_one_part_are_refused(tmp_path):
    put(tmp_path, "train/a", "train/b", "val/a", "validation/a")
    with pytest.raises(DuplicatePartError, match="validation part: val, validation"):
        load_dataset(tmp_path, READING)


def test_parts_that_are_missing_are_named(tmp_path):
    put(tmp_path, "val/a", "val/b", "test/a", "test/b")
    with pytest.raises(NoTrainPartError, match="only test, val"):
        load_dataset(tmp_path, READING)
    put(tmp_path / "only", "train/a", "train/b")
    with pytest.raises(NoTestPartError, match="neither a folder named test nor one named val"):
        open_labelled_part(tmp_path / "only", READING, ("a", "b"))


def test_without_a_test_part_the_validation_part_is_measured_on(tmp_path):
    put(tmp_path, "train/a", "train/b")
    put(tmp_path, "val/a", "val/b", count=3)
    part = open_labelled_part(tmp_path, READING, ("a", "b", "c"))
    assert (part.name, len(part.pictures)) == ("validation", 6)
    lines = summarize_part(part, ("a", "b", "c"))
    assert lines[0] == "2 classes: a, b; validation 6 pictures; passed over: nothing"
    assert lines[1] == "There are no pictures of c."


@pytest.mark.parametrize(
    "name",
    ["__MACOSX", ".ipynb_checkpoints", "@eaDir", "lost+found", ".thumbnails", "$RECYCLE.BIN"],
)
@pytest.mark.parametrize("inside", ["", "cat/"])
def test_folders_that_a_system_made_are_no_classes(tmp_path, name, inside):
    put(tmp_path, "cat", "dog", inside + name)
    dataset = load_dataset(tmp_path, READING)
    assert dataset.classes == ("cat", "dog")
    assert len(dataset.train) + len(dataset.validation) == 20
    assert dataset.passed_over.system == (inside + name,)
    assert f"1 hidden or of the system ({inside}{name})" in summarize_dataset(dataset)[0]


def test_files_are_taken_by_what_they_are(tmp_path):
    put(tmp_path, "cat", "dog", count=2)
    for name, format_name in (
        ("a", "JPEG"),
        ("b.jpe", "JPEG"),
        ("c.png_", "PNG"),
        ("d.BIN", "GIF"),
    ):
        Image.new("RGB", (32, 32)).save(tmp_path / "cat" / name, format_name)
    (tmp_path / "cat" / "notes.txt").write_text("notes")
    (tmp_path / "labels.csv").write_text("a,b")
    Image.new("RGB", (32, 32)).save(tmp_path / "cover.png")
    (tmp_path / "cat" / "Thumbs.db").write_bytes(b"\xd0\xcf")
    dataset = load_dataset(tmp_path, READING)
    assert dataset.train.labels.bincount().sum() + len(dataset.validation) == 8
    assert dataset.passed_over.others == ("cat/notes.txt", "labels.csv")
    assert dataset.passed_over.strays == ("cover.png",)
    assert summarize_dataset(dataset)[0].endswith(
        "passed over: 2 no picture (cat/notes.txt, labels.csv), 1 outside the class folders "
        "(cover.png), 1 hidden or of the system (cat/Thumbs.db)"
    )


def test_an_empty_part_is_named(tmp_path):
    put(tmp_path, "train/a", "train/b")
    (tmp_path / "val").mkdir()
    dataset = load_dataset(tmp_path, READING)
    assert sizes(dataset) == (18, 2, 0)
    assert "1 empty folder (val)" in summarize_dataset(dataset)[0]


def test_a_test_part_may_lack_a_class_and_says_so(tmp_path):
    put(tmp_path, "train/a", "train/b", "train/c")
    put(tmp_path, "test/a", "test/c", count=2)
    (tmp_path / "test" / "b").mkdir()
    dataset = load_dataset(tmp_path, READING)
    assert dataset.test.labels.tolist() == [0, 0, 2, 2]
    assert "There are no test pictures of b." in summarize_dataset(dataset)
    put(tmp_path, "test/d")
    with pytest.raises(UnknownFoldersError, match=r"test part .*has not: d\. .*a, b, c"):
        load_dataset(tmp_path, READING)


def test_the_first_line_has_every_number(tmp_path):
    put(tmp_path, "train/a", "train/b")
    put(tmp_path, "test/a", "test/b", count=2)
    assert summarize_dataset(load_dataset(tmp_path, READING)) == [
        "2 classes: a, b; training 18, validation 2, test 4 pictures; passed over: nothing",
        "The validation pictures are split off the training pictures.",
    ]


def test_many_classes_are_not_all_listed(tmp_path):
    names = [f"class{number:02}" for number in range(25)]
    put(tmp_path, *names, count=2)
    line = summarize_dataset(load_dataset(tmp_path, READING))[0]
    assert line.startswith("25 classes: class00, class01, ")
    assert "class19 and 5 more;" in line


def damage(path):
    path.write_bytes(path.read_bytes()[:60])


def test_all_damaged_pictures_are_listed_or_skipped(tmp_path):
    put(tmp_path, "train/a", "train/b", "test/a", "test/b")
    damage(tmp_path / "train" / "a" / "3.png")
    damage(tmp_path / "test" / "b" / "0.png")
    (tmp_path / "train" / "b" / "5.png").write_text("no picture")
    with pytest.raises(DamagedPicturesError) as caught:
        load_dataset(tmp_path, READING)
    lines = str(caught.value).splitlines()
    assert "--skip-damaged" in lines[0]
    assert [line.split(":")[0] for line in lines[1:]] == [
        "- test/b/0.png",
        "- train/a/3.png",
        "- train/b/5.png",
    ]
    reading = Reading(READING.preprocessing, skip_damaged=True)
    dataset = load_dataset(tmp_path, reading)
    assert len(dataset.train) + len(dataset.validation) == 18
    assert len(dataset.test) == 19
    assert "3 damaged (" in summarize_dataset(dataset)[0]


def test_labels_stay_with_their_pictures_when_some_are_skipped(tmp_path):
    put(tmp_path, "a", "b", "c", count=4)
    damage(tmp_path / "a" / "1.png")
    damage(tmp_path / "b" / "3.png")
    part = open_labelled_part(tmp_path, Reading(READING.preprocessing, skip_damaged=True), "abc")
    seen = {}
    for images, labels in part.pictures.batches(5):
        for image, label in zip(images, labels.tolist(), strict=True):
            seen[tuple(image[:, 0, 0].tolist())] = label
    expected = {
        tuple(np.asarray(Image.open(tmp_path / name / f"{index}.png"))[0, 0].tolist()): label
        for label, name in enumerate("abc")
        for index in range(4)
        if (name, index) not in {("a", 1), ("b", 3)}
    }
    assert seen == expected
    assert sorted(part.pictures.damaged) == ["a/1.png", "b/3.png"]


def test_measuring_names_all_damaged_pictures_too(tmp_path):
    put(tmp_path, "a", "b", count=3)
    damage(tmp_path / "a" / "0.png")
    damage(tmp_path / "b" / "2.png")
    part = open_labelled_part(tmp_path, READING, ("a", "b"))
    with pytest.raises(DamagedPicturesError, match=r"(?s)- a/0\.png.*- b/2\.png"):
        list(part.pictures.batches(2))


def test_a_class_of_damaged_pictures_only_is_no_class(tmp_path):
    put(tmp_path, "a", "b", count=2)
    for index in range(2):
        damage(tmp_path / "a" / f"{index}.png")
    with pytest.raises(EmptyClassesError, match="for a"):
        load_dataset(tmp_path, Reading(READING.preprocessing, skip_damaged=True))


def pack(folder, archive, prefix=""):
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, prefix + path.relative_to(folder).as_posix())
        file.writestr(f"__MACOSX/{prefix}cat/._0.png", b"\0\5\x16\7")
    return archive


@pytest.mark.parametrize("prefix", ["", "pets/", "a/b/"])
def test_an_archive_is_the_folder_it_was_made_of(tmp_path, prefix):
    folder = put(tmp_path / "pets", "train/cat", "train/dog", "test/cat", "test/dog")
    archive = pack(folder, tmp_path / "pets.zip", prefix)
    expected, dataset = load_dataset(folder, READING), load_dataset(archive, READING)
    assert dataset.name == "pets"
    assert dataset.train.fingerprint() == expected.train.fingerprint()
    assert dataset.test.fingerprint() == expected.test.fingerprint()
    assert dataset.passed_over.system == ("__MACOSX",)
    part = open_labelled_part(archive, READING, ("cat", "dog"))
    assert sum(len(labels) for _, labels in part.pictures.batches(8)) == 20


def test_damage_inside_an_archive_is_named(tmp_path):
    archive = pack(put(tmp_path / "pets", "cat", "dog", count=3), tmp_path / "pets.zip")
    content = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as file:
        content[file.getinfo("dog/1.png").header_offset + 45] ^= 255
    archive.write_bytes(content)
    with pytest.raises(DamagedPicturesError, match=r"dog/1\.png cannot be unpacked"):
        load_dataset(archive, READING)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "pets.rar").write_bytes(b"Rar!")
    with pytest.raises(DataArchiveError, match=r"pets\.rar is not a ZIP archive"):
        load_dataset(tmp_path / "pets.rar", READING)
    with pytest.raises(DataMissingError, match="absent"):
        load_dataset(tmp_path / "absent", READING)


def test_a_folder_around_the_data_is_entered_and_a_single_class_is_not(tmp_path):
    put(tmp_path, "pets/cat", "pets/dog")
    assert load_dataset(tmp_path, READING).classes == ("cat", "dog")
    put(tmp_path / "one", "cat/2023", "cat/2024")
    part = open_labelled_part(tmp_path / "one", READING, ("cat", "dog"))
    assert part.classes == ("cat",)
    put(tmp_path / "flat", "cat")
    with pytest.raises(SingleClassError, match="cat"):
        load_dataset(tmp_path / "flat", READING)


def test_pictures_keep_the_order_of_torchvision(tmp_path):
    """The split and the seed of a run go by position, so checkpoints depend on it."""
    put(tmp_path, "b", "a", "a/x", "a/x y", "a/x/z", "c-1", count=12)
    shutil.rmtree(tmp_path / "c-1")
    expected = [
        (path.removeprefix(f"{tmp_path}/"), label)
        for path, label in ImageFolder(str(tmp_path)).samples
    ]
    part = open_labelled_part(tmp_path, READING, ("a", "b"))
    assert list(part.pictures.samples) == expected


def test_a_link_to_a_folder_around_it_ends(tmp_path):
    put(tmp_path, "cat", "dog", count=2)
    (tmp_path / "cat" / "up").symlink_to(tmp_path)
    (tmp_path / "cat" / "gone.png").symlink_to(tmp_path / "absent")
    layout = read_layout(open_tree(tmp_path))
    assert [len(paths) for paths in layout.parts["all"].classes.values()] == [3, 2]
    with pytest.raises(DamagedPicturesError, match=r"gone\.png"):
        load_dataset(tmp_path, READING)


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path, monkeypatch):
    put(tmp_path, "cat", "dog", count=2)
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("dog"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DataUnreadableError, match=r"dog cannot be read \(Permission denied\)"):
        load_dataset(tmp_path, READING)


def test_data_is_named_after_its_folder_however_it_is_given(tmp_path, monkeypatch):
    put(tmp_path / "pets" / "inner", "cat", "dog", count=2)
    monkeypatch.chdir(tmp_path / "pets" / "inner")
    assert open_tree(tmp_path.__class__(".")).name == "inner"
    assert open_tree(tmp_path.__class__("..")).name == "pets"
