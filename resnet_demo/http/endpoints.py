"""What the endpoints of the HTTP API do, named as the commands; ``api.py`` offers them, and those
of ``endpoints_saliency.py``.
"""

from __future__ import annotations

from resnet_demo.experiments import render, service
from resnet_demo.http.values import Document, read_lines, read_path, read_paths, read_whole
from resnet_demo.models.store import ModelStore


def classify(
    store: ModelStore,
    files: list[str] | None,
    model: str,
    top: float,
    views: str | None = None,
    device: str | None = None,
) -> Document:
    """Classifies photos. A file that cannot be read has an error in its place.

    Args:
        store: Loaded models; no parameter of the endpoint.
        files: The photos, uploaded with ``gradio_client.handle_file``.
        model: A key from ``/models``.
        top: Classes a photo.
        views: ``single``, ``average``, or null for the default of the model's family.
        device: ``auto``, ``cpu``, ``cuda``, ``mps``, or null for the server's default.
    """
    result = service.classify(
        store,
        read_paths(files),
        model=model,
        top=read_whole("top", top),
        views=views or None,
        device=device or None,
    )
    return render.classification_document(result)


def compare(
    store: ModelStore,
    file: str | None,
    model: str,
    top: float,
    plan: str | None = None,
    device: str | None = None,
    columns: str | None = None,
) -> Document:
    """Compares a ResNet, the same weights under an ablation plan, and the plain twin.

    Args:
        store: Loaded models; no parameter of the endpoint.
        file: The photo, uploaded with ``gradio_client.handle_file``.
        model: Key of a residual model.
        top: Classes a column.
        plan: Such as ``resnet20.cifar10:skip[layer2.*]=0``; null removes every skip. Not together
            with columns.
        device: As in ``/classify``.
        columns: In place of model and plan, up to three model keys or plans, one a line.
    """
    comparison = service.compare(
        store,
        read_path(file),
        model=model,
        plan=plan or None,
        columns=read_lines(columns),
        top=read_whole("top", top),
        device=device or None,
    )
    return render.comparison_document(comparison)


def compare_batch(
    store: ModelStore,
    files: list[str] | None,
    model: str,
    plan: str | None = None,
    device: str | None = None,
    columns: str | None = None,
) -> Document:
    """Compares many photos at once and counts those that keep the first column's label.

    Args:
        store: Loaded models; no parameter of the endpoint.
        files: The photos, uploaded with ``gradio_client.handle_file``.
        model: As in ``/compare``.
        plan: As in ``/compare``.
        device: As in ``/classify``.
        columns: As in ``/compare``.
    """
    batch = service.compare_batch(
        store,
        read_paths(files),
        model=model,
        plan=plan or None,
        columns=read_lines(columns),
        device=device or None,
    )
    return render.batch_document(batch)
