"""What the web page, the command line and the API call; one request is one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resnet_demo.columns import Variant, list_variants, parse_columns, parse_plan
from resnet_demo.errors import (
    ChoiceError,
    ModelMissingError,
    NoPhotoError,
    PlanBesideColumnsError,
    TooManyPhotosError,
    UnknownModelError,
)
from resnet_demo.experiments.classify.compute import Classification, classify_files
from resnet_demo.experiments.compare.compute import Comparison, compare_photo
from resnet_demo.experiments.compare.many import BatchComparison, compare_files
from resnet_demo.models.catalog import find_model, find_plain_twin
from resnet_demo.models.load import ALWAYS_QUIET
from resnet_demo.models.store import ModelStore
from resnet_demo.models.zoo import ModelRow, list_models
from resnet_demo.networks.families import ModelSpec
from resnet_demo.photos.photo import File, open_file
from resnet_demo.photos.preprocess import VIEW_MODES, ViewMode

__all__ = [
    "ModelRow",
    "check_file_count",
    "choose_columns",
    "choose_views",
    "classify",
    "compare",
    "compare_batch",
    "list_models",
]


def classify(
    store: ModelStore,
    files: Sequence[File],
    *,
    model: str,
    top: int = 5,
    views: str | None = None,
    device: str | None = None,
    on_status: Callable[[str], None] = ALWAYS_QUIET,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Classification:
    """Classifies photos; a file that cannot be read is named in its place and the others go on.

    Args:
        store: Loaded models and settings.
        files: Paths, or (name, content) pairs.
        model: Model key.
        top: Classes a photo, from 1.
        views: ``single``, ``average``, or None for the default of the model's family.
        device: ``auto``, a device name, or None for the settings' device.
        on_status: Called with ``"downloading"`` when weights are being fetched.
        on_progress: Called with (photos read, photos in all).

    Raises:
        SelectionError: A choice does not exist, or there are no files or too many.
        WeightsError: The model cannot be loaded or its answers are not finite.
    """
    check_file_count(files, store.settings.max_files)
    mode = choose_views(find_model(model, store.settings), views)
    loaded = store.get(model, device, on_status)
    return classify_files(
        loaded, files, store.settings, views=mode, top=top, on_progress=on_progress
    )


def choose_views(spec: ModelSpec, views: str | None) -> ViewMode:
    """Returns how many views a photo is classified by; None takes the default of the model's
    family.

    Networks trained on 32×32 pictures of whole objects gain from an average over views of a photo;
    ImageNet networks are used with the one crop that their published accuracies are measured with.

    Raises:
        ChoiceError: There is no such way.
    """
    if views is None:
        return "average" if spec.architecture.stem == "cifar" else "single"
    for mode in VIEW_MODES:
        if views == mode:
            return mode
    raise ChoiceError("views", views, VIEW_MODES)


def compare(
    store: ModelStore,
    file: File,
    *,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    top: int = 5,
    device: str | None = None,
) -> Comparison:
    """Puts one photo through up to three networks, which all see the same single view.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        model: Key of a residual model.
        plan: The ablation plan as text, ``resnet56.cifar10:skip[layer2.*]=0``; None removes every
            skip. Not together with columns.
        columns: In place of model and plan: plans as text, one a column; a bare model key is the
            model as trained. None takes the model as trained, the same weights under the plan, and
            the trained plain twin where there is one.
        top: Classes a column, from 1.
        device: ``auto``, a device name, or None for the settings' device.

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist, the model is plain, or the columns know different
            classes.
    """
    variants = choose_columns(store, model, plan, columns)
    image = open_file(file, store.settings)
    return compare_photo(store, variants, image, top=top, device=device)


def compare_batch(
    store: ModelStore,
    files: Sequence[File],
    *,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> BatchComparison:
    """Puts many photos through up to three networks and counts those that keep their label.

    Args:
        store: Loaded models and settings.
        files: Paths, or (name, content) pairs.
        model: As in ``compare``.
        plan: As in ``compare``.
        columns: As in ``compare``.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (photos read, photos in all).

    Raises:
        SelectionError: A choice does not exist, there are no files or too many, or the columns know
            different classes.
    """
    check_file_count(files, store.settings.max_files)
    variants = choose_columns(store, model, plan, columns)
    return compare_files(store, variants, files, device=device, on_progress=on_progress)


def check_file_count(files: Sequence[File], most: int) -> None:
    """Checks that there are files, and not too many.

    Raises:
        NoPhotoError: There are none.
        TooManyPhotosError: There are too many.
    """
    if not files:
        raise NoPhotoError
    if len(files) > most:
        raise TooManyPhotosError(len(files), most)


def choose_columns(
    store: ModelStore, model: str | None, plan: str | None, columns: Sequence[str] | None
) -> tuple[Variant, ...]:
    """Returns the columns asked for, or those of a model.

    Raises:
        SelectionError: A choice does not exist or does not fit the model.
    """
    if columns:
        if plan is not None:
            raise PlanBesideColumnsError(plan)
        return parse_columns(columns, store.settings)
    if model is None:
        raise ModelMissingError
    spec = find_model(model, store.settings)
    try:
        twin = find_plain_twin(spec, store.settings)
    except UnknownModelError:
        twin = None  # nobody trained one
    parsed = None if plan is None else parse_plan(plan, store.settings)
    return list_variants(spec, twin, parsed)
