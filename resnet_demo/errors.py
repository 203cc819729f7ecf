"""Every error this package raises on purpose.

::

    ResNetLabError
    ├── InputError             a file the user gave
    │   ├── UnreadableFileError
    │   │   ├── MissingFileError
    │   │   ├── FolderGivenError
    │   │   ├── SpecialFileError
    │   │   └── FileAccessError
    │   ├── ImageTooLargeError
    │   │   ├── FileTooLargeError
    │   │   ├── TooManyPixelsError
    │   │   └── FarTooManyPixelsError
    │   ├── UnsupportedImageError
    │   └── CorruptImageError
    │       ├── DamagedImageError
    │       ├── DamagedHeaderError
    │       ├── ChecksumError
    │       ├── TruncatedImageError
    │       ├── NoPixelsError
    │       ├── TooManyPiecesError
    │       └── TooManyPassesError
    ├── SelectionError         a choice the user made
    │   ├── UnknownModelError
    │   ├── UnsupportedDepthError
    │   ├── GateError
    │   │   ├── PlainGateError
    │   │   ├── GateTypeError
    │   │   └── GateShapeError
    │   ├── PlanError
    │   │   ├── StrengthError
    │   │   ├── PlainPlanError
    │   │   ├── UnknownBlockError
    │   │   ├── OtherModelError
    │   │   ├── BlockCountError
    │   │   ├── PlanItemError
    │   │   ├── PlanNotOfferedError
    │   │   ├── EmptyDrawingError
    │   │   └── DrawingMismatchError
    │   ├── OptionError
    │   │   ├── ChoiceError
    │   │   ├── RangeError
    │   │   ├── WholeNumberError
    │   │   ├── MissingOptionError
    │   │   ├── NumberError
    │   │   ├── TextError
    │   │   ├── PinnedPlanMissingError
    │   │   ├── LargeInputsError
    │   │   ├── PackageMissingError
    │   │   ├── NoPhotoError
    │   │   ├── TooManyPhotosError
    │   │   ├── ColumnCountError
    │   │   ├── DifferentClassesError
    │   │   ├── PlanBesideColumnsError
    │   │   ├── PlainNetworkError
    │   │   ├── ReservedTagError
    │   │   ├── MethodsMissingError
    │   │   ├── UnknownClassError
    │   │   │   ├── SimilarClassError
    │   │   │   └── UnlistedClassError
    │   │   ├── AmbiguousClassError
    │   │   ├── SameClassError
    │   │   ├── VersusUnsupportedError
    │   │   ├── UnknownLayerError
    │   │   ├── StrideError
    │   │   └── EnvironmentVariableError
    │   │       ├── SwitchVariableError
    │   │       ├── NumberVariableError
    │   │       ├── WholeVariableError
    │   │       └── FolderVariableError
    │   ├── UnwritableFolderError
    │   ├── OutputLostError
    │   ├── DeviceError
    │   └── AddressError
    ├── WeightsError           a model that cannot be loaded or trusted
    │   ├── WeightsMissingError
    │   ├── WeightsMismatchError
    │   │   ├── WeightsUnreadableError
    │   │   ├── NotSafetensorsError
    │   │   ├── DigestError
    │   │   ├── ArchitectureMismatchError
    │   │   ├── CardMissingError
    │   │   ├── CardDamagedError
    │   │   ├── CardModelError
    │   │   ├── CardClassesError
    │   │   ├── CardInputsError
    │   │   └── CardPreprocessingError
    │   ├── WeightsOfflineError
    │   │   ├── HubDisabledError
    │   │   ├── HubTimeoutError
    │   │   ├── HubConnectionError
    │   │   ├── HubStatusError
    │   │   └── HubDownloadError
    │   ├── NonFiniteLogitsError
    │   └── NonFiniteSignalsError
    ├── SaliencyError          a map that cannot be made
    │   ├── NonFiniteMapError
    │   └── SaliencyTimeoutError
    ├── RequestTimeoutError    a request that takes longer than it may
    └── TrainingError          training or evaluation cannot go on
        ├── DatasetError
        ├── CheckpointError
        └── DivergedError

An error is a type with fields. Its sentence says what is wrong, what the limit is and what to do;
it is made from the template that the type has in ``words/<language>/errors.py``. Families, which
callers catch, have no template.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from resnet_demo.words.templates import describe_error
from resnet_demo.words.templates import format_bytes as format_bytes


class ResNetLabError(Exception):
    """Base of every error raised on purpose. A type is a dataclass of its fields, for which
    ``words/<language>/errors.py`` has a template.
    """

    def __init__(self, message: str = "", **fields: object) -> None:  # of types without a template
        super().__init__(message)
        self._fields = fields

    @property
    def fields(self) -> dict[str, object]:
        """What the sentence is made from."""
        if not dataclasses.is_dataclass(self):
            return self._fields
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    def describe(self, language: str = "en") -> str:
        """Returns the sentence in a language, by the name of its folder in ``words/``."""
        if not dataclasses.is_dataclass(self):
            return super().__str__()
        return describe_error(type(self).__name__, self.fields, language)

    def __str__(self) -> str:
        return self.describe()

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are copied from their positional arguments, which a dataclass does not keep.
        if not dataclasses.is_dataclass(self):
            return (ResNetLabError, (str(self),))
        return type(self), tuple(self.fields.values())


# --- InputError ---------------------------------------------------------------------------------


# What a file is instead of a picture that is read. Each has a phrase in words/<language>/errors.py.
FileKind = Literal[
    "empty",
    "pdf",
    "postscript",
    "office",
    "archive",
    "jpeg2000",
    "photoshop",
    "icon",
    "video",
    "sound",
    "program",
    "html",
    "svg",
    "text",
    "binary",
    "rle_bmp",
    "planar_tiff",
]


class InputError(ResNetLabError):
    """A file the user gave cannot be used."""


class UnreadableFileError(InputError):
    """There is no file to read."""


@dataclass(eq=False)
class MissingFileError(UnreadableFileError):
    """There is no such file; names beside it may be what was meant."""

    path: str
    similar: Sequence[str]


@dataclass(eq=False)
class FolderGivenError(UnreadableFileError):
    """A folder was given where a picture is needed; the first pictures in it are named."""

    path: str
    count: int
    pictures: Sequence[str]


@dataclass(eq=False)
class SpecialFileError(UnreadableFileError):
    """A pipe or a device, which may never end, was given where a picture is needed."""

    path: str


@dataclass(eq=False)
class FileAccessError(UnreadableFileError):
    """The operating system does not let the file be read; ``reason`` is its own."""

    path: str
    reason: str


class ImageTooLargeError(InputError):
    """The file is over the limit for bytes, or its header announces too many pixels."""


@dataclass(eq=False)
class FileTooLargeError(ImageTooLargeError):
    """The file has more bytes than are read."""

    name: str
    size: int
    limit: int


@dataclass(eq=False)
class TooManyPixelsError(ImageTooLargeError):
    """The header announces more pixels than are decoded."""

    name: str
    width: int
    height: int
    pixels: int
    limit: int


@dataclass(eq=False)
class FarTooManyPixelsError(ImageTooLargeError):
    """The header announces more pixels than the decoder itself accepts, which does not count."""

    name: str
    ceiling: int
    limit: int


@dataclass(eq=False)
class UnsupportedImageError(InputError):
    """The file is not a picture in a format that can be read; ``kind`` is what it looks like."""

    name: str
    kind: FileKind


class CorruptImageError(InputError):
    """The file claims to be a picture but its data is damaged or incomplete."""


@dataclass(eq=False)
class DamagedImageError(CorruptImageError):
    """The decoder gives up; ``reason`` is its own."""

    name: str
    reason: str


@dataclass(eq=False)
class DamagedHeaderError(CorruptImageError):
    """What comes before the pixels cannot be understood."""

    name: str


@dataclass(eq=False)
class ChecksumError(CorruptImageError):
    """The pixels are not those that were written."""

    name: str


@dataclass(eq=False)
class TruncatedImageError(CorruptImageError):
    """Too many of the pixels are missing."""

    name: str


@dataclass(eq=False)
class NoPixelsError(CorruptImageError):
    """The picture is zero pixels wide or high, or none of its values is a number."""

    name: str


@dataclass(eq=False)
class TooManyPiecesError(CorruptImageError):
    """The file is cut into pieces to keep a decoder busy."""

    name: str


@dataclass(eq=False)
class TooManyPassesError(CorruptImageError):
    """The picture is stored in passes, each over all its pixels, to keep a decoder busy."""

    name: str


# --- SelectionError -----------------------------------------------------------------------------


class SelectionError(ResNetLabError):
    """A choice does not exist or does not fit the other choices."""


@dataclass(eq=False)
class UnknownModelError(SelectionError):
    """No model has this key."""

    key: str
    models: Sequence[str]


@dataclass(eq=False)
class UnsupportedDepthError(SelectionError):
    """The architecture family has no network of this depth."""

    depth: int
    family: str
    depths: Sequence[int]


class GateError(SelectionError):
    """Skip or branch strengths do not fit the network or the batch."""


@dataclass(eq=False)
class PlainGateError(GateError):
    """A plain network is given strengths of skips."""


@dataclass(eq=False)
class GateTypeError(GateError):
    """Strengths are of another number type than the network's weights."""

    part: str
    dtype: object
    expected: object


