"""What a command says of its data before it begins: classes, numbers, and what is passed over."""

from __future__ import annotations

from collections.abc import Sequence

from resnet_demo.training.dataset import Dataset, LabelledPart
from resnet_demo.training.layout import PassedOver

MAX_CLASSES = 20
MAX_EXAMPLES = 5
PART_TITLES = {
    "train": "training",
    "validation": "validation",
    "test": "test",
    "all": "labelled",
}


def summarize_dataset(dataset: Dataset) -> list[str]:
    """Returns the lines about a data set that is trained on."""
    tested = 0 if dataset.test is None else len(dataset.test)
    passed_over = summarize_passed_over(dataset.passed_over)
    lines = [
        f"{_list_classes(dataset.classes)}; training {len(dataset.train):,}, validation "
        f"{len(dataset.validation):,}, test {tested:,} pictures; passed over: {passed_over}"
    ]
    if dataset.split:
        lines.append("The validation pictures are split off the training pictures.")
    for part, classes in dataset.lacking.items():
        lines.append(f"There are no {PART_TITLES[part]} pictures of {_list_some(classes)}.")
    return lines


def summarize_part(part: LabelledPart, classes: Sequence[str]) -> list[str]:
    """Returns the lines about what a model with these classes is measured on."""
    lines = [
        f"{_list_classes(part.classes)}; {PART_TITLES[part.name]} {len(part.pictures):,} pictures; "
        f"passed over: {summarize_passed_over(part.passed_over)}"
    ]
    lacking = [name for name in classes if name not in part.classes]
    if lacking:
        lines.append(f"There are no pictures of {_list_some(lacking)}.")
    return lines


def summarize_passed_over(passed_over: PassedOver) -> str:
    """Returns what is not used and why, as one list."""
    kinds = (
        (passed_over.damaged, "damaged"),
        (passed_over.others, "no picture"),
        (passed_over.strays, "outside the class folders"),
        (passed_over.empty, "empty folder"),
        (passed_over.system, "hidden or of the system"),
    )
    parts = [
        f"{len(paths):,} {kind} ({_list_some(paths, MAX_EXAMPLES)})"
        for paths, kind in kinds
        if paths
    ]
    return ", ".join(parts) or "nothing"


def _list_classes(classes: Sequence[str]) -> str:
    return f"{len(classes):,} classes: {_list_some(classes)}"


def _list_some(names: Sequence[str], limit: int = MAX_CLASSES) -> str:
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more:,} more" if more > 0 else "")
