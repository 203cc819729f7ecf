"""Weights and their cards: locate, verify, read, fetch, write.

A model's weights are ``<key>.safetensors`` beside ``<key>.json``, its card. The card holds the
file's SHA-256, which is checked at every load. ImageNet weights come from the hub through timm; its
cache on this machine is looked at first.

Weights and card change together. New weights are first written beside the old ones, as
``<key>.safetensors.<start of their digest>``; replacing the card makes them valid, since a reader
prefers the file that is named after the card's digest; at last they take the place of the old file.
A process that ends between any two of these steps leaves the old pair or the new one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import httpx
import huggingface_hub
import safetensors.torch
from huggingface_hub import constants as hub_constants
from huggingface_hub.errors import HfHubHTTPError
from safetensors import SafetensorError
from torch import Tensor

from resnet_demo.errors import (
    CardDamagedError,
    CardMissingError,
    CardModelError,
    DigestError,
    HubConnectionError,
    HubDisabledError,
    HubDownloadError,
    HubStatusError,
    HubTimeoutError,
    NotSafetensorsError,
    WeightsMismatchError,
    WeightsMissingError,
    WeightsUnreadableError,
)
from resnet_demo.models.card import ModelCard, parse_card
from resnet_demo.models.registry import MODELS
from resnet_demo.networks.families import ModelSpec
from resnet_demo.settings import SHIPPED_WEIGHTS_DIR, Settings

HUB = "huggingface.co"
HUB_FILENAME = "model.safetensors"
STAGED_DIGITS = 16  # of the digest that new weights are named after until they are in place

Origin = Literal["shipped", "local", "cache"]


@dataclass(frozen=True)
class WeightsFile:
    """A weights file on this machine; ``card_path`` is None for files of the hub."""

    path: Path
    card_path: Path | None
    origin: Origin

    def read_stamp(self) -> tuple[object, ...]:
        """Returns what changes when the weights or their card are replaced; cheap to ask for."""
        stamp: list[object] = [self.path]
        for path in filter(None, (self.path, self.card_path)):
            with suppress(OSError):
                status = path.stat()
                stamp += [status.st_ino, status.st_mtime_ns, status.st_size]
        return tuple(stamp)


def locate_weights(spec: ModelSpec, settings: Settings) -> WeightsFile | None:
    """Looks for a model's weights on this machine, the user's folder first."""
    for folder in settings.weights_dirs:
        path = folder / f"{spec.key}.safetensors"
        if path.is_file():
            card_path = path.with_suffix(".json")
            # A hub file copied by hand into the folder has no card; a trained one must have it.
            has_card = spec.source == "file" or card_path.is_file()
            is_shipped = folder == SHIPPED_WEIGHTS_DIR and not spec.is_own
            origin: Origin = "shipped" if is_shipped else "local"
            return WeightsFile(path, card_path if has_card else None, origin)
    if spec.source == "timm":
        cached = huggingface_hub.try_to_load_from_cache(hub_repository(spec), HUB_FILENAME)
        if isinstance(cached, str):
            return WeightsFile(Path(cached), None, "cache")
    return None


def list_available(settings: Settings) -> tuple[str, ...]:
    """Lists the keys of the models whose weights are on this machine, the user's own last."""
    rows = [key for key, spec in MODELS.items() if locate_weights(spec, settings) is not None]
    own = {
        path.stem
        for folder in settings.weights_dirs
        for path in folder.glob("*.*.safetensors")
        if path.stem not in MODELS and path.with_suffix(".json").is_file()
    }
    return (*rows, *sorted(own))


def hub_repository(spec: ModelSpec) -> str:
    """Returns the hub repository that timm keeps a model's weights in."""
    return f"timm/{spec.key}"


def obtain_weights(
    spec: ModelSpec, settings: Settings, on_status: Callable[[str], None]
) -> WeightsFile:
    """Returns a model's weights file, fetching it from the hub when it lives there and is not on
    this machine.

    Args:
        spec: The model.
        settings: Folders, whether to stay offline, how long to wait for the hub to answer.
        on_status: Called with ``"downloading"`` before a download starts.

    Raises:
        WeightsMissingError: The weights are not here and no hub has them.
        WeightsOfflineError: The hub did not answer within ``settings.hub_timeout_s`` or broke off.
    """
    found = locate_weights(spec, settings)
    if found is not None:
        return found
    if spec.source == "file":
        raise WeightsMissingError(spec.key, settings.weights_dirs, list_available(settings))
    _check_hub(spec, settings)
    on_status("downloading")
    try:
        path = huggingface_hub.hf_hub_download(hub_repository(spec), HUB_FILENAME)
    except (OSError, httpx.HTTPError, HfHubHTTPError) as error:
        available = list_available(settings)
        raise HubDownloadError(spec.key, HUB, available, str(error)[:120]) from error
    return WeightsFile(Path(path), None, "cache")