@dataclass(eq=False)
class GateShapeError(GateError):
    """Strengths are neither one row for the batch nor one row a sample."""

    part: str
    shape: Sequence[int]
    blocks: int
    batch_size: int


class PlanError(SelectionError):
    """An ablation plan cannot be read or does not fit its model."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(f"This ablation plan does not fit: {reason}.", reason=reason)


@dataclass(eq=False)
class StrengthError(PlanError):
    """A strength is outside its range."""

    strength: float


@dataclass(eq=False)
class PlainPlanError(PlanError):
    """A plan weakens the skips of a network that has none."""

    model: str


@dataclass(eq=False)
class UnknownBlockError(PlanError):
    """A plan names a block that the network does not have."""

    model: str
    block: str
    first: str
    last: str


@dataclass(eq=False)
class OtherModelError(PlanError):
    """A plan is for another network than the one it is used on."""

    model: str
    expected: str


@dataclass(eq=False)
class BlockCountError(PlanError):
    """A plan of random blocks asks for none, or for more than there are."""

    count: int
    blocks: int


@dataclass(eq=False)
class PlanItemError(PlanError):
    """An item of a plan cannot be read."""

    item: str


@dataclass(eq=False)
class PlanNotOfferedError(PlanError):
    """A plan is for a model that the page does not offer."""

    key: str
    models: Sequence[str]


@dataclass(eq=False)
class EmptyDrawingError(PlanError):
    """The drawing of the network sent nothing."""


@dataclass(eq=False)
class DrawingMismatchError(PlanError):
    """The drawing of the network is of another network."""

    key: str
    blocks: int


class OptionError(SelectionError):
    """An option has a value outside what it accepts."""

    def __init__(self, option: str = "", value: object = None, accepted: str = "") -> None:
        super().__init__(
            f"{option} cannot be {value!r}. It accepts {accepted}.",
            option=option,
            value=value,
            accepted=accepted,
        )


@dataclass(eq=False)
class ChoiceError(OptionError):
    """An option is none of the values that there are."""

    option: str
    value: object
    choices: Sequence[object]


@dataclass(eq=False)
class RangeError(OptionError):
    """A number is outside its range, both ends of which are allowed."""

    option: str
    value: object
    minimum: float
    maximum: float


@dataclass(eq=False)
class WholeNumberError(OptionError):
    """A number that must be whole is not, or is no number."""

    option: str
    value: object


@dataclass(eq=False)
class MissingOptionError(OptionError):
    """An option without a default has no value."""

    option: str


@dataclass(eq=False)
class NumberError(OptionError):
    """A number is not a number, or is not finite."""

    option: str
    value: object


@dataclass(eq=False)
class TextError(OptionError):
    """An option that takes a text has something else."""

    option: str


@dataclass(eq=False)
class PinnedPlanMissingError(OptionError):
    """A column shows the pinned plan, and there is none."""


@dataclass(eq=False)
class LargeInputsError(OptionError):
    """A benchmark is for networks with small inputs."""

    key: str


@dataclass(eq=False)
class PackageMissingError(OptionError):
    """A command needs a package that is not installed."""

    package: str
    requirements: str


@dataclass(eq=False)
class NoPhotoError(OptionError):
    """A request has no photo."""


@dataclass(eq=False)
class TooManyPhotosError(OptionError):
    """A request has more photos than it may have."""

    photos: int
    max_photos: int


@dataclass(eq=False)
class ColumnCountError(OptionError):
    """A request has no columns, or more than fit side by side."""

    columns: int
    max_columns: int


@dataclass(eq=False)
class DifferentClassesError(OptionError):
    """The networks of a request have different classes, so their answers cannot be compared."""

    model: str


@dataclass(eq=False)
class PlanBesideColumnsError(OptionError):
    """A request names a plan beside its columns, where it would not be heard."""

    plan: str


@dataclass(eq=False)
class PlainNetworkError(OptionError):
    """A plain network is asked for what only a residual network has."""

    model: str


@dataclass(eq=False)
class ReservedTagError(OptionError):
    """A model calls itself a network for CIFAR-10 and is trained on other classes."""

    key: str
    classes: int


class MethodsMissingError(OptionError):
    """No saliency method is chosen."""


@dataclass(eq=False)
class UnknownClassError(OptionError):
    """A network has no class of this name; it has few enough to list them."""

    name: str
    classes: Sequence[str]
    last_index: int


@dataclass(eq=False)
class SimilarClassError(UnknownClassError):
    """A network has no class of this name, but names like it."""


@dataclass(eq=False)
class UnlistedClassError(UnknownClassError):
    """A network has no class of this name nor one like it, and too many to list."""


@dataclass(eq=False)
class AmbiguousClassError(OptionError):
    """Several classes are called so."""

    name: str
    classes: Sequence[str]
    indices: Sequence[int]


@dataclass(eq=False)
class SameClassError(OptionError):
    """A class is set against itself."""

    name: str


@dataclass(eq=False)
class VersusUnsupportedError(OptionError):
    """Checks of faithfulness follow one class only."""


@dataclass(eq=False)
class UnknownLayerError(OptionError):
    """A network has no such block or stage."""

    layer: str
    stages: Sequence[str]
    first_block: str
    last_block: str


@dataclass(eq=False)
class StrideError(OptionError):
    """The occluded squares would leave pixels out."""

    stride: int
    window: int


class EnvironmentVariableError(OptionError):
    """An environment variable cannot be used."""


@dataclass(eq=False)
class SwitchVariableError(EnvironmentVariableError):
    """An environment variable is neither on nor off."""

    variable: str
    value: str


@dataclass(eq=False)
class NumberVariableError(EnvironmentVariableError):
    """An environment variable is no positive number."""

    variable: str
    value: str


@dataclass(eq=False)
class WholeVariableError(EnvironmentVariableError):
    """An environment variable is no positive whole number."""

    variable: str
    value: str


@dataclass(eq=False)
class FolderVariableError(EnvironmentVariableError):
    """An environment variable names no folder."""

    variable: str
    value: str


@dataclass(eq=False)
class UnwritableFolderError(SelectionError):
    """Results cannot be written where they should go."""

    path: Path
    reason: str


@dataclass(eq=False)
class OutputLostError(SelectionError):
    """Standard output cannot be written to."""

    reason: str


@dataclass(eq=False)
class DeviceError(SelectionError):
    """The requested device is not on this machine."""

    device: str
    available: Sequence[str]


@dataclass(eq=False)
class AddressError(SelectionError):
    """The page cannot be served at this address and port."""

    host: str
    port: int


# --- WeightsError -------------------------------------------------------------------------------


class WeightsError(ResNetLabError):
    """A model cannot be loaded, or what it computes cannot be trusted."""


@dataclass(eq=False)
class WeightsMissingError(WeightsError):
    """The model is known but its weights are not on this machine, and nothing fetches them."""

    key: str
    folders: Sequence[Path]
    available: Sequence[str]


class WeightsMismatchError(WeightsError):
    """A weights file is not what its card, or the architecture, says it is."""


@dataclass(eq=False)
class WeightsUnreadableError(WeightsMismatchError):
    """A weights file cannot be read."""

    path: Path
    reason: str


@dataclass(eq=False)
class NotSafetensorsError(WeightsMismatchError):
    """A weights file is not in the safetensors format."""

    path: Path
    reason: str


@dataclass(eq=False)
class DigestError(WeightsMismatchError):
    """The SHA-256 of a weights file is not the one on its card."""

    path: Path
    digest: str
    expected: str


@dataclass(eq=False)
class ArchitectureMismatchError(WeightsMismatchError):
    """The tensors of a file are not those of the architecture."""

    path: Path
    key: str
    reason: str


@dataclass(eq=False)
class CardMissingError(WeightsMismatchError):
    """A weights file has no card."""

    path: Path
    card: str


@dataclass(eq=False)
class CardDamagedError(WeightsMismatchError):
    """A file is not a model card."""

    path: Path
    reason: str


@dataclass(eq=False)
class CardModelError(WeightsMismatchError):
    """The card beside a weights file is of another model."""

    path: Path
    key: str


@dataclass(eq=False)
class CardClassesError(WeightsMismatchError):
    """A card lists other classes than the key of its model stands for."""

    path: Path
    key: str


@dataclass(eq=False)
class CardInputsError(WeightsMismatchError):
    """A card does not say how a photo becomes an input."""

    path: Path


@dataclass(eq=False)
class CardPreprocessingError(WeightsMismatchError):
    """A card asks for other inputs than the key of its model stands for."""

    path: Path
    key: str


@dataclass(eq=False)
class WeightsOfflineError(WeightsError):
    """Weights that live on a hub could not be fetched."""

    key: str
    hub: str
    available: Sequence[str]


@dataclass(eq=False)
class HubDisabledError(WeightsOfflineError):
    """Offline mode forbids to ask the hub."""


@dataclass(eq=False)
class HubTimeoutError(WeightsOfflineError):
    """The hub did not answer in the time allowed."""

    timeout_s: float


@dataclass(eq=False)
class HubConnectionError(WeightsOfflineError):
    """There is no connection to the hub."""


@dataclass(eq=False)
class HubStatusError(WeightsOfflineError):
    """The hub refused the request."""

    status: int


@dataclass(eq=False)
class HubDownloadError(WeightsOfflineError):
    """A download from the hub broke off."""

    reason: str


@dataclass(eq=False)
class NonFiniteLogitsError(WeightsError):
    """The network answered with NaN or infinity; no label can be read from that."""

    key: str
    count: int


@dataclass(eq=False)
class NonFiniteSignalsError(WeightsError):
    """Responses or gradients inside the network are NaN or infinity; nothing can be drawn."""

    key: str


# --- SaliencyError ------------------------------------------------------------------------------


class SaliencyError(ResNetLabError):
    """A map that cannot be made."""


@dataclass(eq=False)
class NonFiniteMapError(SaliencyError):
    """A map holds NaN or infinity; drawing it would show noise."""

    method: str
    key: str


@dataclass(eq=False)
class SaliencyTimeoutError(SaliencyError):
    """A map takes longer than this deployment allows."""

    timeout_s: float


# --- RequestTimeoutError ------------------------------------------------------------------------


@dataclass(eq=False)
class RequestTimeoutError(ResNetLabError):
    """A request takes longer than this deployment allows."""

    timeout_s: float


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
