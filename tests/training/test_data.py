"""Folders and CIFAR-10 as data sets: parts, pixels, augmentation, and unusable folders."""

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_demo.errors import DamagedPicturesError, DatasetError
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
from resnet_demo.settings import Settings
from resnet_demo.training.data import (
    LabelledImages,
    iterate_augmented,
    normalize,
)
from resnet_demo.training.dataset import Reading, load_dataset, open_labelled_part
from tests.training.conftest import READING


def test_folder_is_split_into_three_disjoint_parts(dataset):
    assert dataset.classes == ("blue", "green", "red")
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (108, 12, 15)
    rows = {image.numpy().tobytes() for image in dataset.train.images}
    assert not rows & {image.numpy().tobytes() for image in dataset.validation.images}


def test_folders_keep_exact_pixels_at_full_size(folder, dataset):
    stored = np.asarray(Image.open(folder / "test" / "blue" / "0.png"))
    assert np.array_equal(dataset.test.images[0], stored)


def test_other_sizes_are_cropped_as_the_single_view_is(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (90, 48), (10, 200, 30)).save(tmp_path / name / "wide.jpg")
    part = open_labelled_part(tmp_path, READING, ("a", "b")).pictures
    images, labels = next(part.batches(8))
    assert images.shape == (2, 3, 32, 32)
    assert labels.tolist() == [0, 1]
    assert abs(images.float().mean((0, 2, 3)) - torch.tensor([10.0, 200, 30])).max() < 3


def make_folder_with_a_bad_picture(root):
    (root / "cat").mkdir()
    (root / "cat" / "a.png").write_text("x")
    return root


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda root: root / "absent", "no such folder"),
        (lambda root: root, "no class folders"),
        (lambda root: (root / "cat").mkdir() or root, "no picture that can be used for cat"),
        (make_folder_with_a_bad_picture, r"a\.png"),
        (lambda root: (root / "cifar-10-batches-py").mkdir() or root, "--download"),
    ],
)
def test_unusable_data_is_named(tmp_path, make, words):
    with pytest.raises(DatasetError, match=words):
        load_dataset(make(tmp_path), READING)


def test_evaluating_on_other_classes_is_refused(folder):
    with pytest.raises(DatasetError, match=r"no classes of the model: blue, green, red.*cat, dog"):
        open_labelled_part(folder, READING, ("cat", "dog"))


def test_augmentation_only_shifts_up_to_four_pixels_and_mirrors():
    images = torch.randint(1, 255, (64, 32, 32, 3), dtype=torch.uint8)
    part = LabelledImages(images, torch.arange(64))
    padded = torch.zeros(64, 40, 40, 3, dtype=torch.uint8)
    padded[:, 4:36, 4:36] = images
    seen = set()
    for batch, labels in iterate_augmented(part, 16, torch.Generator().manual_seed(0)):
        for image, label in zip(batch.permute(0, 2, 3, 1), labels, strict=True):
            matches = [
                (top, left, mirror)
                for mirror in (False, True)
                for top in range(9)
                for left in range(9)
                if torch.equal(
                    image.flip(1) if mirror else image,
                    padded[label, top : top + 32, left : left + 32],
                )
            ]
            assert len(matches) == 1
            seen.add(matches[0])
    assert len(seen) > 30
    assert {mirror for _, _, mirror in seen} == {False, True}


def test_normalize_gives_zero_mean_at_the_mean_colour():
    colour = torch.tensor(CIFAR10_PREPROCESSING.mean).mul(255).round().to(torch.uint8)
    batch = normalize(colour.view(1, 3, 1, 1).expand(1, 3, 32, 32), CIFAR10_PREPROCESSING, size=24)
    assert batch.shape == (1, 3, 24, 24)
    assert batch.abs().max() < 0.01


def test_one_class_or_nothing_to_validate_on_is_not_a_data_set(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (32, 32)).save(tmp_path / name / "a.png")
    with pytest.raises(DatasetError, match=r"No class .* has a second picture"):
        load_dataset(tmp_path, READING, balanced=True)
    (tmp_path / "dog").rename(tmp_path / ".dog")  # hidden folders are no classes
    with pytest.raises(DatasetError, match=r"one class only \(cat\)"):
        load_dataset(tmp_path, READING)


def test_every_format_the_app_reads_is_trained_on_and_what_it_cannot_read_is_named(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for suffix in ("png", "jpg", "gif", "webp", "avif", "bmp", "tiff"):
            Image.new("RGB", (32, 32), (9, 99, 9)).save(tmp_path / name / f"x.{suffix}")
        (tmp_path / name / ".hidden.png").write_bytes(b"x")
        (tmp_path / name / "notes.txt").write_text("x")
    dataset = load_dataset(tmp_path, READING)
    assert len(dataset.train) + len(dataset.validation) == 14
    (tmp_path / "a" / "phone.HEIC").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    with pytest.raises(DamagedPicturesError, match=r"(?s)Replace or delete.*- a/phone\.HEIC: "):
        load_dataset(tmp_path, READING)


def test_limits_of_the_settings_hold_for_training_too(folder):
    with pytest.raises(DatasetError, match="too large"):
        load_dataset(folder, Reading(CIFAR10_PREPROCESSING, Settings(max_pixels=500)))


def test_a_digest_knows_the_pictures_and_not_their_order(dataset):
    part = dataset.validation
    backwards = part.select(torch.arange(len(part) - 1, -1, -1))
    assert part.digest() == backwards.digest()
    assert part.digest() != part.select(torch.arange(len(part) - 1)).digest()
    assert part.digest() != dataset.test.digest()
