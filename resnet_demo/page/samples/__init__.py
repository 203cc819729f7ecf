"""Pictures to try: drawings of the project's own, and photos from gradio's media.

``docs/samples.py`` makes the drawings. Each shows one of CIFAR-10's ten classes; the photos show
none of them, and the page says so.
"""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

FOLDER = Path(__file__).parent
FIRST_SAMPLE = "ship"


@dataclass(frozen=True)
class Sample:
    """A picture to try.

    Attributes:
        name: Its words are those of ``sample_<name>``.
        path: The file.
        label: The class of CIFAR-10 that it shows; None where it shows none of them.
    """

    name: str
    path: Path
    label: str | None


def list_samples() -> list[Sample]:
    """Lists the samples, those of a class first."""
    labels = ("ship", "horse", "bird", "airplane", "truck", "automobile", "frog")
    drawings = [Sample(label, FOLDER / f"{label}.png", label) for label in labels]
    photos = [Sample(name, Path(gr.get_image(f"{name}.jpg")), None) for name in ("lion", "tower")]
    return drawings + photos


def find_sample(name: str) -> Sample | None:
    """Returns a sample by its name; None where there is none of this name."""
    return next((sample for sample in list_samples() if sample.name == name), None)


def find_copied_sample(photo: Path) -> Sample | None:
    """Returns the sample that a file is, or is a copy of; None where it is another photo."""
    return next((sample for sample in list_samples() if is_copy(photo, sample.path)), None)


def is_copy(photo: Path, other: Path) -> bool:
    """Tells whether two files have one name and hold the same."""
    return photo.name == other.name and filecmp.cmp(photo, other, shallow=False)


def list_other_samples(photo: Path) -> list[Path]:
    """Lists the samples of a class beside a photo, which may be one of them."""
    return [
        sample.path for sample in list_samples() if sample.label and sample.path.name != photo.name
    ]


def list_sample_paths() -> list[str]:
    """Lists the files that the server may hand out besides uploads."""
    return [str(sample.path) for sample in list_samples()]
