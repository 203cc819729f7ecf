"""A request whose photos, files, columns, classes or blocks do not fit.

::

    OptionError
    ├── PinnedPlanMissingError
    ├── NoPhotoError
    ├── TooManyPhotosError
    ├── OnePhotoError
    ├── UnusedPhotosError
    ├── NotUploadedError
    ├── OneFileError
    ├── ForeignFileError
    ├── FetchError
    ├── UnknownEndpointError
    ├── UnknownAnswerError
    ├── EndpointParametersError
    ├── ArgumentsError
    ├── ColumnCountError
    ├── DifferentClassesError
    ├── PlanBesideColumnsError
    ├── ModelBesideColumnsError
    ├── OneNetworkError
    ├── PlainNetworkError
    ├── MethodsMissingError
    ├── UnknownClassError
    │   ├── SimilarClassError
    │   └── UnlistedClassError
    ├── AmbiguousClassError
    ├── SameClassError
    ├── UnknownLayerError
    └── StrideError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_demo.errors.options import OptionError


@dataclass(eq=False)
class PinnedPlanMissingError(OptionError):
    """A column shows the pinned plan, and there is none."""


@dataclass(eq=False)
class NoPhotoError(OptionError):
    """A request has no photo."""


@dataclass(eq=False)
class TooManyPhotosError(OptionError):
    """A request has more photos than it may have."""

    photos: int
    max_photos: int


@dataclass(eq=False)
class OnePhotoError(OptionError):
    """An experiment on one photo is given several."""

    experiment: str
    photos: int


@dataclass(eq=False)
class UnusedPhotosError(OptionError):
    """Photos are given for statistics that are not re-estimated."""

    photos: int


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
class UnknownAnswerError(OptionError):
    """A client asks for an answer that it never asked to compute, or that was read before."""

    event: str


@dataclass(eq=False)
class EndpointParametersError(OptionError):
    """An endpoint has no such parameters; the reason is gradio's."""

    reason: str


@dataclass(eq=False)
class ArgumentsError(OptionError):
    """A command cannot be called so; ``reason`` is that of the library that reads the arguments."""

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
