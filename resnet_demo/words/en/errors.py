"""The sentences of the errors: what is wrong, what the limit is, what to do."""

from __future__ import annotations

# By the name of the error's type; the fields are those of the type. How a field is written is
# described in ``words/templates.py``.
ERRORS: dict[str, str] = {
    "MissingFileError": "There is no file {path}. Check the path. Files beside it with a similar "
    "name: {similar:list}.",
    "FolderGivenError": "{path} is a folder, not a picture. Give the pictures in it, for instance "
    "all of them as {path}/*. Pictures in it ({count:count}): {pictures:list}.",
    "SpecialFileError": "{path} is not an ordinary file. Give a picture file.",
    "FileAccessError": "{path} cannot be opened ({reason}). Check that you may read the file.",
    "FileTooLargeError": "{name} is too large: it has {size:count} bytes, and the limit is "
    "{limit:count} bytes. Make the picture smaller and try again.",
    "TooManyPixelsError": "{name} is too large: it has {width:count} × {height:count} = "
    "{pixels:count} pixels, and the limit is {limit:count} pixels. Make the picture smaller and "
    "try again.",
    "FarTooManyPixelsError": "{name} is too large: it has more than {ceiling:count} pixels, and "
    "the limit is {limit:count} pixels. Make the picture smaller and try again.",
    "UnsupportedImageError": "{name} is not a picture this app can read ({kind:phrase}). Use "
    "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC.",
    "DamagedImageError": "{name} is damaged or of a rare kind that cannot be read ({reason}). "
    "Save or download the picture again.",
    "DamagedHeaderError": "{name} is damaged or of a rare kind that cannot be read: its header "
    "makes no sense. Save or download the picture again.",
    "ChecksumError": "{name} is damaged: a checksum does not match. Save or download the picture "
    "again.",
    "TruncatedImageError": "{name} is incomplete: too many of its rows are missing. Save or "
    "download the picture again.",
    "NoPixelsError": "{name} has no pixels with a value. Save or download the picture again.",
    "TooManyPiecesError": "{name} is in far more pieces than a picture needs. Save the picture "
    "again.",
    "TooManyPassesError": "{name} is stored in far more passes than a picture needs. Save the "
    "picture again.",
    "UnknownModelError": "There is no model {key:quoted}. Choose one of {models:list}.",
    "UnsupportedDepthError": "There is no {family} ResNet of depth {depth}. Choose one of "
    "{depths:list}.",
    "PlainGateError": "A plain network has no skip connections to scale. Leave the skip strengths "
    "out.",
    "GateTypeError": "The {part} strengths are {dtype}, and the network computes in {expected}. "
    "Convert them first.",
    "GateShapeError": "The {part} strengths have the shape {shape}. This network takes ("
    "{blocks},) or, for this batch, ({batch_size}, {blocks}).",
    "StrengthError": "The strength {strength:g} is not between 0 and 1. Choose one that is.",
    "PlainPlanError": "{model} is plain: it has no skips to weaken. Weaken its branches, or "
    "choose a residual network.",
    "UnknownBlockError": "{model} has no block {block:quoted}. Its blocks are {first} to {last}; "
    "a stage is written layer1.*, and * stands for all blocks.",
    "OtherModelError": "This plan is for {model}, not for {expected}. Choose that network, or "
    "write a plan for this one.",
    "BlockCountError": "{count} blocks cannot be drawn from {blocks}. Choose 1 to {blocks}.",
    "PlanItemError": "The plan has an item {item:quoted} that cannot be read. Write items such as "
    "skip[layer2.*]=0 or branch[layer3.4]=0.5.",
    "PlanNotOfferedError": "This plan is for {key}, which cannot be compared here. Choose a plan "
    "for one of {models:list}.",
    "EmptyDrawingError": "The drawing of the network is empty. Reload the page.",
    "DrawingMismatchError": "The drawing does not fit {key}, which has {blocks} blocks. Reload "
    "the page.",
    "ChoiceError": "{option} cannot be {value:quoted}. Choose one of {choices:list}.",
    "RangeError": "{option} cannot be {value}. It takes a number from {minimum} to {maximum}.",
    "WholeNumberError": "{option} cannot be {value:quoted}. It takes a whole number.",
    "MissingOptionError": "{option} is missing. Give it a value.",
    "NumberError": "{option} cannot be {value:quoted}. It takes a number.",
    "TextError": "{option} takes a text. Send one.",
    "PinnedPlanMissingError": "A column shows the pinned plan, but no plan is pinned. Pin a plan "
    "first.",
    "LargeInputsError": "{key} takes larger pictures, and this benchmark is for networks that "
    "take 32 × 32 pixels. Choose one such as resnet20.cifar10.",
    "PackageMissingError": "The package {package} is not installed. Install it with `pip install "
    "-r {requirements}`.",
    "NoPhotoError": "There is no photo. Add at least one.",
    "TooManyPhotosError": "{photos} photos are too many at a time: the limit is {max_photos}. "
    "Send fewer.",
    "ColumnCountError": "{columns} networks cannot stand side by side. Choose 1 to {max_columns}.",
    "DifferentClassesError": "{model} has other classes than the networks before it, so their "
    "answers cannot be compared. Choose networks with the same classes.",
    "PlanBesideColumnsError": "The plan {plan:quoted} would not be used, because columns are "
    "given. Put the plan into a column, or leave the columns out.",
    "PlainNetworkError": "{model} is a plain network without skip connections. Choose a residual "
    "network; where the plain twin is compared, it is found automatically.",
    "ReservedTagError": "{key} promises the ten classes of CIFAR-10 in their order, and the data "
    "has {classes} classes of its own. Choose another tag, such as .mydata.",
    "MethodsMissingError": "No saliency method is chosen. Choose at least one.",
    "UnknownClassError": "There is no class {name:quoted}. Choose one of {classes:quoted_list}, "
    "or an index from 0 to {last_index}.",
    "SimilarClassError": "There is no class {name:quoted}. Similar names are {classes:list}. A "
    "class is given by its label, by one of the synonyms in the label, or by its index from 0 to "
    "{last_index}.",
    "UnlistedClassError": "There is no class {name:quoted} and no name like it. A class is given "
    "by its label, by one of the synonyms in the label, or by its index from 0 to {last_index}; "
    "labels are, for example, {classes:quoted_list}.",
    "AmbiguousClassError": "Several classes are called {name:quoted}. Choose by the whole label, "
    "one of {classes:quoted_list}, or by the index, one of {indices:list}.",
    "SameClassError": "The class {name:quoted} cannot be contrasted with itself. Choose another "
    "contrast class.",
    "VersusUnsupportedError": "Checks of faithfulness follow the probability of one class, so "
    "they take no contrast class. Leave `versus` empty.",
    "UnknownLayerError": "There is no block or stage {layer:quoted}. Choose a stage, one of "
    "{stages:list}, or a block from {first_block} to {last_block}.",
    "StrideError": "A stride of {stride} pixels is larger than the window of {window} pixels, so "
    "some pixels would never be covered. Choose a stride of at most {window}.",
    "SwitchVariableError": "The environment variable {variable} cannot be {value:quoted}. Set it "
    "to 1 or 0.",
    "NumberVariableError": "The environment variable {variable} cannot be {value:quoted}. Set it "
    "to a number above 0.",
    "WholeVariableError": "The environment variable {variable} cannot be {value:quoted}. Set it "
    "to a whole number from 1.",
    "FolderVariableError": "The environment variable {variable} cannot be {value:quoted}, since "
    "there is no such folder. Create it, or set another one.",
    "UnwritableFolderError": "{path} cannot be written to ({reason}). Choose another folder.",
    "OutputLostError": "The results could not be written to standard output ({reason}). Make "
    "room, or send the output elsewhere.",
    "DeviceError": "This machine has no device {device:quoted}. Choose one of {available:list}, "
    "or auto.",
    "AddressError": "The page cannot be served on port {port} of {host:quoted}. Close the program "
    "that uses the port, or choose another port or address.",
    "WeightsMissingError": "The weights of {key} are not on this machine; these folders were "
    "searched: {folders:list}. Train them with `python -m resnet_demo train`, or choose a model "
    "that is here: {available:list}.",
    "WeightsUnreadableError": "The weights {path} cannot be read ({reason}). Check the file, or "
    "fetch it again.",
    "NotSafetensorsError": "{path} is not a safetensors file ({reason}). Fetch the file again, or "
    "train the model again.",
    "DigestError": "The weights {path} cannot be trusted: their SHA-256 starts with {digest:.12}, "
    "and their card says {expected:.12}. Fetch the file again, or train the model again.",
    "ArchitectureMismatchError": "The weights {path} do not fit {key} ({reason}). Fetch the file "
    "again, or train the model again.",
    "CardMissingError": "The weights {path} have no card, so nothing says how to use them. Put "
    "{card} beside them.",
    "CardDamagedError": "{path} is not a model card ({reason}). Fetch the file again, or train "
    "the model again.",
    "CardModelError": "The card of {path} is for another model, {key}. Put the file's own card "
    "beside it.",
    "CardClassesError": "The card of {path} lists other classes than {key} has. Give the model "
    "another name, or fetch its card again.",
    "CardInputsError": "The card of {path} does not say how a photo becomes an input. It needs "
    "under `input` a size from 8 to 1024 pixels, and a mean and a std of three numbers each, those "
    "of std above 0; it may hold a crop_fraction above 0 and up to 1, and an interpolation, "
    "bilinear or bicubic.",
    "CardPreprocessingError": "The card of {path} asks for other inputs than {key} takes. Give "
    "the model another name, or fetch its card again.",
    "HubDisabledError": "The weights of {key} are not on this machine, and offline mode forbids "
    "fetching them from {hub}. Turn offline mode off, or choose a model that is here: "
    "{available:list}.",
    "HubTimeoutError": "The weights of {key} are not on this machine, and {hub} did not answer "
    "within {timeout_s:g} s. Try again later, or choose a model that is here: {available:list}.",
    "HubConnectionError": "The weights of {key} are not on this machine, and there is no "
    "connection to {hub}. Connect to the network and try again, or choose a model that is here: "
    "{available:list}.",
    "HubStatusError": "The weights of {key} are not on this machine, and {hub} refused the "
    "request with status {status}. Try again later, or choose a model that is here: "
    "{available:list}.",
    "HubDownloadError": "The weights of {key} are not on this machine, and the download from "
    "{hub} failed ({reason}). Try again, or choose a model that is here: {available:list}.",
    "NonFiniteLogitsError": "{key} gave {count:count} logits that are not finite (NaN or "
    "infinity), so there is no answer to show. Its weights may be damaged; on a GPU, try the CPU.",
    "NonFiniteSignalsError": "Responses or gradients inside {key} are not finite (NaN or "
    "infinity), so there is nothing to show. Its weights may be damaged; try another photo or "
    "network.",
    "NonFiniteMapError": "{method} gave a map of {key} with NaN or infinity in it, so there is "
    "nothing to show. Try another method or another photo.",
    "SaliencyTimeoutError": "The map was not ready after {timeout_s:g} s, the limit here. Take "
    "fewer samples, a larger step, a shallower network, or a faster method such as Grad-CAM.",
    "RequestTimeoutError": "The request was not done after {timeout_s:g} s, the limit here. "
    "Choose a shallower network, or ask for less at a time.",
}

# Words for kinds of things that fields name.
PHRASES: dict[str, str] = {
    "empty": "an empty file",
    "pdf": "a PDF document",
    "postscript": "a PostScript drawing",
    "office": "a ZIP archive or an office document",
    "archive": "an archive",
    "jpeg2000": "a JPEG XL or JPEG 2000 picture",
    "photoshop": "a Photoshop document",
    "icon": "an icon",
    "video": "a video",
    "sound": "a sound recording",
    "program": "a program",
    "html": "a web page",
    "svg": "an SVG drawing",
    "text": "text",
    "binary": "unknown binary data",
    "rle_bmp": "a run-length encoded BMP",
    "planar_tiff": "a TIFF whose deep colours are stored in planes",
}
