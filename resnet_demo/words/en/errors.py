"""The sentences of the errors: what is wrong, what the limit is, what to do."""

from __future__ import annotations

# By the name of the error's type; the fields are those of the type. How a field is written is
# described in ``words/templates.py``.
ERRORS: dict[str, str] = {
    "ChoiceError": "{option} cannot be {value:quoted}. Choose one of {choices:list}.",
    "RangeError": "{option} cannot be {value}. It takes a number from {minimum} to {maximum}.",
    "WholeNumberError": "{option} cannot be {value:quoted}. It takes a whole number.",
    "MissingOptionError": "{option} is missing. Give it a value.",
    "AddressError": "The page cannot be served on port {port} of {host:quoted}. Close the program "
    "that uses the port, or choose another port or address.",
    "DeviceError": "This machine has no device {device:quoted}. "
    "Choose one of {available:list}, or auto.",
    "NumberError": "{option} cannot be {value:quoted}. It takes a number.",
    "TextError": "{option} takes a text. Send one.",
    "NoPhotoError": "There is no photo. Add one and try again.",
    "TooManyPhotosError": "{photos} photos are too many at a time: the limit is {max_photos}. Send "
    "fewer.",
    "ColumnCountError": "{columns} networks cannot stand side by side. Choose 1 to {max_columns}.",
    "DifferentClassesError": "{model} has other classes than the networks before it, so "
    "their answers "
    "cannot be compared. Choose networks with the same classes.",
    "PlanBesideColumnsError": "The plan {plan} would not be used, because columns are "
    "given. Put the "
    "plan into a column, or leave the columns out.",
    "PlainNetworkError": "{model} is a plain network without skip connections. Choose a residual "
    "network; where the plain twin is compared, it is found automatically.",
    "RequestTimeoutError": "The request was not finished after {timeout_s:g} s, the limit "
    "here. Ask "
    "for less, such as fewer draws, or choose a shallower network.",
    "UnknownModelError": "There is no model {key:quoted}. Known models: {known:list}.",
    "UnsupportedDepthError": "There is no {family} ResNet of depth {depth}. "
    "Choose one of {known:list}.",
    "PlainGateError": "A plain network has no skip connections to scale. "
    "Leave the skip strengths out.",
    "GateTypeError": "The {part} strengths are {dtype}, and the network computes in {expected}. "
    "Convert them first.",
    "GateShapeError": "The {part} strengths have the shape {shape}. This network takes ({blocks},) "
    "or, for this batch, ({batch_size}, {blocks}).",
    "StrengthError": "The strength {strength:g} is not between 0 and 1. Choose one that is.",
    "PlainPlanError": "{model} is plain: it has no skips to weaken. Weaken its branches, or choose "
    "a residual network.",
    "UnknownBlockError": "{model} has no block {block:quoted}. Its blocks are {first} to {last}; a "
    "stage is written layer1.*, and * stands for all blocks.",
    "OtherModelError": "This plan is for {model}, not for {expected}. "
    "Choose that network, or write a plan for this one.",
    "BlockCountError": "{count} blocks cannot be drawn from {blocks}. Choose 1 to {blocks}.",
    "ReservedTagError": "{key} promises the ten classes of CIFAR-10 in their order, and the data "
    "has {classes} classes of its own. Choose another tag, such as .mydata.",
}

# Words for kinds of things that fields name.
PHRASES: dict[str, str] = {}
