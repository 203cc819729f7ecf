"""A classification as HTML."""

from __future__ import annotations

from html import escape

from resnet_demo.experiments.classify.compute import Classification, ClassifiedPhoto
from resnet_demo.experiments.html import list_bars, show_photo
from resnet_demo.models.load import LoadedModel
from resnet_demo.networks.families import FAMILIES
from resnet_demo.photos.photo import FailedPhoto
from resnet_demo.words.text import Words

CARD_PICTURE_SIDE = 360
MAX_NAMED_CLASSES = 12


def classification_panel(words: Words, result: Classification) -> str:
    """Returns the cards of a request, a table over all its photos, and where its time went."""
    cards = "".join(
        _failed_card(words, item) if isinstance(item, FailedPhoto) else _card(words, result, item)
        for item in result.results
    )
    model = escape(result.model.spec.key)
    parts = [
        f"<h2>{escape(words.say('results_of', model=result.model.spec.key))}</h2>",
        f'<p class="rl-meta">{escape(_model_line(words, result))}</p>',
        _details(words, result),
        f'<div class="rl-cards">{cards}</div>',
    ]
    spec = result.model.spec
    if spec.is_own or FAMILIES[spec.family].classes:
        quiet = escape(_closed_world_line(words, result.model))
        parts.insert(3, f'<p class="rl-quiet">{quiet}</p>')
    parts.append(_answers_table(words, result))
    return f'<section class="rl-results" data-model="{model}">{"".join(parts)}</section>'


def _closed_world_line(words: Words, model: LoadedModel) -> str:
    names = [words.name_class(label) for label in model.labels[:MAX_NAMED_CLASSES]]
    if not model.spec.is_own:
        return words.say(f"world_{model.spec.family}", classes=words.join(names))
    count = len(model.labels)
    if count > len(names):
        names.append(words.say("and_more", count=count - len(names)))
    return words.say("world_own", count=count, classes=words.join(names))


def _model_line(words: Words, result: Classification) -> str:
    model, key = result.model, result.model.spec.key
    line = words.say("model_line_bare", model=key)
    test = None if model.card is None else model.card.metrics.get("test")
    if test:
        line = words.say("model_line", model=key, accuracy=f"{test['accuracy']:.1%}")
    return line + " · " + words.say(f"views_{result.views}")


def _details(words: Words, result: Classification) -> str:
    """Returns what only some readers want, folded: weights, temperature and time."""
    card, lines = result.model.card, [_time_line(words, result)]
    if card is not None and card.temperature is not None:
        lines.insert(0, words.say("calibrated", temperature=card.temperature))
    if card is not None:
        lines.insert(0, words.say("card_line", digest=card.sha256[:12]))
    paragraphs = "".join(f'<p class="rl-meta">{escape(line)}</p>' for line in lines)
    summary = escape(words.say("details"))
    return f'<details class="rl-meta"><summary>{summary}</summary>{paragraphs}</details>'


def _time_line(words: Words, result: Classification) -> str:
    times = result.timings
    return words.say(
        "time_line",
        decode=_format_seconds(times.decode_s),
        preprocess=_format_seconds(times.preprocess_s),
        forward=_format_seconds(times.forward_s),
        device=result.model.device,
    )


def _format_seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _card(words: Words, result: Classification, item: ClassifiedPhoto) -> str:
    picture = box = ""
    if item.photo is not None:
        picture = show_photo(words, item.photo, CARD_PICTURE_SIDE)
        size = {"width": item.photo.width, "height": item.photo.height}
        box = escape(words.say(f"box_{result.views}", **size))
    notes = "".join(f'<p class="rl-quiet">{escape(words.explain(note))}</p>' for note in item.notes)
    return (
        f'<article class="rl-card">{picture}<div class="rl-answer"><h3>{escape(item.name)}</h3>'
        f'{list_bars(words, item.top)}{notes}<p class="rl-fine">{box}</p></div></article>'
    )


def _failed_card(words: Words, item: FailedPhoto) -> str:
    return (
        f'<article class="rl-card rl-failed"><div class="rl-answer"><h3>{escape(item.name)}</h3>'
        f"<p><strong>{escape(words.say('not_classified'))}</strong></p>"
        f"<p>{escape(words.explain(item.error))}</p></div></article>"
    )


def _answers_table(words: Words, result: Classification) -> str:
    columns = ("column_file", "column_label", "column_probability", "column_size")
    head = "".join(f'<th scope="col">{escape(words.say(key))}</th>' for key in columns)
    rows = "".join(_answer_row(words, item) for item in result.results)
    return (
        f'<div class="rl-table-head"><h3>{escape(words.say("answers_table"))}</h3></div>'
        f'<div class="rl-table rl-answers" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _answer_row(words: Words, item: ClassifiedPhoto | FailedPhoto) -> str:
    if isinstance(item, FailedPhoto):
        cells = [item.name, words.say("not_classified"), "", ""]
    else:
        best, photo = item.top[0], item.photo
        size = "" if photo is None else f"{photo.width} × {photo.height}"
        cells = [item.name, words.name_class(best.label), f"{best.probability:.1%}", size]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
