"""DeepLIFT (rescale rule): Shrikumar et al. 2017, arXiv:1704.02685.

Captum knows the rule of ReLUs; max-pooling has one of its own here, that of SHAP's DeepExplainer
(Lundberg and Lee 2017, arXiv:1705.07874), because Captum's does not sum to f(x) - f(baseline)
behind an ImageNet stem. It undoes the pooling with ``max_unpool2d``, which
keeps one window where several overlap on a pixel. And its hook on the input of the pooling comes
too late: that tensor is the output of a ReLU, which has read the gradient before the hook changes
it. An autograd function needs no hook. (Captum's rule for softmax is not complete either; a score
is made of logits, before any softmax.)
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from captum.attr import DeepLift
from torch import Tensor, nn

from resnet_demo.saliency.method import Attribution, Method, Task


def attribute(task: Task) -> Attribution:
    """Returns contributions by differences from the baseline, which go through every ReLU whole."""
    for parent in list(task.score.modules()):  # of this task's own
        for name, module in list(parent.named_children()):
            if isinstance(module, nn.MaxPool2d):
                setattr(parent, name, _MaxPool(module))
    return Attribution(DeepLift(task.score).attribute(task.batch, task.baseline))


class _MaxPool(nn.Module):
    """Max-pooling whose backward pass carries multipliers, not gradients."""

    def __init__(self, pool: nn.MaxPool2d) -> None:
        super().__init__()
        self.settings = (pool.kernel_size, pool.stride, pool.padding, pool.dilation, pool.ceil_mode)

    def forward(self, both: Tensor) -> Tensor:
        """Maps (2, C, H, W), photo and baseline, to (2, C, H', W')."""
        pooled: Tensor = _PoolByDifference.apply(both, self.settings)
        return pooled


class _PoolByDifference(torch.autograd.Function):
    """The multiplier of an input is its contribution over its difference from the baseline.

    A window's output changes from the baseline's maximum b to the photo's p. What it rises,
    max(p, b) - b, is the contribution of the photo's largest input; what it falls, p - max(p, b),
    of the baseline's largest. Each differs from its counterpart by at least as much, in the same
    direction, so that no multiplier explodes.
    """

    @staticmethod
    def forward(ctx: Any, both: Tensor, settings: tuple[Any, ...]) -> Tensor:  # noqa: ANN401
        pooled, winners = F.max_pool2d(both, *settings, return_indices=True)
        ctx.save_for_backward(both, pooled, winners)
        return pooled

    @staticmethod
    def backward(ctx: Any, multipliers: Tensor) -> tuple[Tensor, None]:  # noqa: ANN401
        both, pooled, winners = ctx.saved_tensors

        def unpool(values: Tensor) -> Tensor:
            flat = torch.zeros_like(both).flatten(2)
            return flat.scatter_add(2, winners.flatten(2), values.flatten(2)).view(both.shape)

        photo, baseline = pooled.chunk(2)
        largest = torch.maximum(photo, baseline)
        rises, falls = unpool(multipliers * torch.cat([largest - baseline, photo - largest])).chunk(
            2
        )
        photo, baseline = both.chunk(2)
        shares = (rises + falls) / (photo - baseline)
        # Where nothing differs there is nothing to share; the multiplier is the gradient.
        same = torch.cat(2 * [photo == baseline])
        return torch.where(same, unpool(multipliers), torch.cat(2 * [shares])), None


METHOD = Method(
    key="deeplift",
    title="DeepLIFT",
    paper="Shrikumar et al. 2017, arXiv:1704.02685",
    baseline="chosen",
    attribute=attribute,
    count_inputs=lambda _task: 2,
    private=True,
    complete=True,
)
