"""The sentences of the errors: what is wrong, what the limit is, what to do."""

from __future__ import annotations

# By the name of the error's type; the fields are those of the type. How a field is written is
# described in ``words/templates.py``.
ERRORS: dict[str, str] = {
    "ChoiceError": "{option} cannot be {value:quoted}. Choose one of {choices:list}.",
    "RangeError": "{option} cannot be {value}. It takes a number from {minimum} to {maximum}.",
    "WholeNumberError": "{option} cannot be {value:quoted}. It takes a whole number.",
    "MissingOptionError": "{option} is missing. Give it a value.",
    "DeviceError": "This machine has no device {device:quoted}. "
    "Choose one of {available:list}, or auto.",
}

# Words for kinds of things that fields name.
PHRASES: dict[str, str] = {}
