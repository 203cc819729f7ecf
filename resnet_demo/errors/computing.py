"""What was computed is not finite, or takes too long.

::

    WeightsError
    ├── NonFiniteLogitsError
    └── NonFiniteSignalsError
    SaliencyError
    ├── NonFiniteMapError
    └── SaliencyTimeoutError
    ResNetLabError
    └── RequestTimeoutError    a request that takes longer than it may
"""

from __future__ import annotations

from dataclasses import dataclass

from resnet_demo.errors.base import ResNetLabError, SaliencyError, WeightsError


@dataclass(eq=False)
class NonFiniteLogitsError(WeightsError):
    """The network answered with NaN or infinity; no label can be read from that."""

    key: str
    count: int


@dataclass(eq=False)
class NonFiniteSignalsError(WeightsError):
    """Responses or gradients inside the network are NaN or infinity; nothing can be drawn."""

    key: str


@dataclass(eq=False)
class NonFiniteMapError(SaliencyError):
    """A map holds NaN or infinity; drawing it would show noise."""

    method: str
    key: str


@dataclass(eq=False)
class SaliencyTimeoutError(SaliencyError):
    """A map takes longer than this deployment allows."""

    timeout_s: float


@dataclass(eq=False)
class RequestTimeoutError(ResNetLabError):
    """A request takes longer than this deployment allows."""

    timeout_s: float
