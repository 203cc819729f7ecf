"""What the answers share as HTML. Every word from outside passes through ``escape``; nothing here
needs gradio.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from html import escape

from PIL import Image

from resnet_demo.models.engine import ClassScore
from resnet_demo.photos.crop import draw_crop
from resnet_demo.photos.photo import Photo
from resnet_demo.progress import Step
from resnet_demo.words.text import Words

JPEG_QUALITY = 82


def note_panel(text: str) -> str:
    """Returns a hint in place of a result."""
    return frame_note(escape(text))


def frame_note(html: str) -> str:
    """Returns the frame of a hint around HTML, for instance around a mark of fixed words."""
    return f'<div class="rl-note-panel">{html}</div>'


def plan_code(text: str) -> str:
    """Returns the text of a plan, which is split between its parts where it is long."""
    parts = escape(text).replace(":", ":<wbr>").replace(",", ",<wbr>")
    return f'<code class="rl-plan-text">{parts}</code>'


def error_panel(text: str) -> str:
    """Returns a message about what went wrong, announced by screen readers."""
    return f'<div class="rl-error" role="alert"><p>{escape(text)}</p></div>'


def status_line(text: str, done: int = 0, total: int = 0) -> str:
    """Returns what is going on, with a bar when the end is known."""
    end = f' value="{done}" max="{total}"' if total else ""
    return (
        f'<div class="rl-status" role="status"><span>{escape(text)}</span>'
        f'<progress aria-label="{escape(text)}"{end}></progress></div>'
    )


def show_progress(words: Words, step: Step) -> str:
    """Returns which photo is being read, or what else is going on."""
    text = words.say(step.unit, done=min(step.done + 1, step.total), total=step.total)
    return status_line(text, step.done, step.total)


def show_photo(words: Words, photo: Photo, side: int) -> str:
    """Returns a photo with the region that a network sees, at most ``side`` pixels large."""
    source = picture_uri(draw_crop(photo, side))
    alternative = escape(words.say("photo_of", name=photo.name))
    return f'<img class="rl-picture" src="{source}" alt="{alternative}">'


def list_bars(words: Words, scores: Iterable[ClassScore]) -> str:
    """Returns a ranking; the bars only repeat the numbers, so screen readers skip them."""
    rows = "".join(
        f'<li><span class="rl-label">{escape(words.name_class(score.label))}</span>'
        f'<span class="rl-value">{score.probability:.1%}</span>'
        f'<span class="rl-track" aria-hidden="true">'
        f'<span style="width:{score.probability:.2%}"></span></span></li>'
        for score in scores
    )
    return f'<ol class="rl-bars">{rows}</ol>'


def picture_uri(picture: Image.Image) -> str:
    """Returns a picture as a ``data:`` address, so that showing it leaves no file behind."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def csv_uri(table: str) -> str:
    """Returns a CSV table as a ``data:`` address."""
    # The byte order mark lets Excel read it as UTF-8.
    content = b"\xef\xbb\xbf" + table.encode()
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(content).decode()
