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
    │   ├── CorruptImageError
    │   │   ├── DamagedImageError
    │   │   ├── DamagedHeaderError
    │   │   ├── ChecksumError
    │   │   ├── TruncatedImageError
    │   │   ├── NoPixelsError
    │   │   ├── TooManyPiecesError
    │   │   └── TooManyPassesError
    │   └── PackedPictureError
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
    │   │   ├── NotUploadedError
    │   │   ├── OneFileError
    │   │   ├── ForeignFileError
    │   │   ├── FetchError
    │   │   ├── UnknownEndpointError
    │   │   ├── EndpointParametersError
    │   │   ├── ColumnCountError
    │   │   ├── DifferentClassesError
    │   │   ├── PlanBesideColumnsError
    │   │   ├── ModelBesideColumnsError
    │   │   ├── OneNetworkError
    │   │   ├── PlainNetworkError
    │   │   ├── ReservedTagError
    │   │   ├── MethodsMissingError
    │   │   ├── UnknownClassError
    │   │   │   ├── SimilarClassError
    │   │   │   └── UnlistedClassError
    │   │   ├── AmbiguousClassError
    │   │   ├── SameClassError
    │   │   ├── UnknownLayerError
    │   │   ├── StrideError
    │   │   ├── EnvironmentVariableError
    │   │   │   ├── SwitchVariableError
    │   │   │   ├── NumberVariableError
    │   │   │   ├── WholeVariableError
    │   │   │   └── FolderVariableError
    │   │   ├── PrecisionError
    │   │   ├── MinimumError
    │   │   ├── PositiveNumberError
    │   │   ├── DecayError
    │   │   ├── BatchPiecesError
    │   │   ├── NothingToTrainError
    │   │   ├── ModelNameMissingError
    │   │   ├── ModelTagError
    │   │   ├── FromScratchError
    │   │   ├── FreezeWithoutSourceError
    │   │   ├── EarlierRunError
    │   │   └── UnmeasurableCardError
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
        │   ├── DataMissingError
        │   ├── DataArchiveError
        │   ├── DataUnreadableError
        │   ├── NoClassFoldersError
        │   ├── EmptyClassesError
        │   ├── SingleClassError
        │   ├── NoValidationError
        │   ├── DataTooLargeError
        │   ├── MixedLayoutError
        │   ├── PartWithoutClassesError
        │   ├── DuplicatePartError
        │   ├── NoTrainPartError
        │   ├── NoTestPartError
        │   ├── UnknownFoldersError
        │   ├── ModelClassesError
        │   ├── DamagedPicturesError
        │   ├── Cifar10Error
        │   └── OtherPicturesError
        ├── CheckpointError
        │   ├── CheckpointMissingError
        │   ├── CheckpointDamagedError
        │   ├── ForeignCheckpointError
        │   ├── CheckpointOptionError
        │   ├── CheckpointPicturesError
        │   ├── ScheduleEndedError
        │   └── UnwritableCheckpointError
        ├── UnwritableOutputError
        ├── UnwritableMetricsError
        ├── UnwritableWeightsError
        ├── UnwritableCardError
        └── DivergedError

An error is a type with fields. Its sentence says what is wrong, what the limit is and what to do;
it is made from the template that the type has in ``words/<language>/errors.py``. Families, which
callers catch, have no template.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from resnet_demo.words.templates import describe_error
from resnet_demo.words.templates import format_bytes as format_bytes


class ResNetLabError(Exception):
    """Base of every error raised on purpose. A type is a dataclass of its fields, for which
    ``words/<language>/errors.py`` has a template.
    """

    @property
    def fields(self) -> dict[str, object]:
        """What the sentence is made from."""
        names = (field.name for field in dataclasses.fields(self))  # type: ignore[arg-type]
        return {name: getattr(self, name) for name in names}

    def describe(self, language: str = "en") -> str:
        """Returns the sentence in a language, by the name of its folder in ``words/``."""
        return describe_error(type(self).__name__, self.fields, language)

    def __str__(self) -> str:
        return self.describe()

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are copied from their positional arguments, which a dataclass does not keep.
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


