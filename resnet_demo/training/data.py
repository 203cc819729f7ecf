"""Training data, decoded once into memory, and the random crops and flips of whole batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision import datasets

from resnet_demo.config import Settings
from resnet_demo.errors import DatasetError, InputError
from resnet_demo.images import open_image
from resnet_demo.preprocess import Preset, cut_single_view

CIFAR10_FOLDER = "cifar-10-batches-py"
# He et al. 2015, section 4.2: 45k images to train on and 5k to validate on.
VALIDATION_FRACTION = 0.1
# One fixed split for every model and every training seed, so that no model ever trains on another's
# validation images.
SPLIT_SEED = 20151210
CROP_PADDING = 4


@dataclass(frozen=True)
class LabelledImages:
    """Decoded pictures with their labels.

    Attributes:
        images: (N, H, W, 3), uint8.
        labels: (N,), int64, indices into the classes of the dataset.
    """

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def select(self, indices: Tensor) -> LabelledImages:
        """Returns the rows at ``indices`` (int64), copied."""
        return LabelledImages(self.images[indices], self.labels[indices])


@dataclass(frozen=True)
class Dataset:
    """The three parts of a data set; ``test`` is None when the folder has no test part."""

    name: str
    classes: tuple[str, ...]
    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages | None


def load_dataset(root: Path, preset: Preset, *, download: bool = False) -> Dataset:
    """Loads CIFAR-10 as torchvision stores it, or any folder of class folders, and splits off the
    validation part.

    Args:
        root: Holds ``cifar-10-batches-py``, or ``train/<class>/…`` with an optional
            ``test/<class>/…``, or class folders.
        preset: Its single view is what every picture is brought to.
        download: Fetch CIFAR-10 into ``root`` if it is not there.

    Raises:
        DatasetError: The folder is missing, has no classes, or holds a picture that cannot be
            decoded.
    """
    if download or (root / CIFAR10_FOLDER).is_dir():
        whole = _open_cifar10(root, train=True, download=download)
        name, classes, train = "CIFAR-10", tuple(whole.classes), _read_cifar10(whole)
        test: LabelledImages | None = _read_cifar10(_open_cifar10(root, train=False))
    else:
        name, classes, train, test = _load_folders(root, preset)
    if len(train) < 2:
        raise DatasetError(root, "it has fewer than two pictures", "Add pictures to each class.")
    fitting, validation = split_validation(train)
    return Dataset(name, classes, fitting, validation, test)


def load_test_images(root: Path, preset: Preset, classes: tuple[str, ...]) -> LabelledImages:
    """Loads only the test part: CIFAR-10's, or ``test/<class>/…``, or else the class folders.

    Args:
        root: The folder.
        preset: Its single view is what every picture is brought to.
        classes: The class folders that must be there, in the order of the model's logits.

    Raises:
        DatasetError: As for :func:`load_dataset`, or the classes are others.
    """
    if (root / CIFAR10_FOLDER).is_dir():
        dataset = _open_cifar10(root, train=False)
        found, part = tuple(dataset.classes), _read_cifar10(dataset)
    else:
        found, part = _read_folder(root / "test" if (root / "test").is_dir() else root, preset)
    if found != classes:
        remedy = f"The model needs these class folders: {', '.join(classes[:10])} …"
        raise DatasetError(root, f"its classes ({', '.join(found[:10])} …) are others", remedy)
    return part


def split_validation(part: LabelledImages) -> tuple[LabelledImages, LabelledImages]:
    """Splits one image in ten off for validation, the same ones every time."""
    order = torch.randperm(len(part), generator=torch.Generator().manual_seed(SPLIT_SEED))
    count = max(1, round(len(part) * VALIDATION_FRACTION))
    return part.select(order[count:]), part.select(order[:count])


def _open_cifar10(root: Path, *, train: bool, download: bool = False) -> datasets.CIFAR10:
    try:
        return datasets.CIFAR10(root, train=train, download=download)
    except (RuntimeError, OSError) as error:
        raise DatasetError(
            root, str(error), "Pass --download to fetch CIFAR-10, or check the folder."
        ) from error


def _read_cifar10(dataset: datasets.CIFAR10) -> LabelledImages:
    return LabelledImages(torch.from_numpy(dataset.data), torch.tensor(dataset.targets))


def _load_folders(
    root: Path, preset: Preset
) -> tuple[str, tuple[str, ...], LabelledImages, LabelledImages | None]:
    has_parts = (root / "train").is_dir()
    classes, train = _read_folder(root / "train" if has_parts else root, preset)
    test = None
    if has_parts and (root / "test").is_dir():
        test_classes, test = _read_folder(root / "test", preset)
        if test_classes != classes:
            raise DatasetError(
                root, "train and test have different class folders", "Give both the same folders."
            )
    return root.absolute().name, classes, train, test


def _read_folder(folder: Path, preset: Preset) -> tuple[tuple[str, ...], LabelledImages]:
    remedy = "It needs one folder a class with pictures in it (or --download for CIFAR-10)."
    if not folder.is_dir():
        raise DatasetError(folder, "there is no such folder", remedy)
    try:
        dataset = datasets.ImageFolder(str(folder))
    except FileNotFoundError as error:
        raise DatasetError(
            folder, "it has no class folders, or one of them holds no picture", remedy
        ) from error
    size = preset.input_size
    images = np.empty((len(dataset), size, size, 3), dtype=np.uint8)
    for row, (path, _) in enumerate(dataset.samples):
        try:
            picture = open_image(Path(path), settings=Settings()).rgb
        except InputError as error:
            raise DatasetError(folder, str(error), "Replace or delete that file.") from error
        images[row] = np.asarray(cut_single_view(picture, preset))
    return tuple(dataset.classes), LabelledImages(
        torch.from_numpy(images), torch.tensor(dataset.targets)
    )


def iterate_augmented(
    part: LabelledImages, batch_size: int, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yields one epoch of shuffled batches, each image randomly shifted by up to 4 pixels and
    mirrored half the time.

    The incomplete batch at the end is dropped, so that every step of an epoch sees the same shape.

    Yields:
        uint8 pictures (batch_size, 3, H, W) in channels_last order, and their labels (batch_size,).
    """
    # Black around the image (He et al. 2015 pad zeros after subtracting the mean, which is grey);
    # (N, H, W, C), so pad C, W, H.
    padded = F.pad(part.images, (0, 0) + (CROP_PADDING,) * 4)
    height, width = part.images.shape[1:3]
    order = torch.randperm(len(part), generator=generator)
    for start in range(0, len(part) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        top, left = torch.randint(0, 2 * CROP_PADDING + 1, (2, batch_size), generator=generator)
        mirrored = torch.rand(batch_size, generator=generator) < 0.5
        columns = torch.arange(width).expand(batch_size, -1)
        columns = torch.where(mirrored[:, None], columns.flip(1), columns) + left[:, None]
        lines = torch.arange(height) + top[:, None]
        # One gather for the whole batch: (B,1,1), (B,H,1), (B,1,W) index into (N, H+8, W+8, 3).
        cropped = padded[rows[:, None, None], lines[:, :, None], columns[:, None, :]]
        yield cropped.permute(0, 3, 1, 2), part.labels[rows]


def iterate_plain(part: LabelledImages, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yields every image once, in order, unchanged: uint8 (≤ batch_size, 3, H, W) and labels."""
    for start in range(0, len(part), batch_size):
        stop = start + batch_size
        yield part.images[start:stop].permute(0, 3, 1, 2), part.labels[start:stop]


def normalize(images: Tensor, preset: Preset, *, size: int | None = None) -> Tensor:
    """Turns uint8 pictures (N, 3, H, W) into a float32 model batch, ``size`` pixels a side."""
    mean, std = (
        torch.tensor(values, device=images.device).view(1, 3, 1, 1)
        for values in (preset.mean, preset.std)
    )
    batch = (images.float() / 255 - mean) / std
    if size is not None and size != batch.shape[-1]:
        batch = F.interpolate(
            batch, size=(size, size), mode="bilinear", antialias=True, align_corners=False
        )
    return batch.contiguous(memory_format=torch.channels_last)
