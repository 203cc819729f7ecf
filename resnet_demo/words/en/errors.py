"""The sentences of the errors: what is wrong, what the limit is, what to do."""

from __future__ import annotations

# By the name of the error's type; the fields are those of the type. How a field is written is
# described in ``words/templates.py``.
ERRORS: dict[str, str] = {
    "PhotoTypeError": "A photo cannot be an object of the type {kind:quoted}. Give the path of a "
    "file, or a pair of its name and its content in bytes. Several photos are "
    "several arguments.",
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
    "NotGatesError": "Gates cannot be an object of the type {kind:quoted}. Give "
    "resnet_demo.Gates(skip, branch), or leave them out.",
    "NotStrengthsError": "The {part} strengths cannot be an object of the type {kind:quoted}. Give "
    "a tensor with a strength for each block, or leave them out.",
    "GateDeviceError": "The {part} strengths are on {device}, and the network is on {expected}. "
    "Move them first with gates.to(device).",
    "GateValueError": "The {part} strengths hold {count} values that are NaN or infinite. Give "
    "finite numbers, such as 0 to 1.",
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
    "PlanModelMissingError": "A plan starts with the name of a model, and {plan:quoted} does not. "
    "Write the name and a colon before the items, such as {example}.",
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
    "ListTypeError": "{option} cannot be an object of the type {kind:quoted}. Give a text or a "
    "list of texts.",
    "StoreTypeError": "store cannot be an object of the type {kind:quoted}. Give a ModelStore, "
    "such as ModelStore(Settings()).",
    "UnknownOptionError": "{experiment:quoted} has no option {option:quoted}. Its options are "
    "{options:list}.",
    "PinnedPlanMissingError": "One of the three networks is the second plan, but there is "
    "none. Write a plan first.",
    "LargeInputsError": "{key} takes larger pictures, and this benchmark is for networks that "
    "take 32 × 32 pixels. Choose one such as resnet20.cifar10.",
    "PackageMissingError": "The package {package} is not installed. Install it with `pip install "
    "-r {requirements}`.",
    "NoPhotoError": "There is no photo. Add at least one.",
    "TooManyPhotosError": "{photos} photos are too many at a time: the limit is {max_photos}. "
    "Send fewer.",
    "OnePhotoError": "{experiment:quoted} takes one photo, and {photos} were given. Give one, and "
    "run it again for each of the others.",
    "UnusedPhotosError": "Other photos ({photos}) are given for BatchNorm statistics, which are "
    "not re-estimated. Set reestimate, or leave the other photos out.",
    "NotUploadedError": "{option} is not an upload. Upload the photo first, in Python with "
    "gradio_client.handle_file, and send what the server answers.",
    "OneFileError": "{option} takes one photo, and {files} were sent. Send one, or send several as "
    "files to an endpoint that has that parameter.",
    "ForeignFileError": "Only files that were uploaded to this server are read. Upload the photo "
    "first, and send what the server answers.",
    "FetchError": "Addresses are not fetched. Upload the file itself.",
    "UnknownEndpointError": "There is no endpoint {name:quoted}. The page lists all endpoints at "
    "its foot.",
    "UnknownAnswerError": "There is no answer {event:quoted} to read. Every answer is read once: "
    "call the endpoint again.",
    "EndpointParametersError": "The endpoint cannot be called with these parameters ({reason}). "
    "The page lists the parameters of every endpoint at its foot.",
    "ArgumentsError": "The command cannot be called with these arguments ({reason}). Its --help "
    "lists them.",
    "ColumnCountError": "{columns} networks cannot stand side by side. Choose 1 to {max_columns}.",
    "DifferentClassesError": "{model} has other classes than the networks before it, so their "
    "answers cannot be compared. Choose networks with the same classes.",
    "PlanBesideColumnsError": "The plan {plan:quoted} would not be used, because columns are "
    "given. Put the plan into a column, or leave the columns out.",
    "ModelBesideColumnsError": "The model {model:quoted} would not be used, because columns are "
    "given. Make it a column, or leave the columns out.",
    "OneNetworkError": "{experiment:quoted} works on one network as trained. Give it a model, and "
    "no plan or columns.",
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
    "UnknownVariableError": "There is no setting {variable}. The most similar name is {nearest}. "
    "Correct the name, or remove the environment variable.",
    "UnwritableFolderError": "{path} cannot be written to ({reason}). Choose another folder.",
    "OutputLostError": "The results could not be written to standard output ({reason}). Make "
    "room, or send the output elsewhere.",
    "DeviceError": "This machine has no device {device:quoted}. Choose one of {available:list}, "
    "or auto.",
    "LinkPartError": "{parts:quoted_list} in the link means nothing here. A link has the parts "
    "{known:list}.",
    "LinkPhotoError": "The photo of this link is its maker's own and is not here: add that photo "
    "yourself, in place of the sample that is shown.",
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
    "PrecisionError": "--precision cannot be {precision:quoted}. Choose auto or, on "
    "{device}, one of {precisions:list}.",
    "MinimumError": "{option} cannot be {value}. It takes a whole number from {minimum}.",
    "PositiveNumberError": "{option} cannot be {value}. It takes a number above 0.",
    "DecayError": "--ema cannot be {value}. It takes a number between 0 and 1, such as 0.999.",
    "BatchPiecesError": "--accumulate cannot be {accumulate}. It has to cut the batch of "
    "{batch_size} into equal pieces for each process (processes: {processes}; pictures "
    "to train on: {images:count}). Numbers that do: {fitting:list}.",
    "NothingToTrainError": "Freezing {frozen:list} leaves no parameters to train. Freeze less.",
    "ModelNameMissingError": "There is no --model. Give it a name such as {example}, or "
    "give --from a model to start from.",
    "ModelTagError": "--model cannot be {key:quoted}. It takes {network} with a tag of its "
    "own, such as {network}.mydata.",
    "FromScratchError": "--model cannot be {key:quoted}. An ImageNet network is trained "
    "from trained weights only: give --from too.",
    "FreezeWithoutSourceError": "--freeze-until {until} needs --from: random weights are "
    "not frozen. Give --from, or leave it out.",
    "EarlierRunError": "{path} is there from earlier. Go on with that run with --resume, "
    "replace it with --overwrite, or choose another --run-dir and --out.",
    "UnmeasurableCardError": "--update-card is for models with a card that has a test "
    "part, and {key} has none. Leave it out.",
    "PackedPictureError": "{name} cannot be unpacked ({reason}). Make the archive again, "
    "without a password.",
    "DataMissingError": "There is no such folder or ZIP archive as {path}. Give one folder "
    "a class with pictures in it, or fetch CIFAR-10 with --download.",
    "DataArchiveError": "{path} is not a ZIP archive that can be read ({reason}). Give a "
    "folder, or a ZIP archive of one.",
    "DataUnreadableError": "The folder {path} cannot be read ({reason}). Check its permissions.",
    "NoClassFoldersError": "{path} has no class folders. Give it one folder a class with "
    "pictures in it.",
    "EmptyClassesError": "{path} has no picture that can be used for {classes:list}. Put "
    "pictures into these folders, or delete them.",
    "SingleClassError": "{path} has one class only ({name}). Add a folder with pictures of "
    "another class.",
    "NoValidationError": "No class in {path} has a second picture to validate on. Add "
    "pictures to each class.",
    "DataTooLargeError": "The {pictures:count} pictures in {path} need {needed:bytes} of "
    "memory at {size_px} pixels a side, and {free:bytes} are free. Train on fewer "
    "pictures, or from a model with smaller inputs.",
    "MixedLayoutError": "{path} can be read in two ways: {parts:list} holds folders, as a "
    "part of a data set does, and beside it {others:list} hold pictures, as classes do. "
    "If all of them are classes, move them into one folder named train; if not, move "
    "{others:list} elsewhere.",
    "PartWithoutClassesError": "In {path}, {folders:list} hold pictures but no class "
    "folders, so the classes are not known. Sort the pictures into one folder a class, "
    "or move them elsewhere. If these are classes themselves, move all classes into one "
    "folder named train.",
    "DuplicatePartError": "{path} has several folders for its {part} part: {folders:list}. "
    "Keep one of them.",
    "NoTrainPartError": "{path} has no folder named train, only {parts:list}. Give the "
    "folder that holds train, or one that holds the class folders.",
    "NoTestPartError": "{path} has neither a folder named test nor one named val. To "
    "measure on the training pictures, give the train folder itself.",
    "UnknownFoldersError": "The {part} part of {path} has class folders that its training "
    "part has not: {folders:list}. The classes to train on are {classes:list}. Give the "
    "folders the same names.",
    "ModelClassesError": "{path} has class folders that are no classes of the model: "
    "{folders:list}. Name the folders after its classes: {classes:list}.",
    "DamagedPicturesError": "Pictures in {path} cannot be read. Replace or delete them, or "
    "go on without them with --skip-damaged.",
    "Cifar10Error": "CIFAR-10 in {path} cannot be used ({reason}). Fetch it with "
    "--download, or check the folder.",
    "OtherPicturesError": "{path} does not hold the pictures that {key} was trained and "
    "measured on: the card says otherwise for {entries:list}. Give the folder it was "
    "trained on.",
    "CheckpointMissingError": "There is no checkpoint {path} to go on from. Leave --resume "
    "out to start afresh.",
    "CheckpointDamagedError": "The checkpoint {path} is damaged. Delete it, and start "
    "afresh without --resume.",
    "ForeignCheckpointError": "The checkpoint {path} holds something else than a training "
    "run. Choose another --run-dir.",
    "CheckpointOptionError": "The checkpoint {path} was made with {option} = {saved!r}, "
    "not {requested!r}. Resume with the same options, or choose another --run-dir.",
    "CheckpointPicturesError": "The checkpoint {path} was made with other pictures, or "
    "with the same ones under other classes or in another order. Put the folder back as "
    "it was, or choose another --run-dir to start afresh.",
    "ScheduleEndedError": "The run of {path} has finished its {epochs} epochs, and its "
    "{schedule} schedule has brought the learning rate to its end, so that it cannot go "
    "on to {requested}. Start a run of {requested} epochs with another --run-dir, or "
    "fine-tune the finished network with --from.",
    "UnwritableCheckpointError": "The checkpoint {path} cannot be written ({reason}). Free "
    "some space, or choose another --run-dir.",
    "UnwritableOutputError": "{path} cannot be written to ({reason}). Choose another --out.",
    "UnwritableMetricsError": "{path} cannot be written ({reason}). Free some space or "
    "clear the path, and go on with --resume.",
    "UnwritableWeightsError": "{path} cannot be written ({reason}). The trained network is "
    "in {run_dir}: free some space or choose another --out, and use the same command "
    "with --resume.",
    "UnwritableCardError": "{path} cannot be written ({reason}). Copy the weights and the "
    "card to a folder of yours, and use --weights-dir.",
    "DivergedError": "The training loss stopped being finite in epoch {epoch}, step {step} "
    "(learning rate {learning_rate:.3g}). Start again with a lower --learning-rate, or "
    "check the data.",
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