@dataclass(eq=False)
class PackedPictureError(InputError):
    """A picture cannot be unpacked from an archive."""

    name: str
    reason: str


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
class NotUploadedError(OptionError):
    """What a client sent in place of a file is no upload."""

    option: str


@dataclass(eq=False)
class OneFileError(OptionError):
    """A client sent several files where one is taken."""

    option: str
    files: int


@dataclass(eq=False)
class ForeignFileError(OptionError):
    """A client named a file of the server that nobody uploaded."""


@dataclass(eq=False)
class FetchError(OptionError):
    """A client named an address in place of a file."""


@dataclass(eq=False)
class UnknownEndpointError(OptionError):
    """There is no endpoint of this name."""

    name: str


@dataclass(eq=False)
class EndpointParametersError(OptionError):
    """An endpoint has no such parameters; the reason is gradio's."""

    reason: str


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
class ModelBesideColumnsError(OptionError):
    """A request names a model beside its columns, where it would not be used."""

    model: str


@dataclass(eq=False)
class OneNetworkError(OptionError):
    """A plan or columns are given to an experiment on one network as trained."""

    experiment: str


@dataclass(eq=False)
class PlainNetworkError(OptionError):
    """A plain network is asked for what only a residual network has."""

    model: str


@dataclass(eq=False)
class ReservedTagError(OptionError):
    """A model calls itself a network for CIFAR-10 and is trained on other classes."""

    key: str
    classes: int


@dataclass(eq=False)
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


@dataclass(eq=False)
class PrecisionError(OptionError):
    """A kind of device does not compute in this precision."""

    precision: str
    device: str
    precisions: Sequence[str]


@dataclass(eq=False)
class MinimumError(OptionError):
    """A whole number is too small."""

    option: str
    value: object
    minimum: int


@dataclass(eq=False)
class PositiveNumberError(OptionError):
    """A number is not above 0, or is not finite."""

    option: str
    value: object


@dataclass(eq=False)
class DecayError(OptionError):
    """The decay of a moving average is not between 0 and 1."""

    value: object


@dataclass(eq=False)
class BatchPiecesError(OptionError):
    """A batch cannot be cut into so many equal pieces."""

    accumulate: int
    batch_size: int
    images: int
    processes: int
    fitting: Sequence[int]


@dataclass(eq=False)
class NothingToTrainError(OptionError):
    """Everything of a network is frozen."""

    frozen: Sequence[str]


@dataclass(eq=False)
class ModelNameMissingError(OptionError):
    """Training from random weights needs a name."""

    example: str


@dataclass(eq=False)
class ModelTagError(OptionError):
    """A fine-tuned model cannot have this name."""

    key: str
    network: str


@dataclass(eq=False)
class FromScratchError(OptionError):
    """An ImageNet network is to be trained from random weights."""

    key: str


@dataclass(eq=False)
class FreezeWithoutSourceError(OptionError):
    """Random weights are to be frozen."""

    until: str


@dataclass(eq=False)
class EarlierRunError(OptionError):
    """An earlier run or its weights would be replaced."""

    path: Path


@dataclass(eq=False)
class UnmeasurableCardError(OptionError):
    """A model has no card, or a card without a test part."""

    key: str


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


@dataclass(eq=False)
class DataMissingError(DatasetError):
    """There is neither a folder nor an archive."""

    path: Path


@dataclass(eq=False)
class DataArchiveError(DatasetError):
    """A file is no archive that can be read."""

    path: Path
    reason: str


@dataclass(eq=False)
class DataUnreadableError(DatasetError):
    """A folder cannot be listed."""

    path: Path
    reason: str


@dataclass(eq=False)
class NoClassFoldersError(DatasetError):
    """There are no folders."""

    path: Path


@dataclass(eq=False)
class EmptyClassesError(DatasetError):
    """Class folders have no picture."""

    path: Path
    classes: Sequence[str]


@dataclass(eq=False)
class SingleClassError(DatasetError):
    """There is one class only."""

    path: Path
    name: str


@dataclass(eq=False)
class NoValidationError(DatasetError):
    """Every class has one picture only."""

    path: Path


