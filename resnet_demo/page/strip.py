"""The photo strip of the bench: the visitor's photos and samples; the marked one is studied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from resnet_demo.errors import InputError
from resnet_demo.page.context import I18N, SEEN, SEND_LANGUAGE, Context, mark
from resnet_demo.page.own_photos import keep_strip
from resnet_demo.page.run import show_note, warn
from resnet_demo.page.samples import is_copy, list_samples
from resnet_demo.photos.open import open_image
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words

Photos = list[tuple[str, str | None]]
"""What the strip sends: paths with captions."""


@dataclass(frozen=True)
class Strip:
    """The photos, and which is marked.

    Attributes:
        photos: What the visitor sees.
        photo: Path of the marked one; empty without any.
        kept: Where the server holds the strips of this session, for ``own_photos.py``.
    """

    photos: gr.Gallery
    photo: gr.State
    kept: gr.BrowserState


def build_strip(context: Context) -> Strip:
    """Lays out the strip with the samples below it, and wires which photo is marked."""
    marking = Marking(context.settings)
    photos = gr.Gallery(
        label=I18N("photos"),
        interactive=True,
        type="filepath",
        elem_id="photos",
        sources=["upload", "webcam", "clipboard"],
        file_types=["image"],
        columns=8,
        height=108,
        fit_columns=False,
        object_fit="cover",
        allow_preview=False,
        buttons=[],
    )
    photo = gr.State("")
    # Path of a photo that was marked and sent to the strip, until the strip has it: what the strip
    # tells before that is of what it was.
    coming = gr.State("")
    kept = gr.BrowserState([], storage_key="resnet-lab-photos")
    shown, told = [photo, photos, coming], {**SEEN, "js": SEND_LANGUAGE}
    photos.upload(marking.mark_last, [photos, context.language], [photo, photos], **told)
    # After every mark too: gradio's strip does not tell that it is no longer empty, and what it
    # told before may be handled after what was asked since.
    gr.on(
        [photos.change, photo.change],
        marking.follow,
        [photos, photo, coming, kept, context.language],
        [*shown, kept],
        trigger_mode="always_last",
        **told,
    )
    photos.select(_mark_selected, photos, photo, **SEEN)
    with gr.Row(elem_classes="rl-samples"):
        add = _build_add_button()
        add.upload(marking.add_photos, [photos, add, context.language], shown, **told)
        for sample in list_samples():
            button = gr.Button(
                I18N(f"sample_{sample.name}"), icon=str(sample.path), size="sm", min_width=60
            )
            button.click(lambda path=str(sample.path): _show_last([path]), None, shown, **SEEN)
    return Strip(photos, photo, kept)


def _build_add_button() -> gr.UploadButton:
    """Lays out a button like the strip's own, which hides while a photo is marked."""
    return gr.UploadButton(
        mark("add_photos"),
        variant="primary",
        size="sm",
        elem_id="add-photos",
        file_count="multiple",
        file_types=["image"],
        min_width=60,
    )


@dataclass(frozen=True)
class Marking:
    """Answers what happens to the strip: which photo is marked, and which photos stay."""

    settings: Settings

    def mark_last(self, photos: Photos | None, language: str) -> tuple[Any, Any]:
        """Marks what came last, also of several files."""
        paths = [path for path, _ in photos or ()][: self.settings.max_files]
        if not paths:
            return "", gr.skip()
        index = self._choose(paths, 0, language)
        return paths[index], gr.update(selected_index=index)

    def add_photos(self, photos: Photos | None, files: list[str], language: str) -> tuple[Any, ...]:
        """Puts files behind the photos that are there, and marks the last."""
        paths = [*(path for path, _ in photos or ()), *files]
        paths = _keep_first(paths, self.settings.max_files, language)
        return _show(paths, self._choose(paths, len(photos or ()), language))

    def follow(
        self, photos: Photos | None, photo: str, coming: str, kept: object, language: str
    ) -> Any:  # noqa: ANN401  values or none
        """Keeps the mark where it is, of too many photos the first, and the strip for a reload."""
        paths = [path for path, _ in photos or ()]
        if paths and coming and _find(coming, paths) is None:
            return gr.skip()
        if len(paths) > self.settings.max_files:
            first = _keep_first(paths, self.settings.max_files, language)
            return *_show(first, self._choose(first, 0, language)), gr.skip()
        return *_keep_marked(photos, photo), "", keep_strip(kept, paths)

    def _choose(self, paths: list[str], first: int, language: str) -> int:
        """Chooses which of the files that came is marked, and tells which were passed over."""
        index, passed_over = find_last_readable(paths, self.settings, first)
        for error in passed_over:
            warn(Words.for_page(language), error)
        return index


def find_last_readable(
    paths: Sequence[str], settings: Settings, first: int = 0
) -> tuple[int, list[InputError]]:
    """Returns which photo is marked of those that came, from ``first`` on, and why those behind it
    are not: the last that can be read. One that came alone is marked either way, as is the last
    where none can be read: the answers then say what is wrong with it.
    """
    last = len(paths) - 1
    passed_over: list[InputError] = []
    for index in range(last, first - 1, -1) if last > first else ():
        try:
            open_image(Path(paths[index]), settings=settings)
        except InputError as error:
            passed_over.append(error)
        else:
            return index, passed_over
    return last, []


def _show_last(paths: list[str]) -> tuple[str, Any, str]:
    """Returns photos with the mark on the last."""
    return _show(paths, len(paths) - 1)


def _show(paths: list[str], index: int) -> tuple[str, Any, str]:
    """Returns photos with the mark on one."""
    return paths[index], gr.update(value=paths, selected_index=index), paths[index]


def _keep_first(paths: list[str], limit: int, language: str) -> list[str]:
    """Returns no more photos than the limit, and tells the visitor how many were left out."""
    if len(paths) > limit:
        words = Words.for_page(language)
        sentence = words.say("photos_over", limit=limit, left=len(paths) - limit)
        show_note(words.say("photos_over_title"), sentence)
    return paths[:limit]


def _mark_last(photos: Photos) -> tuple[Any, Any]:
    """Returns the mark on the last of the photos that are there."""
    if not photos:
        return "", gr.skip()
    return photos[-1][0], gr.update(selected_index=len(photos) - 1)


def _keep_marked(photos: Photos | None, photo: str) -> tuple[Any, Any]:
    """Keeps the mark on its photo, wherever that is now; without it the last photo is marked."""
    if not photos:
        return "", gr.skip()
    index = _find(photo, [path for path, _ in photos])
    return _mark_last(photos) if index is None else (gr.skip(), gr.update(selected_index=index))


def _find(photo: str, paths: list[str]) -> int | None:
    """Returns where in the strip a photo is. The strip keeps files in folders of its own, and two
    of its files may have one name.
    """
    places = (index for index, path in enumerate(paths) if is_copy(Path(photo), Path(path)))
    return next(places, None)


def _mark_selected(photos: Photos | None, event: gr.SelectData) -> Any:  # noqa: ANN401  a path or none
    index = event.index
    if photos and isinstance(index, int) and index < len(photos):
        return photos[index][0]
    return gr.skip()
