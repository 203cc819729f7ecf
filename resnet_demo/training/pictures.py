"""Folders of pictures, one a class, read when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor
from torchvision import datasets
from torchvision.transforms.v2.functional import pil_to_tensor

from resnet_demo.errors import DatasetError, InputError
from resnet_demo.photos.open import open_image
from resnet_demo.photos.preprocess import Preprocessing, cut_single_view
from resnet_demo.settings import Settings

# What torchvision knows, and what else the app reads.
EXTENSIONS = (*datasets.folder.IMG_EXTENSIONS, ".gif", ".avif", ".jfif", ".heic", ".heif")


class ClassFolders(datasets.ImageFolder):  # type: ignore[misc]  # torchvision is untyped
    """Class folders as torchvision reads them, but for hidden ones."""

    @staticmethod
    def find_classes(directory: str) -> tuple[list[str], dict[str, int]]:
        """Lists the classes of a folder in order, with their indices."""
        folders = (path for path in Path(directory).iterdir() if path.is_dir())
        classes = sorted(path.name for path in folders if not path.name.startswith("."))
        if not classes:
            raise FileNotFoundError("It has no class folders")
        return classes, {name: index for index, name in enumerate(classes)}


def is_picture(path: str) -> bool:
    """Whether a file's name is that of a picture, and not hidden."""
    name = Path(path).name
    return name.lower().endswith(EXTENSIONS) and not name.startswith(".")


def open_folder(folder: Path) -> ClassFolders:
    """Lists the pictures of class folders.

    Raises:
        DatasetError: The folder is missing, has no classes, or a class has no picture.
    """
    remedy = "It needs one folder a class with pictures in it (or --download for CIFAR-10)."
    if not folder.is_dir():
        raise DatasetError(folder, "there is no such folder", remedy)
    try:
        return ClassFolders(str(folder), is_valid_file=is_picture)
    except FileNotFoundError as error:
        # torchvision names the classes without a picture before it lists the file types.
        reason = str(error).partition(". ")[0].removesuffix(".")
        raise DatasetError(folder, reason[:1].lower() + reason[1:], remedy) from error


@dataclass(frozen=True)
class PictureFolder:
    """Labelled picture files, read a batch at a time; ``samples`` are (path, label index) and
    ``settings`` hold the limits on files.
    """

    samples: tuple[tuple[Path, int], ...]
    preprocessing: Preprocessing
    settings: Settings = field(default_factory=Settings)

    def __len__(self) -> int:
        return len(self.samples)

    def batches(self, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yields every picture once, in order: uint8 (≤ batch_size, 3, S, S), labels.

        Raises:
            DatasetError: A picture cannot be decoded.
        """
        with ThreadPoolExecutor() as pool:  # Pillow decodes outside Python's lock
            for start in range(0, len(self), batch_size):
                samples = self.samples[start : start + batch_size]
                pictures = list(pool.map(self._read, [path for path, _ in samples]))
                yield torch.stack(pictures), torch.tensor([label for _, label in samples])

    def _read(self, path: Path) -> Tensor:
        try:
            picture = open_image(path, settings=self.settings).rgb
        except InputError as error:
            reason = str(error).removesuffix(".")
            raise DatasetError(path.parent, reason, "Replace or delete that file.") from error
        pixels: Tensor = pil_to_tensor(cut_single_view(picture, self.preprocessing))
        return pixels
