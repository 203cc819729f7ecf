"""Limits and places in one object that is passed in; nothing else reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from resnet_demo.errors import (
    FolderVariableError,
    NumberVariableError,
    SwitchVariableError,
    UnknownVariableError,
    WholeVariableError,
)

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the weights inside the package (see setup.py); in a checkout they lie beside it.
_CARRIED_WEIGHTS = _PACKAGE / "shipped_weights"
SHIPPED_WEIGHTS_DIR = _CARRIED_WEIGHTS if _CARRIED_WEIGHTS.is_dir() else _PACKAGE.parent / "weights"
ENVIRONMENT_PREFIX = "RESNET_LAB_"


@dataclass(frozen=True)
class Settings:
    """What a deployment may change. Every field can be set as ``RESNET_LAB_<FIELD>`` in the
    environment.

    Attributes:
        weights_dir: A folder of the user's own weights, searched before the shipped one; unset,
            there is none.
        device: ``auto`` (cuda, then mps, then cpu) or a torch device name.
        max_file_bytes: Largest picture file accepted, in bytes.
        max_pixels: Largest picture accepted, in pixels (width times height), checked before
            decoding.
        max_files: Most pictures in one request.
        model_cache_bytes: Memory the loaded models may hold together; the least recently used leave
            first.
        forward_batch_size: Most model inputs in one forward pass.
        explain_pixels: Most pixels (inputs times height times width) in one pass for a saliency
            map, which keeps activations for the way back: 262144 are 5 inputs of 224 × 224.
        explain_timeout_s: Longest time for one saliency map.
        study_timeout_s: Longest time for one request, such as a lesion study or several maps.
        hub_timeout_s: Longest wait for the weights hub to answer before saying it cannot be
            reached.
        offline: Never ask the hub; use what is on this machine.
        queue_size: Most requests waiting in the web app; later ones are told that it is busy.
    """

    weights_dir: Path | None = None
    device: str = "auto"
    max_file_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    max_files: int = 64
    model_cache_bytes: int = 1_000_000_000
    forward_batch_size: int = 64
    explain_pixels: int = 262_144
    explain_timeout_s: float = 120.0
    study_timeout_s: float = 900.0
    hub_timeout_s: float = 4.0
    offline: bool = False
    queue_size: int = 64

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Builds settings from environment variables such as ``RESNET_LAB_MAX_PIXELS=20000000``. An
        empty one counts as not set.

        Raises:
            EnvironmentVariableError: A variable does not parse, a number is not positive, or a name
                with the prefix is none of a setting.
        """
        _check_names(environ)
        settings = cls()
        for field in fields(cls):
            name = ENVIRONMENT_PREFIX + field.name.upper()
            if environ.get(name):
                value = _parse_value(name, environ[name], getattr(settings, field.name))
                settings = replace(settings, **{field.name: value})  # type: ignore[arg-type]
        return settings

    @property
    def weights_dirs(self) -> tuple[Path, ...]:
        """Folders searched for weights, first match wins."""
        return (
            (SHIPPED_WEIGHTS_DIR,)
            if self.weights_dir is None
            else (self.weights_dir, SHIPPED_WEIGHTS_DIR)
        )


def _check_names(environ: Mapping[str, str]) -> None:
    settings = [ENVIRONMENT_PREFIX + field.name.upper() for field in fields(Settings)]
    for name, value in environ.items():
        if name.upper().startswith(ENVIRONMENT_PREFIX) and name not in settings and value:
            (nearest,) = get_close_matches(name.upper(), settings, n=1, cutoff=0)
            raise UnknownVariableError(name, nearest)


def _parse_value(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in words:
            raise SwitchVariableError(name, text)
        return words[text.lower()]
    if isinstance(default, int | float):
        mistake = (WholeVariableError if isinstance(default, int) else NumberVariableError)(
            name, text
        )
        try:
            number = type(default)(text)
        except ValueError as error:
            raise mistake from error
        if not 0 < number < float("inf"):
            raise mistake
        return number
    if default is not None:
        return text
    if not _is_folder(Path(text)):
        raise FolderVariableError(name, text)
    return Path(text)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, or a folder above that may not be looked into
        return False
