"""The strengths of skips and branches, as they travel with a batch."""

# Without ``from __future__ import annotations``: TorchScript reads the types of a named tuple as
# objects, not as text.

from typing import NamedTuple

import torch
from torch import Tensor


class Gates(NamedTuple):
    """Strengths of the skips and branches of every block, in block order.

    A block computes ``relu(branch * F(x) + skip * shortcut(x))``. The projection of a down-sampling
    block counts as its shortcut.

    Attributes:
        skip: (B,) for the whole batch or (N, B) for one row a sample; None leaves every skip at 1.
        branch: The same for the residual branches.
    """

    skip: Tensor | None = None
    branch: Tensor | None = None

    def to(self, device: torch.device) -> "Gates":
        """Returns the same strengths on a device."""
        return Gates(*(None if s is None else s.to(device) for s in self))

    def at_samples(self, start: int, stop: int) -> "Gates":
        """Returns the strengths of some samples; those of a whole batch stay as they are."""
        return Gates(*(s if s is None or s.dim() == 1 else s[start:stop] for s in self))

    def at_block(self, index: int) -> tuple[Tensor | None, Tensor | None]:
        """Returns one block's (skip, branch), shaped to multiply an (N, C, H, W) tensor."""
        return select_block(self.skip, index), select_block(self.branch, index)


def select_block(strengths: Tensor | None, index: int) -> Tensor | None:
    """Returns the strengths of one block: (B,) gives a scalar, (N, B) gives (N, 1, 1, 1)."""
    if strengths is None:
        return None
    return strengths[index] if strengths.dim() == 1 else strengths[:, index].view(-1, 1, 1, 1)


def check_shape(strengths: Tensor | None, blocks: int, batch_size: int) -> None:
    """Checks a shape where TorchScript runs, which can raise no error of this package.

    Raises:
        ValueError: It is neither (B,) nor (N, B), or there are no such strengths.
    """
    if strengths is not None:
        fits = 1 <= strengths.dim() <= 2 and strengths.size(-1) == blocks
        if strengths.dim() == 2 and strengths.size(0) != batch_size:
            fits = False
        if not fits:
            raise ValueError(f"Strengths of the shape {strengths.shape} for {blocks} blocks")


def count_not_finite(strengths: Tensor) -> int:
    """Counts NaN and infinity where the numbers are at hand; 0 where ``has_numbers`` says no."""
    return int((~strengths.isfinite()).sum()) if has_numbers(strengths) else 0


def has_numbers(strengths: Tensor) -> bool:
    """Returns whether the numbers of a tensor can be looked at without harm.

    They are not there yet while torch compiles, exports or traces, inside ``torch.func.vmap`` and
    the like, and on the meta device. On an accelerator the program would have to wait for them, and
    the capture of a CUDA graph would fail.
    """
    if torch.compiler.is_compiling() or torch.jit.is_tracing():  # type: ignore[attr-defined,no-untyped-call]
        return False
    is_stand_in = type(strengths) not in {Tensor, torch.nn.Parameter}
    is_transformed = torch._C._functorch.is_functorch_wrapped_tensor(strengths)
    is_dispatched = torch._C._len_torch_dispatch_stack() > 0  # make_fx traces in such a mode
    return strengths.device.type == "cpu" and not (is_stand_in or is_transformed or is_dispatched)
