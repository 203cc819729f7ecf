"""What the page, the command line and the API call to explain an answer; one request is one
function. Importing this imports captum, which takes seconds: import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resnet_demo.models import ModelStore
from resnet_demo.predict import File, open_file
from resnet_demo.saliency.explain import (
    Explanation,
    MapRequest,
    check_baseline,
    explain_photo,
)
from resnet_demo.saliency.method import Options
from resnet_demo.saliency.table import METHODS
from resnet_demo.service import choose_columns

__all__ = ["METHODS", "MapRequest", "Options", "check_baseline", "explain"]


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
        SaliencyError: A map is not finite, or takes longer than the settings allow.
    """
    variants = choose_columns(store, model, plan, columns)
    image = open_file(file, store.settings)
    return explain_photo(store, variants, image, request, device=device, on_progress=on_progress)
