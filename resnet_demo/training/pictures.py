"""The pictures of class folders, read when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import torch
from torch import Tensor

from resnet_demo.errors import DamagedPicturesError, InputError
from resnet_demo.photos.preprocess import Preprocessing, cut_single_view, read_pixels
from resnet_demo.settings import Settings
from resnet_demo.training.tree import PictureTree


@dataclass(frozen=True)
class PictureFolder:
    """Labelled picture files, read a batch at a time.

    Attributes:
        tree: Where they are.
        samples: Path and label index of each.
        preprocessing: Its single view is what every picture is brought to.
        settings: Limits on files.
        skip_damaged: Go on without pictures that cannot be read.
        damaged: What was wrong with the pictures that could not be read, by their paths; filled by
            :meth:`batches`.
    """

    tree: PictureTree
    samples: tuple[tuple[str, int], ...]
    preprocessing: Preprocessing
    settings: Settings = field(default_factory=Settings)
    skip_damaged: bool = False
    damaged: dict[str, InputError] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.samples)

    def batches(self, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yields every picture that can be read once, in order: uint8 (≤ batch_size, 3, S, S),
        labels.

        Raises:
            DamagedPicturesError: Pictures cannot be read and are not to be skipped, or none can be
                read; raised at the end, so that it names them all.
        """
        for images, labels in self.read(batch_size):
            if len(labels):
                yield images, labels
        if self.damaged and (not self.skip_damaged or len(self.damaged) == len(self)):
            raise DamagedPicturesError(self.tree.path, self.damaged)

    def read(self, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yields as :meth:`batches` does, but batches may be empty and nothing is raised."""
        side = self.preprocessing.input_size
        with ThreadPoolExecutor() as pool:  # Pillow decodes outside Python's lock
            for start in range(0, len(self), batch_size):
                samples = self.samples[start : start + batch_size]
                answers = pool.map(self._read, [path for path, _ in samples])
                read = [
                    (picture, label)
                    for picture, (_, label) in zip(answers, samples, strict=True)
                    if picture is not None
                ]
                images = torch.empty((len(read), 3, side, side), dtype=torch.uint8)
                for row, (picture, _) in zip(images, read, strict=True):
                    row.copy_(picture)
                yield images, torch.tensor([label for _, label in read], dtype=torch.int64)

    def _read(self, path: str) -> Tensor | None:
        try:
            picture = self.tree.open_picture(path, self.settings).rgb
        except InputError as error:
            self.damaged[path] = error
            return None
        return read_pixels(cut_single_view(picture, self.preprocessing))
