"""Measuring a network on labelled images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from resnet_demo.preprocess import Preset
from resnet_demo.training.data import LabelledImages, iterate_plain, normalize

EVALUATION_BATCH = 500


@dataclass(frozen=True)
class Measurement:
    """Mean cross-entropy in nats, and the fractions of images answered right."""

    loss: float
    accuracy: float
    top5_accuracy: float
    images: int

    @property
    def error(self) -> float:
        """Fraction of images whose top-1 answer is wrong."""
        return 1 - self.accuracy


@torch.inference_mode()
def measure(
    network: nn.Module,
    part: LabelledImages,
    preset: Preset,
    device: torch.device,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Measurement:
    """Classifies every image once, unaugmented, in eval mode (the network's own mode is put back
    afterwards).

    Args:
        network: Maps (N, 3, S, S) to logits (N, K).
        part: The images, of the side the preset expects.
        preset: How to normalise them.
        device: Where the network is.
        on_progress: Called with (images done, images in all) after each batch.
    """
    was_training = network.training
    network.eval()
    loss, right, right5, done = 0.0, 0, 0, 0
    for images, labels in iterate_plain(part, EVALUATION_BATCH):
        labels = labels.to(device)
        logits = network(normalize(images.to(device), preset)).float()
        loss += F.cross_entropy(logits, labels, reduction="sum").item()
        top = logits.topk(min(5, logits.shape[1]), dim=1).indices == labels[:, None]
        right += int(top[:, 0].sum())
        right5 += int(top.any(dim=1).sum())
        done += len(labels)
        on_progress(done, len(part))
    network.train(was_training)
    return Measurement(loss / done, right / done, right5 / done, done)
