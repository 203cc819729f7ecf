"""Data sets: CIFAR-10 as torchvision stores it, or class folders, as parts that are trained on and
measured on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import torch
from torchvision import datasets

from resnet_demo.errors import (
    Cifar10Error,
    DamagedPicturesError,
    DataTooLargeError,
    EmptyClassesError,
    InputError,
    ModelClassesError,
    NoTestPartError,
    NoTrainPartError,
    NoValidationError,
    SingleClassError,
    UnknownFoldersError,
)
from resnet_demo.networks.families import CIFAR10_CLASSES
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.settings import Settings
from resnet_demo.training.data import LabelledImages, split_validation
from resnet_demo.training.layout import Layout, Part, PartName, PassedOver, read_layout
from resnet_demo.training.pictures import PictureFolder
from resnet_demo.training.tree import open_tree

CIFAR10_FOLDER = "cifar-10-batches-py"
READING_BATCH = 256
# The pictures, and their padded copy while an epoch runs.
MEMORY_FACTOR = 1 + (1 + 2 * 4 / 32) ** 2


@dataclass(frozen=True)
class Dataset:
    """The three parts of a data set.

    Attributes:
        name: Of CIFAR-10 or of the folder.
        classes: In the order of the labels.
        train: What is trained on.
        validation: What every epoch is validated on.
        test: What is measured when training is over; None when there is no such part.
        split: Whether the validation part was split off the training pictures.
        lacking: Classes without a picture, by the names of the parts that lack them.
        passed_over: What is in the folder and not used.
    """

    name: str
    classes: tuple[str, ...]
    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages | None
    split: bool = True
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed_over: PassedOver = field(default_factory=PassedOver)


@dataclass(frozen=True)
class LabelledPart:
    """One part of a data set, opened to be measured on.

    Attributes:
        name: Which part; ``all`` for class folders without parts.
        classes: Classes of the model that have pictures.
        pictures: In memory, or read when they are needed.
        passed_over: What is in the folder and not used.
    """

    name: PartName
    classes: tuple[str, ...]
    pictures: LabelledImages | PictureFolder
    passed_over: PassedOver = field(default_factory=PassedOver)


@dataclass(frozen=True)
class Reading:
    """How picture files are read.

    Attributes:
        preprocessing: Its single view is what every picture is brought to.
        settings: Limits on files.
        skip_damaged: Go on without pictures that cannot be read.
    """

    preprocessing: Preprocessing
    settings: Settings = field(default_factory=Settings)
    skip_damaged: bool = False


def load_dataset(
    root: Path, reading: Reading, *, download: bool = False, balanced: bool = False
) -> Dataset:
    """Loads CIFAR-10 as torchvision stores it, or any folder of class folders, and splits off the
    validation part where there is none.

    Args:
        root: Holds ``cifar-10-batches-py``, or ``train/<class>/…`` with an optional ``val/<class>``
            and ``test/<class>``, or class folders; or is a ZIP archive of one of the last two.
        reading: How picture files are read.
        download: Fetch CIFAR-10 into ``root`` if it is not there.
        balanced: Split off the same fraction of every class; see :func:`split_validation`.

    Raises:
        DatasetError: The folder is missing, has no classes, could be read in two ways, is too large
            for this machine's memory, or holds pictures that cannot be decoded.
    """
    if download or (root / CIFAR10_FOLDER).is_dir():
        whole = _open_cifar10(root, train=True, download=download)
        train, test = _read_cifar10(whole), _read_cifar10(_open_cifar10(root, train=False))
        dataset = Dataset("CIFAR-10", tuple(whole.classes), train, train, test)
    else:
        dataset = _load_folders(root, reading)
    if len(dataset.classes) < 2:
        raise SingleClassError(root, dataset.classes[0])
    if dataset.split:
        fitting, validation = split_validation(dataset.train, balanced=balanced)
        if not (len(fitting) and len(validation)):
            raise NoValidationError(root)
        dataset = replace(dataset, train=fitting, validation=validation)
    return dataset


def open_labelled_part(
    root: Path, reading: Reading, classes: Sequence[str], aliases: Sequence[str] = ()
) -> LabelledPart:
    """Opens what a model is to be measured on: the test part, or else the validation part, or else
    the class folders.

    Args:
        root: As for :func:`load_dataset`. Not every class needs a folder.
        reading: How picture files are read.
        classes: Labels of the model, in the order of its logits.
        aliases: Other names of the same classes, for instance ImageNet's synset ids.

    Raises:
        DatasetError: As for :func:`load_dataset`, or a folder is no class of the model.
    """
    indices = {name: index for names in (aliases, classes) for index, name in enumerate(names)}
    if (root / CIFAR10_FOLDER).is_dir():
        _check_folders(root, CIFAR10_CLASSES, indices, classes)
        images = _read_cifar10(_open_cifar10(root, train=False))
        rows = torch.tensor([indices[name] for name in CIFAR10_CLASSES])
        return LabelledPart("test", CIFAR10_CLASSES, replace(images, labels=rows[images.labels]))
    layout = read_layout(open_tree(root), indices)
    name = next((name for name in ("test", "validation", "all") if name in layout.parts), None)
    if name is None:
        raise NoTestPartError(root)
    part = layout.parts[name]
    _check_folders(root, tuple(part.classes), indices, classes)
    samples = _list_samples(part, indices)
    if not samples:
        raise EmptyClassesError(root, part.empty_classes)
    seen = {label for _, label in samples}
    present = tuple(label for index, label in enumerate(classes) if index in seen)
    return LabelledPart(name, present, _open_pictures(layout, samples, reading), layout.passed_over)


def _check_folders(
    root: Path, folders: Sequence[str], indices: Collection[str], classes: Sequence[str]
) -> None:
    unknown = [name for name in folders if name not in indices]
    if unknown:
        raise ModelClassesError(root, unknown, classes)


def _open_pictures(
    layout: Layout, samples: Sequence[tuple[str, int]], reading: Reading
) -> PictureFolder:
    return PictureFolder(
        layout.tree,
        tuple(samples),
        reading.preprocessing,
        reading.settings,
        reading.skip_damaged,
    )


def _list_samples(part: Part, indices: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(path, indices[name]) for name, paths in part.classes.items() for path in paths]


def _open_cifar10(root: Path, *, train: bool, download: bool = False) -> datasets.CIFAR10:
    try:
        return datasets.CIFAR10(root, train=train, download=download)
    except (RuntimeError, OSError) as error:
        raise Cifar10Error(root, str(error).rstrip(".")) from error


def _read_cifar10(dataset: datasets.CIFAR10) -> LabelledImages:
    """Returns the images class by class, as class folders hold them: the split goes by position."""
    labels = torch.tensor(dataset.targets)
    return LabelledImages(torch.from_numpy(dataset.data), labels).select(
        labels.argsort(stable=True)
    )


def _load_folders(root: Path, reading: Reading) -> Dataset:
    layout = read_layout(open_tree(root))
    base = layout.parts.get("all") or layout.parts.get("train")
    if base is None:
        raise NoTrainPartError(root, [part.path for part in layout.parts.values()])
    if base.empty_classes:
        raise EmptyClassesError(root, base.empty_classes)
    classes = tuple(base.classes)
    for name, part in layout.parts.items():
        unknown = [folder for folder in part.classes if folder not in base.classes]
        if unknown:
            raise UnknownFoldersError(root, name, unknown, classes)
    parts, damaged = _read_parts(layout, classes, reading)
    lacking = {name: _list_lacking(images, classes) for name, images in parts.items()}
    train = parts["all" if "all" in parts else "train"]
    if _list_lacking(train, classes):
        raise EmptyClassesError(root, _list_lacking(train, classes))
    return Dataset(
        layout.tree.name,
        classes,
        train,
        parts.get("validation", train),
        parts.get("test"),
        split="validation" not in parts,
        lacking={name: labels for name, labels in lacking.items() if labels},
        passed_over=layout.passed_over.skip(tuple(damaged)),
    )


def _list_lacking(images: LabelledImages, classes: Sequence[str]) -> tuple[str, ...]:
    counts = images.labels.bincount(minlength=len(classes)).tolist()
    return tuple(name for name, count in zip(classes, counts, strict=True) if not count)


def _read_parts(
    layout: Layout, classes: Sequence[str], reading: Reading
) -> tuple[dict[PartName, LabelledImages], dict[str, InputError]]:
    """Reads every part into memory; returns them, and what could not be read.

    Raises:
        DataTooLargeError: They do not fit into memory.
        DamagedPicturesError: Pictures cannot be read and are not to be skipped.
    """
    indices = {name: index for index, name in enumerate(classes)}
    samples = {name: _list_samples(part, indices) for name, part in layout.parts.items()}
    count, size = sum(map(len, samples.values())), reading.preprocessing.input_size
    needed = round(count * size * size * 3 * MEMORY_FACTOR)
    free = psutil.virtual_memory().available
    if needed > free:
        raise DataTooLargeError(layout.tree.path, count, size, needed, free)
    parts: dict[PartName, LabelledImages] = {}
    damaged: dict[str, InputError] = {}
    for name, rows in samples.items():
        pictures = _open_pictures(layout, rows, reading)
        parts[name] = _read_into_memory(pictures)
        damaged |= pictures.damaged
    if damaged and not reading.skip_damaged:
        raise DamagedPicturesError(layout.tree.path, damaged)
    return parts, damaged


def _read_into_memory(pictures: PictureFolder) -> LabelledImages:
    side = pictures.preprocessing.input_size
    images = torch.empty((len(pictures), side, side, 3), dtype=torch.uint8)
    labels = torch.empty(len(pictures), dtype=torch.int64)
    done = 0
    for batch, answers in pictures.read(READING_BATCH):
        images[done : done + len(batch)] = batch.permute(0, 2, 3, 1)
        labels[done : done + len(batch)] = answers
        done += len(batch)
    return LabelledImages(images[:done], labels[:done])
