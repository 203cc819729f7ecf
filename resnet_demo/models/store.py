"""The one place where loaded models are shared by everyone in a process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from resnet_demo.errors import WeightsOfflineError
from resnet_demo.models.catalog import find_model
from resnet_demo.models.devices import choose_device
from resnet_demo.models.load import ALWAYS_QUIET, LoadedModel, load_model
from resnet_demo.models.weights import locate_weights
from resnet_demo.settings import Settings


class ModelStore:
    """Models shared by everyone in this process, loaded once each, the least recently used dropped
    over a memory cap. A model that was trained again is loaded again.

    Safe under threads: locks guard loading only, and one cold model does not hold up another.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._loading: dict[tuple[str, str], threading.Lock] = {}
        self._models: OrderedDict[tuple[str, str], LoadedModel] = OrderedDict()
        self._failures: dict[tuple[str, str], tuple[float, WeightsOfflineError]] = {}

    def get(
        self, key: str, device: str | None = None, on_status: Callable[[str], None] = ALWAYS_QUIET
    ) -> LoadedModel:
        """Returns a model, loading it if needed.

        Args:
            key: Model key, for instance ``resnet20.cifar10``.
            device: ``auto`` or a device name; None takes the settings' device.
            on_status: Called with ``"downloading"`` when weights are being fetched.

        Raises:
            UnknownModelError: No model has this key.
            DeviceError: This machine has no such device.
            WeightsError: The model cannot be loaded.
        """
        spec = find_model(key, self.settings)
        place = choose_device(self.settings.device if device is None else device)
        slot = (key, str(place))
        asked_at = time.monotonic()
        with self._lock:
            loading = self._loading.setdefault(slot, threading.Lock())
        with loading:
            with self._lock:
                model = self._models.get(slot)
                if model is not None and self._is_current(model):
                    self._models.move_to_end(slot)
                    return model
            if slot in self._failures and self._failures[slot][0] > asked_at:
                raise self._failures[slot][1]  # while this request waited; another try won't help
            try:
                model = load_model(spec, self.settings, place, on_status)
            except WeightsOfflineError as error:
                # Others fail fast, and their traceback would keep a whole file in memory.
                self._failures[slot] = time.monotonic(), error
                raise
            with self._lock:
                self._models[slot] = model
                self._models.move_to_end(slot)
                self._drop_least_recent()
        return model

    def _is_current(self, model: LoadedModel) -> bool:
        """Says whether the files of a model are those it was read from. One whose files are gone
        goes on: they may be just about to be replaced.
        """
        file = locate_weights(model.spec, self.settings)
        return file is None or file.read_stamp() == model.stamp

    def list_loaded(self) -> tuple[str, ...]:
        """Lists the keys of the models in memory, the least recently used first."""
        with self._lock:
            return tuple(key for key, _ in self._models)

    def _drop_least_recent(self) -> None:
        while len(self._models) > 1 and self._total_bytes() > self.settings.model_cache_bytes:
            self._models.popitem(last=False)

    def _total_bytes(self) -> int:
        return sum(model.size_bytes for model in self._models.values())
