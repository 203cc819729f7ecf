"""What the results of all experiments share."""

from __future__ import annotations

from resnet_demo.errors import ResNetLabError


class Result:
    """Base of every result."""

    @property
    def errors(self) -> tuple[ResNetLabError, ...]:
        """Why parts of the result are missing; they decide the exit code of a command."""
        return ()
