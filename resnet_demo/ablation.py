"""Which skips and branches of a network are weakened, and by how much."""

from __future__ import annotations

import torch

from resnet_demo.architecture import Architecture, block_ids
from resnet_demo.resnet import Gates


def remove_all_skips(architecture: Architecture) -> Gates:
    """Returns gates that set every skip of a residual network to 0 and leave every branch at 1.

    This is *skip removal* in a trained network; it is not the plain twin, which was trained without
    skips.
    """
    return Gates(skip=torch.zeros(len(block_ids(architecture))))