def _check_hub(spec: ModelSpec, settings: Settings) -> None:
    """Asks the hub for one header within a hard limit; its own client retries for a minute."""
    if settings.offline or hub_constants.HF_HUB_OFFLINE:
        raise HubDisabledError(spec.key, HUB, list_available(settings))
    url = huggingface_hub.hf_hub_url(hub_repository(spec), HUB_FILENAME)
    answer: list[httpx.Response | httpx.HTTPError] = []

    def ask() -> None:
        try:
            answer.append(httpx.head(url, timeout=settings.hub_timeout_s))
        except httpx.HTTPError as error:
            answer.append(error)

    # A thread, since the look-up of a host name has no time limit of its own.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(settings.hub_timeout_s)
    if not answer:
        raise HubTimeoutError(spec.key, HUB, list_available(settings), settings.hub_timeout_s)
    if isinstance(answer[0], httpx.HTTPError):
        raise HubConnectionError(spec.key, HUB, list_available(settings)) from answer[0]
    if answer[0].is_error:
        status = answer[0].status_code
        raise HubStatusError(spec.key, HUB, list_available(settings), status)


def read_card(file: WeightsFile) -> ModelCard | None:
    """Reads the card of a weights file; None for files that have none.

    Raises:
        WeightsMismatchError: The card is missing, is no card, or is of another model.
    """
    if file.card_path is None:
        return None
    try:
        card = parse_card(json.loads(file.card_path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise CardMissingError(file.path, file.card_path.name) from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:300]
        raise CardDamagedError(file.card_path, reason) from error
    if card.key != file.path.stem:
        raise CardModelError(file.path, card.key)
    return card


def read_pair(file: WeightsFile) -> tuple[ModelCard | None, dict[str, Tensor]]:
    """Reads a card and the tensors that belong to it, also while another process replaces both.

    Raises:
        WeightsMismatchError: The card or the weights cannot be read or trusted.
    """
    card = read_card(file)
    while True:
        try:
            return card, read_tensors(file, card)
        except WeightsMismatchError:
            latest = read_card(file)
            if latest == card:
                raise
            card = latest  # the pair was replaced since the card was read


def read_tensors(file: WeightsFile, card: ModelCard | None) -> dict[str, Tensor]:
    """Reads the tensors of a weights file, checking its SHA-256 against the card first.

    Raises:
        WeightsMismatchError: The digest differs, or the file cannot be read as safetensors.
    """
    content = None if card is None else _read_staged(file.path, card.sha256)
    if content is None:
        content = _read_checked(file, card)
    try:
        return safetensors.torch.load(content)
    except SafetensorError as error:
        raise NotSafetensorsError(file.path, str(error)) from error


def _read_checked(file: WeightsFile, card: ModelCard | None) -> bytes:
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise WeightsUnreadableError(file.path, error.strerror or str(error)) from error
    if card is not None:
        digest = hashlib.sha256(content).hexdigest()
        if digest != card.sha256:
            raise DigestError(file.path, digest, card.sha256)
    return content


def _read_staged(path: Path, digest: str) -> bytes | None:
    """Returns the weights that a card is for and that are not in their place yet; None for none."""
    with suppress(OSError):
        content = _stage_path(path, digest).read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:
            return content
    return None


def _stage_path(path: Path, digest: str) -> Path:
    # A card may say anything; only digits of a digest become part of a path.
    return path.parent / f"{path.name}.{re.sub('[^0-9a-f]', '', digest)[:STAGED_DIGITS]}"


def write_weights(folder: Path, tensors: Mapping[str, Tensor], card: ModelCard) -> ModelCard:
    """Writes ``<key>.safetensors`` and its card ``<key>.json``, both or neither.

    Returns the card with the digest of the file that was written.

    Raises:
        OSError: They cannot be written; the pair that was there is untouched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card.key}.safetensors"
    if path.is_dir():  # seen only when the card is already replaced, otherwise
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    content = safetensors.torch.save(
        {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    )
    card = replace(card, sha256=hashlib.sha256(content).hexdigest())
    staged = _stage_path(path, card.sha256)
    _write_atomically(staged, content)
    try:
        write_card(folder, card)
    except OSError:
        staged.unlink()
        raise
    staged.replace(path)
    for left in _list_staged(path):  # by processes that ended early
        left.unlink(missing_ok=True)
    return card


def _list_staged(path: Path) -> list[Path]:
    pattern = re.compile(rf"{re.escape(path.name)}\.[0-9a-f]{{{STAGED_DIGITS}}}")
    return [file for file in path.parent.iterdir() if pattern.fullmatch(file.name)]


def write_card(folder: Path, card: ModelCard) -> None:
    """Writes ``<key>.json`` atomically, its lists of numbers on one line each."""
    write_document(folder / f"{card.key}.json", asdict(card))


def write_document(path: Path, card: Mapping[str, object]) -> None:
    """Writes the JSON document of a card atomically, its lists of numbers on one line each."""
    document = json.dumps(card, indent=2, ensure_ascii=False)
    # Only a list of numbers has a line break after its bracket and no quotes inside.
    document = re.sub(
        r"\[\n([-+\d.eE,\s]+)\]", lambda found: f"[{' '.join(found[1].split())}]", document
    )
    _write_atomically(path, document.encode() + b"\n")


def _write_atomically(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        partial = Path(file.name)
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Temporary files are the user's alone; weights are for all who can read the folder.
        partial.chmod(0o644)
        partial.replace(path)
    except BaseException:  # also when it is interrupted
        partial.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Makes sure that a rename is on the disk before the next one, where the system can do that."""
    with suppress(OSError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
