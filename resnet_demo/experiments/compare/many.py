"""Many photos through every column of a comparison: which keep their label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_demo.columns import Kind, Variant, check_labels
from resnet_demo.errors import InputError, WeightsError
from resnet_demo.models.engine import ClassScore, compute_logits, rank_classes
from resnet_demo.models.load import LoadedModel
from resnet_demo.models.store import ModelStore
from resnet_demo.photos.photo import FailedPhoto, File, file_name, open_file
from resnet_demo.photos.preprocess import Preprocessing, preprocess
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class BatchColumn:
    """One network of a batch comparison.

    Attributes:
        kind: As of the variant.
        model: Model key.
        plan: The plan as text; None for a network as trained.
        kept: How many photos get the first column's label; None without an answer of either.
        error: Why there is no answer.
    """

    kind: Kind
    model: str
    plan: str | None
    kept: int | None = None
    error: WeightsError | None = None


@dataclass(frozen=True)
class ComparedFile:
    """The likeliest class of one photo in every column; None in a column without an answer."""

    name: str
    best: tuple[ClassScore | None, ...]


@dataclass(frozen=True)
class BatchComparison:
    """Many photos through every column, in the order of the files."""

    columns: tuple[BatchColumn, ...]
    rows: tuple[ComparedFile | FailedPhoto, ...]

    @property
    def answered(self) -> int:
        """How many files could be read."""
        return sum(isinstance(row, ComparedFile) for row in self.rows)


def compare_files(
    store: ModelStore,
    variants: Sequence[Variant],
    files: Sequence[File],
    *,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> BatchComparison:
    """Classifies photos by their single view with every column's network.

    A file that cannot be read keeps its place with its error, a column whose weights cannot be used
    has its error in its place; the others are not lost.

    Args:
        store: Loaded models and settings.
        variants: The columns; the first is the reference.
        files: What to read.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (files read, files in all), also before each forward pass.

    Raises:
        OptionError: The columns know different classes.
        DeviceError: This machine has no such device.
    """
    models = _load_models(store, variants, device)
    preprocessings = {model.preprocessing for model in models if isinstance(model, LoadedModel)}
    read, batches = _read_files(store.settings, files, preprocessings, on_progress)
    count = sum(not isinstance(row, FailedPhoto) for row in read)
    columns, answers = [], []
    for variant, model in zip(variants, models, strict=True):
        best: Sequence[ClassScore | None] = [None] * count
        error = model if isinstance(model, WeightsError) else None
        if isinstance(model, LoadedModel) and count:
            try:
                best = _rank_best(
                    model,
                    variant,
                    torch.cat(batches[model.preprocessing]),
                    store.settings,
                    lambda: on_progress(len(files), len(files)),
                )
            except WeightsError as raised:
                error = raised
        answers.append(best)
        kept = None if error is not None else _count_kept(best, answers[0])
        columns.append(BatchColumn(variant.kind, variant.spec.key, variant.plan_text, kept, error))
    best_of_each = zip(*answers, strict=True)
    return BatchComparison(
        tuple(columns),
        tuple(
            row if isinstance(row, FailedPhoto) else ComparedFile(row, next(best_of_each))
            for row in read
        ),
    )


def _load_models(
    store: ModelStore, variants: Sequence[Variant], device: str | None
) -> list[LoadedModel | WeightsError]:
    """Returns each column's model, or why it cannot be used."""
    models: list[LoadedModel | WeightsError] = []
    labels: tuple[str, ...] | None = None
    for variant in variants:
        try:
            model = store.get(variant.spec.key, device)
        except WeightsError as error:
            models.append(error)
            continue
        labels = check_labels(model, labels)
        models.append(model)
    return models


def _rank_best(
    model: LoadedModel,
    variant: Variant,
    batch: Tensor,
    settings: Settings,
    on_piece: Callable[[], None],
) -> list[ClassScore]:
    """Returns the likeliest class of each input (N, 3, S, S)."""
    logits = compute_logits(
        model,
        batch,
        gates=variant.make_gates(),
        batch_size=settings.forward_batch_size,
        on_piece=on_piece,
    )
    return [rank_classes(row, model.labels, 1, model.temperature)[0] for row in logits]


def _read_files(
    settings: Settings,
    files: Sequence[File],
    preprocessings: set[Preprocessing],
    on_progress: Callable[[int, int], None],
) -> tuple[list[str | FailedPhoto], dict[Preprocessing, list[Tensor]]]:
    """Returns names or failures in the order of the files, and the inputs by preprocessing."""
    read: list[str | FailedPhoto] = []
    batches: dict[Preprocessing, list[Tensor]] = {key: [] for key in preprocessings}
    for done, file in enumerate(files):
        on_progress(done, len(files))
        try:
            image = open_file(file, settings)
        except InputError as error:
            read.append(FailedPhoto(file_name(file), error))
            continue
        for preprocessing, batch in batches.items():
            batch.append(preprocess(image.rgb, preprocessing))
        read.append(image.name)
    return read, batches


def _count_kept(
    answers: Sequence[ClassScore | None], reference: Sequence[ClassScore | None]
) -> int | None:
    """Counts the answers that are the reference's; None where one of the two is missing."""
    pairs = [(a, b) for a, b in zip(answers, reference, strict=True) if a and b]
    return sum(a.index == b.index for a, b in pairs) if len(pairs) == len(answers) else None
