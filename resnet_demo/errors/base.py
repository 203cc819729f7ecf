"""The root of the errors, and the families that callers catch.

::

    ResNetLabError
    ├── InputError             a file the user gave
    ├── SelectionError         a choice the user made
    ├── WeightsError           a model that cannot be loaded or trusted
    ├── SaliencyError          a map that cannot be made
    └── TrainingError          training or evaluation cannot go on
"""

from __future__ import annotations

import dataclasses

from resnet_demo.words.templates import describe_error


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


class InputError(ResNetLabError):
    """A file the user gave cannot be used."""


class SelectionError(ResNetLabError):
    """A choice does not exist or does not fit the other choices."""


class WeightsError(ResNetLabError):
    """A model cannot be loaded, or what it computes cannot be trusted."""


class SaliencyError(ResNetLabError):
    """A map that cannot be made."""


class TrainingError(ResNetLabError):
    """Training or evaluation cannot start or go on."""
