"""The options of an experiment, declared once.

An experiment's ``options.py`` is a frozen dataclass: every field is one option, with its type, its
default, its range and one sentence of help. The command, the endpoint, the tool, the controls of
the page, the checks and the table in the documentation are made from that declaration::

    @dataclass(frozen=True)
    class ToyOptions(Options):
        draws: Annotated[int, Field(ge=0, le=100, description="Random sets.")] = 10

    ToyOptions(draws=101)  # raises RangeError
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from numbers import Integral
from typing import Annotated, Any, Literal, cast

from annotated_types import Ge, Le
from pydantic import Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from resnet_demo.errors import (
    ChoiceError,
    ListTypeError,
    NumberError,
    RangeError,
    TextError,
    WholeNumberError,
)
from resnet_demo.networks.seeds import MAX_SEED

Seed = Annotated[
    int, Field(ge=0, le=MAX_SEED, description="The same seed draws the same random numbers.")
]
OptionKind = Literal["whole", "number", "choice", "flag", "text", "texts"]


@dataclass(frozen=True)
class Option:
    """One option, as its declaration says.

    Attributes:
        name: Name of the field, the parameter and, with hyphens, the flag.
        kind: ``whole`` and ``number`` for numbers, ``choice`` for one of a few words, ``flag`` for
            yes or no, ``text`` for free text, ``texts`` for several of them.
        default: Value when nothing is said; None where an option may be left out.
        help: One sentence.
        minimum: Smallest number that is allowed.
        maximum: Largest number that is allowed.
        choices: Words that are allowed.
        annotation: Type of the field.
    """

    name: str
    kind: OptionKind
    default: Any
    help: str
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    annotation: Any

    @property
    def flags(self) -> tuple[str, ...]:
        """What is typed before its value. Of several texts each is given after the flag, which may
        be typed in the singular.
        """
        flag = f"--{self.name.replace('_', '-')}"
        return (flag, flag.removesuffix("s")) if self.kind == "texts" else (flag,)

    @property
    def accepted(self) -> str:
        """The range or the choices in words, for help and documentation; may be empty."""
        if self.choices:
            return ", ".join(self.choices)
        if self.minimum is None or self.maximum is None:
            return ""
        return f"{self.minimum:.15g} to {self.maximum:.15g}"


@dataclass(frozen=True)
class Options:
    """Base of the options of all experiments: an object with a wrong value cannot be made.

    Raises:
        OptionError: A value is of the wrong type or out of range.
    """

    def __post_init__(self) -> None:
        for option in list_options(type(self)):
            value = check_value(option, getattr(self, option.name))
            object.__setattr__(self, option.name, value)


def list_options(options: type[Options]) -> tuple[Option, ...]:
    """Lists the options that a class declares, in their order."""
    return _read_options(cast("Hashable", options))  # mypy takes no class for hashable


@cache  # a second reading would make other annotations, of which ``_make_adapter`` keeps each
def _read_options(options: Any) -> tuple[Option, ...]:  # noqa: ANN401  any class of options
    hints = typing.get_type_hints(options, include_extras=True)
    return tuple(
        _describe_option(field, hints[field.name]) for field in dataclasses.fields(options)
    )


def _describe_option(field: dataclasses.Field[Any], hint: Any) -> Option:  # noqa: ANN401
    annotation, *metadata = (
        typing.get_args(hint) if typing.get_origin(hint) is typing.Annotated else (hint,)
    )
    info = next(item for item in metadata if isinstance(item, FieldInfo))
    limits = {type(limit): limit for limit in info.metadata}
    minimum = limits[Ge].ge if Ge in limits else None
    maximum = limits[Le].le if Le in limits else None
    kind, choices = _classify(annotation)
    default = field.default
    if default is dataclasses.MISSING:
        raise TypeError(f"the option {field.name} needs a default")
    return Option(
        field.name, kind, default, info.description or "", minimum, maximum, choices, hint
    )


def _classify(annotation: Any) -> tuple[OptionKind, tuple[str, ...]]:  # noqa: ANN401
    if typing.get_origin(annotation) is Literal:
        return "choice", typing.get_args(annotation)
    optional = [part for part in typing.get_args(annotation) if part is not type(None)]
    if type(None) in typing.get_args(annotation) and len(optional) == 1:
        return _classify(optional[0])
    if typing.get_origin(annotation) is tuple:
        _, choices = _classify(typing.get_args(annotation)[0])
        return "texts", choices
    kinds: dict[Any, OptionKind] = {bool: "flag", int: "whole", float: "number", str: "text"}
    return kinds[annotation], ()


@cache
def _make_adapter(annotation: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    return TypeAdapter(annotation)


def check_value(option: Option, value: Any) -> Any:  # noqa: ANN401  any client's value
    """Returns a value as the type of its option.

    Raises:
        OptionError: It is of the wrong type or out of range.
    """
    if isinstance(value, bool) and option.kind in {"whole", "number"}:
        raise _make_error(option, value)
    if option.kind == "texts" and isinstance(value, str):
        value = (value,)  # a client that means one need not write a list
    if option.kind == "texts":
        check_list(option.name, value)
    if option.kind == "text" and isinstance(value, Integral) and not isinstance(value, bool):
        value = str(value)  # such as the index of a class
    try:
        return _make_adapter(option.annotation).validate_python(value)
    except ValidationError:
        raise _make_error(option, value) from None


def _make_error(option: Option, value: object) -> Exception:
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if option.kind == "texts" and option.choices:
        items = value if isinstance(value, Iterable) else (value,)
        wrong = next((item for item in items if item not in option.choices), value)
        return ChoiceError(option.name, wrong, option.choices)
    if option.kind == "choice":
        return ChoiceError(option.name, value, option.choices)
    if option.kind == "flag":
        return ChoiceError(option.name, value, ("true", "false"))
    if option.kind in {"whole", "number"} and numeric and _is_outside(option, float(str(value))):
        minimum = float("-inf") if option.minimum is None else option.minimum
        maximum = float("inf") if option.maximum is None else option.maximum
        return RangeError(option.name, value, minimum, maximum)
    if option.kind == "whole":
        return WholeNumberError(option.name, value)
    return NumberError(option.name, value) if option.kind == "number" else TextError(option.name)


def _is_outside(option: Option, value: float) -> bool:
    too_small = option.minimum is not None and value < option.minimum
    return too_small or (option.maximum is not None and value > option.maximum)


def check_list(option: str, value: object) -> None:
    """Checks that several texts are in an order.

    Raises:
        ListTypeError: They are a set, a dictionary, an iterator or the like.
    """
    if isinstance(value, Iterable) and not isinstance(value, str | list | tuple):
        raise ListTypeError(option, type(value).__name__)


def split_lines(texts: object) -> Any:  # noqa: ANN401  any client's value
    """Returns several texts that a client sent as one, a line each, as a tuple; None if it has no
    line. What is no text, such as a list, stays as it is.
    """
    if not isinstance(texts, str):
        return texts
    return tuple(line.strip() for line in texts.splitlines() if line.strip()) or None
