"""Random numbers for every seed, also those that torch's own generator cannot tell apart."""

from __future__ import annotations

import torch

# More random numbers than the drawing of one set of blocks takes.
PIECE = 4096


def make_generator(seed: int) -> torch.Generator:
    """Returns a generator on the CPU whose numbers depend on the whole of a seed.

    torch's generator on the CPU (mt19937) reads the lowest 32 bits of a seed only. The bits above
    say how many pieces of its sequence are skipped; a smaller seed gives torch's own numbers.

    Args:
        seed: At least 0.
    """
    pieces, lowest = divmod(seed, 2**32)
    generator = torch.Generator().manual_seed(lowest)
    piece = torch.empty(PIECE)
    for _ in range(pieces):
        piece.uniform_(generator=generator)
    return generator
