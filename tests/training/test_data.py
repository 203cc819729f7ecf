"""Folders and CIFAR-10 as data sets: parts, pixels, augmentation, and unusable folders."""

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_demo.errors import DatasetError
from resnet_demo.preprocess import CIFAR10_PRESET
from resnet_demo.training.data import (
    LabelledImages,
    iterate_augmented,
    load_dataset,
    normalize,
    open_test_pictures,
)


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
    part = open_test_pictures(tmp_path, CIFAR10_PRESET, ("a", "b"))
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
        (lambda root: (root / "cat").mkdir() or root, "holds no picture"),
        (make_folder_with_a_bad_picture, r"a\.png"),
        (lambda root: (root / "cifar-10-batches-py").mkdir() or root, "--download"),
    ],
)
def test_unusable_data_is_named(tmp_path, make, words):
    with pytest.raises(DatasetError, match=words):
        load_dataset(make(tmp_path), CIFAR10_PRESET)


def test_evaluating_on_other_classes_is_refused(folder):
    with pytest.raises(DatasetError, match=r"no class blue, green, red.*cat, dog"):
        open_test_pictures(folder, CIFAR10_PRESET, ("cat", "dog"))


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
    colour = torch.tensor(CIFAR10_PRESET.mean).mul(255).round().to(torch.uint8)
    batch = normalize(colour.view(1, 3, 1, 1).expand(1, 3, 32, 32), CIFAR10_PRESET, size=24)
    assert batch.shape == (1, 3, 24, 24)
    assert batch.abs().max() < 0.01


def test_a_single_picture_is_not_a_data_set(tmp_path):
    (tmp_path / "cat").mkdir()
    Image.new("RGB", (32, 32)).save(tmp_path / "cat" / "a.png")
    with pytest.raises(DatasetError, match="fewer than two"):
        load_dataset(tmp_path, CIFAR10_PRESET)
