"""An option or an environment variable with a value that it does not accept.

::

    SelectionError
    └── OptionError
        ├── ChoiceError
        ├── RangeError
        ├── WholeNumberError
        ├── MissingOptionError
        ├── NumberError
        ├── TextError
        ├── ListTypeError
        ├── StoreTypeError
        ├── UnknownOptionError
        ├── LargeInputsError
        ├── PackageMissingError
        ├── EnvironmentVariableError
        │   ├── SwitchVariableError
        │   ├── NumberVariableError
        │   ├── WholeVariableError
        │   ├── FolderVariableError
        │   └── UnknownVariableError
        ├── PrecisionError
        ├── MinimumError
        └── PositiveNumberError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_demo.errors.base import SelectionError


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
class ListTypeError(OptionError):
    """What Python gave in place of several texts is in no order, or is not there yet."""

    option: str
    kind: str


@dataclass(eq=False)
class StoreTypeError(OptionError):
    """What Python gave in place of a model store is none."""

    kind: str


@dataclass(eq=False)
class UnknownOptionError(OptionError):
    """An experiment has no option of this name."""

    experiment: str
    option: str
    options: Sequence[str]


@dataclass(eq=False)
class LargeInputsError(OptionError):
    """A benchmark is for networks with small inputs."""

    key: str


@dataclass(eq=False)
class PackageMissingError(OptionError):
    """A command needs a package that is not installed."""

    package: str
    requirements: str


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
class UnknownVariableError(EnvironmentVariableError):
    """An environment variable has the prefix of the settings and is none of them."""

    variable: str
    nearest: str


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
