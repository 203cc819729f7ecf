"""Every error this package raises on purpose.

::

    ResNetLabError
    ├── InputError                 a file the user gave
    │   ├── UnreadableFileError
    │   ├── ImageTooLargeError
    │   ├── UnsupportedImageError
    │   └── CorruptImageError
    ├── SelectionError             a choice the user made
    │   ├── UnknownModelError
    │   ├── UnsupportedDepthError
    │   ├── GateError
    │   ├── PlanError
    │   ├── OptionError
    │   ├── UnwritableFolderError
    │   └── DeviceError
    ├── WeightsError               a model that cannot be loaded or trusted
    │   ├── WeightsMissingError
    │   ├── WeightsMismatchError
    │   ├── WeightsOfflineError
    │   ├── NonFiniteLogitsError
    │   └── NonFiniteSignalsError
    ├── SaliencyError              a map that cannot be made
    │   ├── NonFiniteMapError
    │   └── SaliencyTimeoutError
    └── TrainingError              training or evaluation cannot go on
        ├── DatasetError
        ├── CheckpointError
        └── DivergedError

A constructor takes fields and builds the sentence once: what is wrong, what the limit is, what to
do. The fields stay on the error (``error.fields``) so that a user interface can say the same in
another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ResNetLabError(Exception):
    """Base of every error raised on purpose; ``fields`` holds what its sentence is built from."""

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.fields = fields


def format_bytes(size: float, digits: int = 3) -> str:
    """Returns a size in bytes as people write it, for instance ``20 MB`` (powers of 1000)."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.{digits}g} {unit}"
        size /= 1000
    return f"{size:.{digits}g} GB"


# --- InputError ---------------------------------------------------------------------------------


class InputError(ResNetLabError):
    """A file the user gave cannot be used."""


class UnreadableFileError(InputError):
    """There is no file to read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name} cannot be read: {reason}. Check the path.", name=name, reason=reason
        )


class ImageTooLargeError(InputError):
    """The file is over the limit for bytes, or its header announces too many pixels."""

    def __init__(self, name: str, found: str, limit: str) -> None:
        super().__init__(
            f"{name} is too large: {found}, and the limit is {limit}. "
            "Make the picture smaller and try again.",
            name=name,
            found=found,
            limit=limit,
        )


class UnsupportedImageError(InputError):
    """The file is not a picture in a format that can be read."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"{name} is not a picture this app can read ({found}). "
            "Use JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
            name=name,
            found=found,
        )


class CorruptImageError(InputError):
    """The file claims to be a picture but its data is damaged or incomplete."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name} is damaged or incomplete ({reason}). Save or download the picture again.",
            name=name,
            reason=reason,
        )


# --- SelectionError -----------------------------------------------------------------------------


class SelectionError(ResNetLabError):
    """A choice does not exist or does not fit the other choices."""


class UnknownModelError(SelectionError):
    """No model has this key."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        names = ", ".join(known)
        super().__init__(f"There is no model {key!r}. Known models: {names}.", key=key, known=names)


class UnsupportedDepthError(SelectionError):
    """The architecture family has no network of this depth."""

    def __init__(self, depth: int, family: str, known: Sequence[int]) -> None:
        names = ", ".join(map(str, known))
        super().__init__(
            f"There is no {family} ResNet of depth {depth}. Choose one of {names}.",
            depth=depth,
            family=family,
            known=names,
        )


class GateError(SelectionError):
    """Skip or branch strengths do not fit the network or the batch."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"These skip or branch strengths do not fit: {reason}.", reason=reason)


class PlanError(SelectionError):
    """An ablation plan cannot be read or does not fit its model."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This ablation plan does not fit: {reason}.", reason=reason)


class OptionError(SelectionError):
    """An option has a value outside what it accepts."""

    def __init__(self, option: str, value: object, accepted: str) -> None:
        super().__init__(
            f"{option} cannot be {value!r}. It accepts {accepted}.",
            option=option,
            value=value,
            accepted=accepted,
        )


