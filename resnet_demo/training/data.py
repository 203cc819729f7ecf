"""Labelled pictures in memory: digests, the split, and the random crops and flips of batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from resnet_demo.photos.preprocess import Preprocessing

# He et al. 2015, section 4.2: 45k images to train on and 5k to validate on.
VALIDATION_FRACTION = 0.1
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

    def fingerprint(self) -> str:
        """Returns a SHA-256 over pictures and labels in their order, all that training sees."""
        seen = hashlib.sha256(str(tuple(self.images.shape)).encode())
        for tensor in (self.images, self.labels):
            seen.update(tensor.contiguous().numpy().data)
        return seen.hexdigest()

    def select(self, indices: Tensor) -> LabelledImages:
        """Returns the rows at ``indices`` (int64), copied."""
        return LabelledImages(self.images[indices], self.labels[indices])


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
