"""What the page, the command line and the API call to explain an answer; one request is one
function. Importing this imports captum, which takes seconds: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from resnet_demo.columns import parse_columns
from resnet_demo.errors import InputError, SaliencyError
from resnet_demo.experiments.explain.compute import Explanation, explain_photo
from resnet_demo.experiments.faithfulness.compute import FaithfulnessStudy, check_photo
from resnet_demo.experiments.service import check_file_count, choose_columns
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import FailedPhoto, File, file_name, open_file
from resnet_demo.saliency.columns import open_columns
from resnet_demo.saliency.maps import MapRequest, check_baseline
from resnet_demo.saliency.method import Options
from resnet_demo.saliency.score import Budget
from resnet_demo.saliency.table import METHODS

__all__ = [
    "METHODS",
    "MapRequest",
    "Options",
    "check_baseline",
    "explain",
    "explain_by_all",
    "explain_files",
    "faithfulness",
]

KEPT_SIDE = 600
MAX_FILES = 12  # as many rows of maps as one looks at


def explain(
    store: ModelStore,
    file: File,
    *,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    request: MapRequest,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Explanation:
    """Makes a saliency map of one photo in up to three networks, all of the same class.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        model: As in ``service.compare``, with ``plan`` and ``columns``.
        plan: As in ``service.compare``.
        columns: As in ``service.compare``.
        request: Method, target, layer, baseline and options.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (inputs done, inputs expected).

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist or does not fit the model.
        WeightsError: No network can be used.
        SaliencyError: No network has a map: they are not finite, or take longer than the settings
            allow.
    """
    variants = choose_columns(store, model, plan, columns)
    image = open_file(file, store.settings)
    opened = open_columns(store, variants, image, device=device)
    return explain_photo(variants, opened, image, request, store.settings, on_progress=on_progress)


def explain_files(
    store: ModelStore,
    files: Sequence[File],
    *,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    request: MapRequest,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Explanation | FailedPhoto]:
    """Makes the maps of several photos, each of the same class in all columns; a photo that cannot
    be read or explained, or that the time of the request does not reach, does not lose the others.
    Pictures are kept at up to ``KEPT_SIDE`` pixels.

    Args:
        store: Loaded models and settings.
        files: Up to ``MAX_FILES``.
        model: As in ``service.compare``, with ``plan`` and ``columns``.
        plan: As in ``service.compare``.
        columns: As in ``service.compare``.
        request: As in ``explain``; without a target, each photo's own answer.
        device: As in ``explain``.
        on_progress: Called with (photos done, photos in all) after each forward pass.

    Raises:
        SelectionError: A choice does not exist or does not fit the model, or there are no files or
            too many.
        WeightsError: No network can be used.
    """
    check_file_count(files, MAX_FILES)
    variants = choose_columns(store, model, plan, columns)
    made: list[Explanation | FailedPhoto] = []

    spend = _limit_request(store, lambda: on_progress(len(made), len(files)))
    for file in files:
        try:
            image = open_file(file, store.settings)
            opened = open_columns(store, variants, image, device=device)
            explanation = explain_photo(
                variants, opened, image, request, store.settings, on_progress=spend
            )
        except (InputError, SaliencyError) as error:
            made.append(FailedPhoto(file_name(file), error))
            continue
        explanation.picture.thumbnail((KEPT_SIDE, KEPT_SIDE))  # all stay in memory
        made.append(explanation)
    return made


def explain_by_all(
    store: ModelStore,
    file: File,
    *,
    column: str,
    request: MapRequest,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[list[Explanation], dict[str, SaliencyError]]:
    """Makes a map by every method in one network, as far as the time of the request goes.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        column: A model key or plan.
        request: Everything but the method.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (methods done, methods in all) after each forward pass.

    Returns:
        The maps, and by title of the method why there is none.

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist or does not fit the model.
        WeightsError: The network cannot be used.
    """
    image = open_file(file, store.settings)
    variants = parse_columns([column], store.settings)
    opened = open_columns(store, variants, image, device=device)
    made: list[Explanation] = []
    failures: dict[str, SaliencyError] = {}
    spend = _limit_request(store, lambda: on_progress(len(made) + len(failures), len(METHODS)))
    for key, method in METHODS.items():
        try:
            one = replace(request, method=key)
            made.append(
                explain_photo(variants, opened, image, one, store.settings, on_progress=spend)
            )
        except SaliencyError as error:
            failures[method.title] = error
    return made, failures


def _limit_request(store: ModelStore, report: Callable[[], None]) -> Callable[[int, int], None]:
    """Returns what is called after each forward pass of a request of several maps: it reports, and
    raises SaliencyTimeoutError when the time of the whole request is over.
    """
    budget = Budget(store.settings.study_timeout_s, lambda _inputs: report())
    return lambda _done, _total: budget.spend(0)


def faithfulness(
    store: ModelStore,
    file: File,
    *,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    methods: Sequence[str] | None = None,
    request: MapRequest,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> FaithfulnessStudy:
    """Checks whether maps of one photo are faithful, methods by up to three networks.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        model: As in ``service.compare``, with ``plan`` and ``columns``.
        plan: As in ``service.compare``.
        columns: As in ``service.compare``.
        methods: Keys of methods; None for all.
        request: Target, layer, baseline and options. Without a target each network explains its own
            answer.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (inputs done, inputs expected) after each forward pass.

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist or does not fit the model.
        WeightsError: No network can be used.
    """
    variants = choose_columns(store, model, plan, columns)
    image = open_file(file, store.settings)
    chosen = tuple(METHODS) if methods is None else tuple(dict.fromkeys(methods))
    return check_photo(
        store, variants, image, chosen, request, device=device, on_progress=on_progress
    )