class UnwritableFolderError(SelectionError):
    """Results cannot be written where they should go."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be written to ({reason}). Choose another folder.",
            path=path,
            reason=reason,
        )


class DeviceError(SelectionError):
    """The requested device is not on this machine."""

    def __init__(self, device: str, available: Sequence[str]) -> None:
        names = ", ".join(available)
        super().__init__(
            f"This machine has no device {device!r}. Choose one of {names}, or auto.",
            device=device,
            available=names,
        )


# --- WeightsError -------------------------------------------------------------------------------


class WeightsError(ResNetLabError):
    """A model cannot be loaded, or what it computes cannot be trusted."""


class WeightsMissingError(WeightsError):
    """The model is known but its weights are not on this machine, and nothing fetches them."""

    def __init__(self, key: str, searched: Sequence[Path], available: Sequence[str]) -> None:
        folders = ", ".join(str(folder) for folder in searched)
        models = ", ".join(available) or "none"
        super().__init__(
            f"The weights of {key} are not on this machine (looked in {folders}). "
            f"Train them with `python -m resnet_demo train`, "
            f"or choose a model that is here: {models}.",
            key=key,
            searched=folders,
            available=models,
        )


class WeightsMismatchError(WeightsError):
    """A weights file is not what its card, or the architecture, says it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be trusted: {reason}. Fetch the file again, or retrain the model.",
            path=str(path),
            reason=reason,
        )


class WeightsOfflineError(WeightsError):
    """Weights that live on a hub could not be fetched in the time allowed."""

    def __init__(self, key: str, source: str, reason: str, available: Sequence[str]) -> None:
        models = ", ".join(available) or "none"
        super().__init__(
            f"The weights of {key} are not on this machine "
            f"and {source} could not be reached ({reason}). "
            f"Connect to the network and try again, or choose a model that is here: {models}.",
            key=key,
            source=source,
            reason=reason,
            available=models,
        )


class NonFiniteLogitsError(WeightsError):
    """The network answered with NaN or infinity; no label can be read from that."""

    def __init__(self, key: str, count: int) -> None:
        super().__init__(
            f"{key} gave {count} logits that are not finite (NaN or infinity), "
            f"so there is no answer to show. "
            f"Its weights may be damaged; on a GPU, try the CPU.",
            key=key,
            count=count,
        )


class NonFiniteSignalsError(WeightsError):
    """Responses or gradients inside the network are NaN or infinity; nothing can be drawn."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Responses or gradients inside {key} are not finite (NaN or infinity), so there is "
            f"nothing to show. Its weights may be damaged; try another photo or network.",
            key=key,
        )


# --- SaliencyError ------------------------------------------------------------------------------


class SaliencyError(ResNetLabError):
    """A map that cannot be made."""


class NonFiniteMapError(SaliencyError):
    """A map holds NaN or infinity; drawing it would show noise."""

    def __init__(self, method: str, key: str) -> None:
        super().__init__(
            f"{method} gave a map of {key} with NaN or infinity in it, so there is nothing to "
            f"show. Try another method or another photo.",
            method=method,
            key=key,
        )


class SaliencyTimeoutError(SaliencyError):
    """A map takes longer than this deployment allows."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(
            f"The map was not ready after {timeout_s:g} s, the limit here. Take fewer samples, a "
            f"larger step, a shallower network, or a faster method such as Grad-CAM.",
            timeout_s=timeout_s,
        )


# --- TrainingError ------------------------------------------------------------------------------


class TrainingError(ResNetLabError):
    """Training or evaluation cannot start or go on."""


class DatasetError(TrainingError):
    """The training or test data is missing or is not laid out as expected."""

    def __init__(self, root: Path, reason: str, remedy: str) -> None:
        super().__init__(
            f"The data in {root} cannot be used: {reason}. {remedy}", root=str(root), reason=reason
        )


class CheckpointError(TrainingError):
    """A checkpoint is missing, damaged, or belongs to another run."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        super().__init__(
            f"The checkpoint {path} cannot be used: {reason}. {remedy}",
            path=str(path),
            reason=reason,
        )


class DivergedError(TrainingError):
    """The loss became NaN or infinite."""

    def __init__(self, epoch: int, step: int, learning_rate: float) -> None:
        super().__init__(
            f"The training loss stopped being finite in epoch {epoch}, step {step} "
            f"(learning rate {learning_rate:.3g}). "
            f"Start again with a lower --learning-rate, or check the data.",
            epoch=epoch,
            step=step,
            learning_rate=learning_rate,
        )
