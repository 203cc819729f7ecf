"""What the web page, the command line and the API call; one request is one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resnet_demo.ablation import Part, parse_plan
from resnet_demo.catalog import find_model, find_plain_twin
from resnet_demo.compare import Comparison, compare_photo, list_variants
from resnet_demo.errors import OptionError, UnknownModelError
from resnet_demo.lesion import LesionStudy, study_lesions
from resnet_demo.models import ALWAYS_QUIET, ModelStore
from resnet_demo.predict import Classification, File, Photo, classify_files, make_photo, open_file
from resnet_demo.preprocess import VIEW_MODES, ViewMode, preprocess
from resnet_demo.registry import ModelSpec
from resnet_demo.zoo import ModelRow, list_models

__all__ = ["ModelRow", "choose_views", "classify", "compare", "list_models", "study_photo"]


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
    limit = store.settings.max_files
    if not 0 < len(files) <= limit:
        raise OptionError("the number of photos", len(files), f"1 to {limit} at a time")
    mode = choose_views(find_model(model, store.settings), views)
    loaded = store.get(model, device, on_status)
    return classify_files(
        loaded, files, store.settings, views=mode, top=top, on_progress=on_progress
    )


def study_photo(
    store: ModelStore,
    file: File,
    *,
    model: str,
    part: Part = "branch",
    draws: int = 10,
    seed: int = 0,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Photo, LesionStudy]:
    """Removes every skip and branch of a network in turn, and random sets, on one photo.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        model: Model key.
        part: What the random sets remove, ``branch`` or ``skip``.
        draws: Random sets for each number of blocks.
        seed: Of the sets.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (passes done, passes in all).

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist or does not fit the model.
        WeightsError: The model cannot be loaded or its answers are not finite.
    """
    loaded = store.get(model, device)
    image = open_file(file, store.settings)
    study = study_lesions(
        loaded, preprocess(image.rgb, loaded.preset), random_part=part, draws=draws, seed=seed,
        batch_size=store.settings.forward_batch_size, on_progress=on_progress,
    )  # fmt: skip
    return make_photo(image, loaded), study


def choose_views(spec: ModelSpec, views: str | None) -> ViewMode:
    """Returns how many views a photo is classified by; None takes the default of the model's
    family.

    Networks trained on 32×32 pictures of whole objects gain from an average over views of a photo;
    ImageNet networks are used with the one crop that their published accuracies are measured with.

    Raises:
        OptionError: There is no such way.
    """
    if views is None:
        return "average" if spec.architecture.stem == "cifar" else "single"
    for mode in VIEW_MODES:
        if views == mode:
            return mode
    raise OptionError("views", views, " or ".join(VIEW_MODES))


def compare(
    store: ModelStore,
    file: File,
    *,
    model: str,
    plan: str | None = None,
    top: int = 5,
    device: str | None = None,
) -> Comparison:
    """Puts one photo through a ResNet, the same weights under an ablation plan, and the trained
    plain twin where there is one.

    All three see the same single view.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        model: Key of a residual model.
        plan: The ablation plan as text, ``resnet56.cifar10:skip[layer2.*]=0``; None removes every
            skip.
        top: Classes a column, from 1.
        device: ``auto``, a device name, or None for the settings' device.

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist, or the model is plain.
    """
    spec = find_model(model, store.settings)
    try:
        twin = find_plain_twin(spec, store.settings)
    except UnknownModelError:
        twin = None  # nobody trained one
    parsed = None if plan is None else parse_plan(plan, store.settings)
    variants = list_variants(spec, twin, parsed)
    image = open_file(file, store.settings)
    return compare_photo(store, variants, image, top=top, device=device)
