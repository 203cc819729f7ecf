"""Training data, decoded once into memory, and the random crops and flips of whole batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision import datasets

from resnet_demo.errors import DatasetError, format_bytes
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.settings import Settings
from resnet_demo.training.pictures import PictureFolder, open_folder

CIFAR10_FOLDER = "cifar-10-batches-py"
# He et al. 2015, section 4.2: 45k images to train on and 5k to validate on.
VALIDATION_FRACTION = 0.1
READING_BATCH = 256
# The pictures, and their padded copy while an epoch runs.
MEMORY_FACTOR = 1 + (1 + 2 * 4 / 32) ** 2
# One fixed split of the same pictures in the same order, for every model and every training seed.
# Cards and checkpoints hold a digest of the validation part, so that another order is noticed.
SPLIT_SEED = 20151210
# He et al. 2015 shift 32×32 images by up to 4 pixels; other sizes by the same fraction.
SHIFT_FRACTION = 4 / 32


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

    def batches(self, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yields every image once, in order, unchanged: uint8 (≤ batch_size, 3, H, W), labels."""
        for start in range(0, len(self), batch_size):
            stop = start + batch_size
            yield self.images[start:stop].permute(0, 3, 1, 2), self.labels[start:stop]

    def digest(self) -> str:
        """Returns a SHA-256 over the pictures that does not depend on their order."""
        hashes = sorted(hashlib.sha256(image.numpy().tobytes()).digest() for image in self.images)
        return hashlib.sha256(b"".join(hashes)).hexdigest()

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


def load_dataset(
    root: Path,
    preprocessing: Preprocessing,
    *,
    download: bool = False,
    balanced: bool = False,
    settings: Settings | None = None,
) -> Dataset:
    """Loads CIFAR-10 as torchvision stores it, or any folder of class folders, and splits off the
    validation part.

    Args:
        root: Holds ``cifar-10-batches-py``, or ``train/<class>/…`` with an optional
            ``test/<class>/…``, or class folders.
        preprocessing: Its single view is what every picture is brought to.
        download: Fetch CIFAR-10 into ``root`` if it is not there.
        balanced: Split off the same fraction of every class; see :func:`split_validation`.
        settings: Limits on files; None for the defaults.

    Raises:
        DatasetError: The folder is missing, has no classes, is too large for this machine's
            memory, or holds a picture that cannot be decoded.
    """
    if download or (root / CIFAR10_FOLDER).is_dir():
        whole = _open_cifar10(root, train=True, download=download)
        name, classes, train = "CIFAR-10", tuple(whole.classes), _read_cifar10(whole)
        test: LabelledImages | None = _read_cifar10(_open_cifar10(root, train=False))
    else:
        name, classes, train, test = _load_folders(root, preprocessing, settings or Settings())
    if len(classes) < 2:
        raise DatasetError(root, f"it has one class only ({classes[0]})", "Add folders of others.")
    fitting, validation = split_validation(train, balanced=balanced)
    if not (len(fitting) and len(validation)):
        raise DatasetError(
            root, "no class has a second picture to validate on", "Add pictures to each class."
        )
    return Dataset(name, classes, fitting, validation, test)


def open_test_pictures(
    root: Path,
    preprocessing: Preprocessing,
    classes: Sequence[str],
    aliases: Sequence[str] = (),
    settings: Settings | None = None,
) -> LabelledImages | PictureFolder:
    """Opens only the test part: CIFAR-10's, or ``test/<class>/…``, or else the class folders.

    Args:
        root: The folder. Not every class needs a folder.
        preprocessing: Its single view is what every picture is brought to.
        classes: Labels of the model, in the order of its logits.
        aliases: Other names of the same classes, for instance ImageNet's synset ids.
        settings: Limits on files; None for the defaults.

    Raises:
        DatasetError: As for :func:`load_dataset`, or a folder is no class of the model.
    """
    if (root / CIFAR10_FOLDER).is_dir():
        part = _read_cifar10(_open_cifar10(root, train=False))
        found: Sequence[str] = CIFAR10_CLASSES
    else:
        folder = open_folder(root / "test" if (root / "test").is_dir() else root)
        found = folder.classes
    indices = {name: index for names in (aliases, classes) for index, name in enumerate(names)}
    unknown = [name for name in found if name not in indices]
    if unknown:
        raise DatasetError(
            root,
            f"the model has no class {', '.join(unknown[:5])}",
            f"Name the folders after its classes: {', '.join(classes[:10])}"
            + (" …" if len(classes) > 10 else "."),
        )
    rows = torch.tensor([indices[name] for name in found])
    if (root / CIFAR10_FOLDER).is_dir():
        return replace(part, labels=rows[part.labels])
    samples = tuple((Path(path), int(rows[label])) for path, label in folder.samples)
    return PictureFolder(samples, preprocessing, settings or Settings())