@dataclass(eq=False)
class DataTooLargeError(DatasetError):
    """The pictures do not fit into memory."""

    path: Path
    pictures: int
    size_px: int
    needed: int
    free: int


@dataclass(eq=False)
class MixedLayoutError(DatasetError):
    """Folders that look like parts stand beside folders that look like classes."""

    path: Path
    parts: Sequence[str]
    others: Sequence[str]


@dataclass(eq=False)
class PartWithoutClassesError(DatasetError):
    """A folder named as a part holds pictures and no class folders."""

    path: Path
    folders: Sequence[str]


@dataclass(eq=False)
class DuplicatePartError(DatasetError):
    """Two folders are the same part."""

    path: Path
    part: str
    folders: Sequence[str]


@dataclass(eq=False)
class NoTrainPartError(DatasetError):
    """There are parts, and none to train on."""

    path: Path
    parts: Sequence[str]


@dataclass(eq=False)
class NoTestPartError(DatasetError):
    """There are parts, and none to measure on."""

    path: Path


@dataclass(eq=False)
class UnknownFoldersError(DatasetError):
    """A part has classes that the training part has not."""

    path: Path
    part: str
    folders: Sequence[str]
    classes: Sequence[str]


@dataclass(eq=False)
class ModelClassesError(DatasetError):
    """Class folders are no classes of the model."""

    path: Path
    folders: Sequence[str]
    classes: Sequence[str]


@dataclass(eq=False)
class DamagedPicturesError(DatasetError):
    """Pictures cannot be read."""

    path: Path
    pictures: Mapping[str, InputError]

    def describe(self, language: str = "en") -> str:
        """Returns the sentence, and below it that of every picture, each on its line."""
        lines = [
            f"- {path}: {error.describe(language)}" for path, error in sorted(self.pictures.items())
        ]
        return "\n".join((super().describe(language), *lines))


@dataclass(eq=False)
class Cifar10Error(DatasetError):
    """CIFAR-10 is not there as torchvision stores it, or cannot be fetched."""

    path: Path
    reason: str


@dataclass(eq=False)
class OtherPicturesError(DatasetError):
    """The data is not what a model was trained on."""

    path: Path
    key: str
    entries: Sequence[str]


class CheckpointError(TrainingError):
    """A checkpoint is missing, damaged, or belongs to another run, or cannot be written."""


@dataclass(eq=False)
class CheckpointMissingError(CheckpointError):
    """There is no checkpoint to go on from."""

    path: Path


@dataclass(eq=False)
class CheckpointDamagedError(CheckpointError):
    """A checkpoint cannot be read."""

    path: Path


@dataclass(eq=False)
class ForeignCheckpointError(CheckpointError):
    """A checkpoint is not one of a training run."""

    path: Path


@dataclass(eq=False)
class CheckpointOptionError(CheckpointError):
    """A checkpoint was made with another option."""

    path: Path
    option: str
    saved: object
    requested: object


@dataclass(eq=False)
class CheckpointPicturesError(CheckpointError):
    """A checkpoint was made with other pictures or labels."""

    path: Path


@dataclass(eq=False)
class ScheduleEndedError(CheckpointError):
    """A finished run cannot have more epochs."""

    path: Path
    schedule: str
    epochs: int
    requested: int


@dataclass(eq=False)
class UnwritableCheckpointError(CheckpointError):
    """A checkpoint cannot be written."""

    path: Path
    reason: str


@dataclass(eq=False)
class UnwritableOutputError(TrainingError):
    """Weights cannot be written where they should go."""

    path: Path
    reason: str


@dataclass(eq=False)
class UnwritableMetricsError(TrainingError):
    """The curves of a run cannot be written."""

    path: Path
    reason: str


@dataclass(eq=False)
class UnwritableWeightsError(TrainingError):
    """The trained network cannot be written; the checkpoint has it."""

    path: Path
    run_dir: Path
    reason: str


@dataclass(eq=False)
class UnwritableCardError(TrainingError):
    """A card cannot be written."""

    path: Path
    reason: str


@dataclass(eq=False)
class DivergedError(TrainingError):
    """The loss became NaN or infinite."""

    epoch: int
    step: int
    learning_rate: float
