"""Where each block of an architecture stands, and what the whole costs, without building it."""

from __future__ import annotations

from dataclasses import dataclass

from resnet_demo.networks.architecture import STEMS, Architecture, block_ids
from resnet_demo.networks.blocks import BLOCKS, Convolution, Costs


@dataclass(frozen=True)
class Place:
    """Where a block stands, and so what it is built with.

    Attributes:
        name: The block's id, ``layer2.0``.
        in_channels: Channels of its input.
        width: Base width of its stage.
        stride: 2 in the first block of every stage but the first, else 1.
        changes_shape: Whether its output has another shape than its input.
    """

    name: str
    in_channels: int
    width: int
    stride: int
    changes_shape: bool

    @property
    def stage(self) -> str:
        """The stage it belongs to, ``layer2``."""
        return self.name.partition(".")[0]


def list_places(architecture: Architecture) -> tuple[Place, ...]:
    """Lists where the blocks of an architecture stand, in forward order."""
    block, channels = BLOCKS[architecture.block], architecture.widths[0]
    names, places = iter(block_ids(architecture)), []
    for stage, (count, width) in enumerate(
        zip(architecture.blocks, architecture.widths, strict=True)
    ):
        for position in range(count):
            stride = 2 if stage > 0 and position == 0 else 1
            changes_shape = block.changes_shape(channels, width, stride)
            places.append(Place(next(names), channels, width, stride, changes_shape))
            channels = count_channels(architecture, stage)
    return tuple(places)


def count_channels(architecture: Architecture, stage: int) -> int:
    """Returns the channels of a stage's output; stages count from 0."""
    return architecture.widths[stage] * BLOCKS[architecture.block].expansion


def describe_stem(architecture: Architecture) -> Convolution:
    """Returns the first convolution of a network."""
    stem = STEMS[architecture.stem]
    return Convolution(3, architecture.widths[0], stem.kernel, stem.stride)


def count_costs(architecture: Architecture, size: int) -> Costs:
    """Counts what a network costs, without building it.

    Args:
        architecture: The network.
        size: Side of its input in pixels.
    """
    block, convolution = BLOCKS[architecture.block], describe_stem(architecture)
    costs, side = [convolution.count_costs(size)], convolution.shrink(size)
    if STEMS[architecture.stem].pooled:
        side = -(-side // 2)
    for place in list_places(architecture):
        where = (place.in_channels, place.width, place.stride)
        costs.append(block.count_costs(*where, architecture, side))
        side = -(-side // place.stride)
    linear = count_channels(architecture, -1) * architecture.num_classes
    costs.append(Costs(linear + architecture.num_classes, linear))
    parameters, macs = (sum(values) for values in zip(*costs, strict=True))
    return Costs(parameters, macs)