def split_validation(
    part: LabelledImages, *, balanced: bool = False
) -> tuple[LabelledImages, LabelledImages]:
    """Splits one image in ten off for validation, the same ones every time.

    Args:
        part: All images to train on.
        balanced: Take one in ten of each class, at least one; for small collections, where
            chance would leave classes out. A class of one image keeps it for training.
    """
    order = torch.randperm(len(part), generator=torch.Generator().manual_seed(SPLIT_SEED))
    if not balanced:
        count = max(1, round(len(part) * VALIDATION_FRACTION))
        return part.select(order[count:]), part.select(order[:count])
    groups = [order[part.labels[order] == label] for label in sorted(set(part.labels.tolist()))]
    counts = [
        min(max(1, round(len(group) * VALIDATION_FRACTION)), len(group) - 1) for group in groups
    ]
    pairs = list(zip(groups, counts, strict=True))
    fitting = torch.cat([group[count:] for group, count in pairs])
    validation = torch.cat([group[:count] for group, count in pairs])
    return part.select(fitting), part.select(validation)


def _open_cifar10(root: Path, *, train: bool, download: bool = False) -> datasets.CIFAR10:
    try:
        return datasets.CIFAR10(root, train=train, download=download)
    except (RuntimeError, OSError) as error:
        raise DatasetError(
            root, str(error), "Pass --download to fetch CIFAR-10, or check the folder."
        ) from error


def _read_cifar10(dataset: datasets.CIFAR10) -> LabelledImages:
    """Returns the images class by class, as class folders hold them: the split goes by position."""
    labels = torch.tensor(dataset.targets)
    return LabelledImages(torch.from_numpy(dataset.data), labels).select(
        labels.argsort(stable=True)
    )


def _load_folders(
    root: Path, preprocessing: Preprocessing, settings: Settings
) -> tuple[str, tuple[str, ...], LabelledImages, LabelledImages | None]:
    has_parts = (root / "train").is_dir()
    classes, train = _read_folder(root / "train" if has_parts else root, preprocessing, settings)
    test = None
    if has_parts and (root / "test").is_dir():
        test_classes, test = _read_folder(root / "test", preprocessing, settings)
        if test_classes != classes:
            raise DatasetError(
                root, "train and test have different class folders", "Give both the same folders."
            )
    return root.absolute().name, classes, train, test


def _read_folder(
    folder: Path, preprocessing: Preprocessing, settings: Settings
) -> tuple[tuple[str, ...], LabelledImages]:
    opened = open_folder(folder)
    samples = tuple((Path(path), label) for path, label in opened.samples)
    size = preprocessing.input_size
    needed = round(len(samples) * size * size * 3 * MEMORY_FACTOR)
    memory = psutil.virtual_memory().available
    if needed > memory:
        raise DatasetError(
            folder,
            f"its {len(samples):,} pictures at {size} px need {format_bytes(needed)} of memory, "
            f"and {format_bytes(memory)} are free",
            "Train on fewer pictures or from a model with smaller inputs.",
        )
    images = torch.empty((len(samples), size, size, 3), dtype=torch.uint8)
    done = 0
    for batch, _ in PictureFolder(samples, preprocessing, settings).batches(READING_BATCH):
        images[done : done + len(batch)] = batch.permute(0, 2, 3, 1)
        done += len(batch)
    return tuple(opened.classes), LabelledImages(images, torch.tensor(opened.targets))


def iterate_augmented(
    part: LabelledImages, batch_size: int, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yields one epoch of shuffled batches, each image randomly shifted by up to an eighth of its
    side (4 pixels of 32) and mirrored half the time.

    The incomplete batch at the end is dropped, so that every step of an epoch sees the same shape.

    Yields:
        uint8 pictures (batch_size, 3, H, W) in channels_last order, and their labels (batch_size,).
    """
    # Black around the image (He et al. 2015 pad zeros after subtracting the mean, which is grey);
    # (N, H, W, C), so pad C, W, H.
    height, width = part.images.shape[1:3]
    padding = round(width * SHIFT_FRACTION)
    padded = F.pad(part.images, (0, 0) + (padding,) * 4)
    order = torch.randperm(len(part), generator=generator)
    for start in range(0, len(part) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        top, left = torch.randint(0, 2 * padding + 1, (2, batch_size), generator=generator)
        mirrored = torch.rand(batch_size, generator=generator) < 0.5
        columns = torch.arange(width).expand(batch_size, -1)
        columns = torch.where(mirrored[:, None], columns.flip(1), columns) + left[:, None]
        lines = torch.arange(height) + top[:, None]
        # One gather for the whole batch: (B,1,1), (B,H,1), (B,1,W) index into (N, H+2p, W+2p, 3).
        cropped = padded[rows[:, None, None], lines[:, :, None], columns[:, None, :]]
        yield cropped.permute(0, 3, 1, 2), part.labels[rows]


def normalize(images: Tensor, preprocessing: Preprocessing, *, size: int | None = None) -> Tensor:
    """Turns uint8 pictures (N, 3, H, W) into a float32 model batch, ``size`` pixels a side."""
    mean, std = (
        torch.tensor(values, device=images.device).view(1, 3, 1, 1)
        for values in (preprocessing.mean, preprocessing.std)
    )
    batch = (images.float() / 255 - mean) / std
    if size is not None and size != batch.shape[-1]:
        batch = F.interpolate(
            batch, size=(size, size), mode="bilinear", antialias=True, align_corners=False
        )
    return batch.contiguous(memory_format=torch.channels_last)
