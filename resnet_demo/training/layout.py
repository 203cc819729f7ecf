"""What the folders of a data set are: its parts, its classes, and what is neither.

The rule that users read in the guide: a folder that holds pictures is a class, and a folder named
``train``, ``val`` or ``test`` (in any case, and by the other names below) that holds class folders
is a part. Whatever could be read in two ways is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Literal

from torchvision import datasets

from resnet_demo.errors import (
    DuplicatePartError,
    MixedLayoutError,
    NoClassFoldersError,
    PartWithoutClassesError,
)
from resnet_demo.photos.checks import describe_content
from resnet_demo.training.tree import PictureTree

PartName = Literal["train", "validation", "test", "all"]
# In lower case; "all" is a data set without parts.
PART_NAMES: dict[str, PartName] = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}
# Files with these names are pictures, whatever is in them; of others the first bytes decide.
EXTENSIONS = (*datasets.folder.IMG_EXTENSIONS, ".gif", ".avif", ".jfif", ".heic", ".heif")
START_BYTES = 4096


@dataclass(frozen=True)
class Part:
    """One part of a data set.

    Attributes:
        path: Of its folder, relative to the data; empty for the data itself.
        classes: The pictures of each class folder, by its name, in order; a class may have none.
    """

    path: str
    classes: dict[str, tuple[str, ...]]

    @property
    def empty_classes(self) -> tuple[str, ...]:
        """Class folders without a picture."""
        return tuple(name for name, pictures in self.classes.items() if not pictures)


@dataclass(frozen=True)
class PassedOver:
    """What is in a folder and not used.

    Attributes:
        system: Hidden files, and files and folders that a system made.
        others: Files that are no pictures.
        strays: Pictures that are in no class folder.
        empty: Folders beside the parts that have no picture.
        damaged: Pictures that cannot be read and were left out on request.
    """

    system: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def skip(self, damaged: Collection[str]) -> PassedOver:
        """Returns the same with pictures that were left out."""
        return replace(self, damaged=(*self.damaged, *damaged))


@dataclass(frozen=True)
class Layout:
    """A data set as its folders tell it.

    Attributes:
        tree: Where it is.
        parts: By their names; ``all`` alone where there are no parts.
        passed_over: What is not used, ``damaged`` not known yet.
    """

    tree: PictureTree
    parts: dict[PartName, Part]
    passed_over: PassedOver


@dataclass
class _Folder:
    """A folder with what is directly in it."""

    name: str = ""
    path: str = ""
    folders: dict[str, _Folder] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[_Folder]:
        """Yields this folder and all below it."""
        yield self
        for folder in self.folders.values():
            yield from folder.walk()

    def list_pictures(self) -> tuple[str, ...]:
        """Lists the pictures at any depth, folder by folder, as torchvision orders them."""
        folders = sorted(self.walk(), key=lambda folder: folder.path)
        return tuple(path for folder in folders for path in sorted(folder.pictures))

    @property
    def filled(self) -> list[_Folder]:
        """Folders directly in it that have pictures at any depth."""
        return [folder for folder in self.folders.values() if folder.list_pictures()]


def read_layout(tree: PictureTree, classes: Collection[str] = ()) -> Layout:
    """Finds the parts and the classes of a data set.

    Args:
        tree: Where it is.
        classes: Names that are known to be classes.

    Raises:
        DatasetError: There are no class folders, or the folders could mean two things.
    """
    listing = tree.list_paths()
    top = _build_folders(tree, listing.folders, listing.files)
    data = _enter_wrappers(top, classes)
    parts = _find_parts(tree, data, classes)
    used = {path for part in parts.values() for paths in part.classes.values() for path in paths}
    passed_over = PassedOver(
        system=listing.system,
        others=tuple(sorted(path for folder in top.walk() for path in folder.others)),
        strays=tuple(path for path in top.list_pictures() if path not in used),
        empty=() if "all" in parts else _list_empty(data),
    )
    return Layout(tree, parts, passed_over)


def _build_folders(tree: PictureTree, folders: tuple[str, ...], files: tuple[str, ...]) -> _Folder:
    top = _Folder()
    by_path = {"": top}
    for path in sorted(folders):  # a folder comes before what is in it
        parent, _, name = path.rpartition("/")
        by_path[path] = by_path[parent].folders[name] = _Folder(name, path)
    for path in files:
        folder = by_path[path.rpartition("/")[0]]
        (folder.pictures if _is_picture(tree, path) else folder.others).append(path)
    return top


def _is_picture(tree: PictureTree, path: str) -> bool:
    if PurePosixPath(path).suffix.lower() in EXTENSIONS:
        return True
    start = tree.read_start(path, START_BYTES)
    return bool(start) and describe_content(start) is None


def _enter_wrappers(top: _Folder, classes: Collection[str]) -> _Folder:
    """Goes into folders that hold nothing but one folder, as archives have them around the data."""
    folder = top
    while len(folder.filled) == 1 and not folder.pictures:
        inner = folder.filled[0]
        is_part = inner.name.lower() in PART_NAMES
        if is_part or inner.name in classes or inner.pictures or len(inner.filled) == 0:
            break
        folder = inner
    return folder


def _find_parts(tree: PictureTree, data: _Folder, classes: Collection[str]) -> dict[PartName, Part]:
    named = {name: folder for name, folder in data.folders.items() if name.lower() in PART_NAMES}
    parts = {
        name: folder
        for name, folder in named.items()
        if folder.filled and not (name in classes and folder.pictures)
    }
    others = [folder.name for folder in data.filled if folder.name not in parts]
    if not parts:
        if others and all(name in named and name not in classes for name in others):
            raise PartWithoutClassesError(tree.path, others)
        if not data.folders:
            raise NoClassFoldersError(tree.path)
        return {"all": _read_part(data)}
    if any(name not in named for name in others):
        raise MixedLayoutError(tree.path, list(parts), others)
    if others:
        raise PartWithoutClassesError(tree.path, others)
    read: dict[PartName, Part] = {}
    for name, folder in parts.items():
        part = PART_NAMES[name.lower()]
        if part in read:
            raise DuplicatePartError(
                tree.path, part, [other for other in parts if PART_NAMES[other.lower()] == part]
            )
        read[part] = _read_part(folder)
    return read


def _list_empty(data: _Folder) -> tuple[str, ...]:
    return tuple(folder.path for folder in data.folders.values() if not folder.list_pictures())


def _read_part(folder: _Folder) -> Part:
    classes = {name: folder.folders[name].list_pictures() for name in sorted(folder.folders)}
    return Part(folder.path, classes)
