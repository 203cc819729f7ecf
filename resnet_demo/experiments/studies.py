"""What the page, the command line and the API call to look into a network on one photo; one
request is one function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resnet_demo.columns import parse_columns
from resnet_demo.experiments.service import check_file_count, choose_columns
from resnet_demo.experiments.signals.compute import PhotoProfile, profile_photo
from resnet_demo.experiments.signals.paths import PathStudy, study_paths
from resnet_demo.models.store import ModelStore
from resnet_demo.networks.seeds import check_seed
from resnet_demo.photos.photo import File, open_file
from resnet_demo.photos.preprocess import preprocess

Progress = Callable[[int, int], None]
PATHS_A_PASS = 16  # so that progress is shown, and a cancel heard, often enough
SILENT: Progress = lambda _done, _total: None  # noqa: E731


def profile(
    store: ModelStore,
    file: File,
    *,
    model: str | None = None,
    plan: str | None = None,
    columns: Sequence[str] | None = None,
    seed: int = 0,
    others: Sequence[File] = (),
    device: str | None = None,
    on_progress: Progress = SILENT,
) -> PhotoProfile:
    """Measures one photo's signals and gradients, block by block, in up to three networks.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        model: As in ``service.compare``, with ``plan`` and ``columns``.
        plan: As in ``service.compare``.
        columns: As in ``service.compare``.
        seed: Of the fresh weights.
        others: More photos for the BatchNorm statistics of the fresh networks.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (columns done, columns in all).

    Raises:
        InputError: A file cannot be read.
        SelectionError: A choice does not exist or does not fit the model.
        WeightsError: No network can be used.
    """
    check_file_count([file, *others], store.settings.max_files)
    variants = choose_columns(store, model, plan, columns)
    image = open_file(file, store.settings)
    return profile_photo(
        store,
        variants,
        image,
        seed=check_seed(seed),
        open_others=lambda: (open_file(other, store.settings) for other in others),
        device=device,
        on_progress=on_progress,
    )


def paths(
    store: ModelStore,
    file: File,
    *,
    column: str,
    draws: int = 20,
    seed: int = 0,
    device: str | None = None,
    on_progress: Progress = SILENT,
) -> PathStudy:
    """Samples the gradient along paths of every length through a residual network, on one photo.

    Args:
        store: Loaded models and settings.
        file: A path, or a (name, content) pair.
        column: Key of a residual model, or a plan for one.
        draws: Paths of each length.
        seed: Of the paths.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (passes done, passes in all).

    Raises:
        InputError: The file cannot be read.
        SelectionError: A choice does not exist or does not fit the model.
        WeightsError: The model cannot be loaded.
    """
    (variant,) = parse_columns([column], store.settings)
    loaded = store.get(variant.spec.key, device)
    image = open_file(file, store.settings)
    batch = preprocess(image.rgb, loaded.preprocessing)
    most = store.settings.explain_pixels // (batch.shape[-1] * batch.shape[-2])
    return study_paths(
        loaded,
        batch,
        gates=variant.make_gates(),
        draws=draws,
        seed=seed,
        batch_size=max(1, min(most, PATHS_A_PASS)),
        on_progress=on_progress,
    )
