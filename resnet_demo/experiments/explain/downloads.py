"""What can be downloaded of saliency maps: pictures as they are shown, arrays and the note."""

from __future__ import annotations

import base64
import io
import json
from html import escape

from torch import Tensor

from resnet_demo.experiments.explain.compute import Explanation
from resnet_demo.experiments.explain.document import (
    draw_map,
    explanation_document,
    find_common_scale,
    find_scale,
    name_files,
    pack_arrays,
)
from resnet_demo.experiments.explain.look import Look
from resnet_demo.words.text import Words

DOWNLOAD_SIDE = 1024


def map_downloads(words: Words, explanation: Explanation, look: Look) -> str:
    """Returns links: a PNG for each map and for the difference, NPZ and JSON for all of them."""
    stem = name_files(explanation)
    common, signed = find_common_scale(explanation), explanation.method.signed
    links, scales = [], {}

    def add_picture(name: str, heat: Tensor, signed: bool) -> None:
        scales[name] = scale = common if look.shared else find_scale([heat])
        picture = draw_map(
            explanation, heat, scale=scale, signed=signed, opacity=look.opacity, side=DOWNLOAD_SIDE
        )
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        label = f"{words.say('map_download_png')} {name}"
        links.append(_link(f"{stem}.{name}.png", "image/png", buffer.getvalue(), label))

    heats = {number: made.heat for number, made in explanation.list_maps()}
    for number, heat in heats.items():
        add_picture(str(number), heat, signed)
    first, second = look.difference or (0, 0)
    if first in heats and second in heats:
        add_picture(f"{first}-{second}", heats[first] - heats[second], signed=True)
    note = explanation_document(explanation) | {
        "pictures": {"opacity": look.opacity, "full_colour_at": scales}
    }
    arrays = pack_arrays(explanation)
    links.append(_link(f"{stem}.npz", "application/zip", arrays, words.say("map_download_arrays")))
    text = json.dumps(note, indent=2).encode()
    links.append(_link(f"{stem}.json", "application/json", text, words.say("map_download_note")))
    return f'<p class="rl-downloads">{" · ".join(links)}</p>'


def _link(name: str, kind: str, content: bytes, label: str) -> str:
    uri = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return f'<a class="rl-download" download="{escape(name)}" href="{uri}">{escape(label)}</a>'
