"""Answers as HTML. Every word from outside passes through ``escape``; nothing here needs gradio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from resnet_demo.experiments import render
from resnet_demo.experiments.classify.compute import Classification, ClassifiedPhoto
from resnet_demo.experiments.compare.compute import Comparison, VariantAnswer
from resnet_demo.models.engine import ClassScore
from resnet_demo.models.load import LoadedModel
from resnet_demo.photos.photo import FailedPhoto, Photo
from resnet_demo.words.text import Words

CARD_PICTURE_SIDE = 360
COMPARED_PICTURE_SIDE = 480
MAX_NAMED_CLASSES = 12


def note_panel(text: str) -> str:
    """Returns a hint in place of a result."""
    return frame_note(escape(text))


def frame_note(html: str) -> str:
    """Returns the frame of a hint around HTML, for instance around a mark of fixed words."""
    return f'<div class="rl-note-panel">{html}</div>'


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
        f'<p class="rl-meta">{escape(_time_line(words, result))}</p>',
        f'<div class="rl-cards">{cards}</div>',
    ]
    if result.model.spec.family != "imagenet":
        quiet = escape(_closed_world_line(words, result.model))
        parts.insert(3, f'<p class="rl-quiet">{quiet}</p>')
    parts.append(_answers_table(words, result))
    return f'<section class="rl-results" data-model="{model}">{"".join(parts)}</section>'


def _closed_world_line(words: Words, model: LoadedModel) -> str:
    names = [words.name_class(label) for label in model.labels[:MAX_NAMED_CLASSES]]
    if model.spec.family == "cifar10":
        return words.say("closed_world", classes=words.join(names))
    count = len(model.labels)
    if count > len(names):
        names.append(words.say("and_more", count=count - len(names)))
    return words.say("own_world", count=count, classes=words.join(names))


def _model_line(words: Words, result: Classification) -> str:
    model, key = result.model, result.model.spec.key
    line = words.say("model_line_bare", model=key)
    if model.card is not None:
        test = model.card.metrics.get("test")
        if test:
            line = words.say("model_line", model=key, accuracy=f"{test['accuracy']:.1%}")
        line += " · " + words.say("card_line", digest=model.card.sha256[:12])
        if model.card.temperature is not None:
            line += " · " + words.say("calibrated", temperature=model.card.temperature)
    return line + " · " + words.say(f"views_{result.views}")


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
    photo = item.photo
    size = words.say(f"box_{result.views}", width=photo.width, height=photo.height)
    return (
        f'<article class="rl-card">{_picture(words, photo, CARD_PICTURE_SIDE)}'
        f'<div class="rl-answer"><h3>{escape(photo.name)}</h3>{_bars(words, item.top)}'
        f'<p class="rl-fine">{escape(size)}</p></div></article>'
    )


def _failed_card(words: Words, item: FailedPhoto) -> str:
    return (
        f'<article class="rl-card rl-failed"><div class="rl-answer"><h3>{escape(item.name)}</h3>'
        f"<p><strong>{escape(words.say('not_classified'))}</strong></p>"
        f"<p>{escape(words.explain(item.error))}</p></div></article>"
    )


def _picture(words: Words, photo: Photo, side: int) -> str:
    source = render.picture_uri(render.draw_crop(photo, side))
    alternative = escape(words.say("photo_of", name=photo.name))
    return f'<img class="rl-picture" src="{source}" alt="{alternative}">'


def _bars(words: Words, scores: Iterable[ClassScore]) -> str:
    """Returns a ranking; the bars only repeat the numbers, so screen readers skip them."""
    rows = "".join(
        f'<li><span class="rl-label">{escape(words.name_class(score.label))}</span>'
        f'<span class="rl-value">{score.probability:.1%}</span>'
        f'<span class="rl-track" aria-hidden="true">'
        f'<span style="width:{score.probability:.2%}"></span></span></li>'
        for score in scores
    )
    return f'<ol class="rl-bars">{rows}</ol>'


def _answers_table(words: Words, result: Classification) -> str:
    columns = ("column_file", "column_label", "column_probability", "column_size")
    head = "".join(f'<th scope="col">{escape(words.say(key))}</th>' for key in columns)
    rows = "".join(_answer_row(words, item) for item in result.results)
    link = render.csv_uri(render.classification_csv(result))
    name = f"{result.model.spec.key}.csv"
    return (
        f'<div class="rl-table-head"><h3>{escape(words.say("answers_table"))}</h3>'
        f'<a class="rl-download" download="{escape(name)}" href="{link}">'
        f"{escape(words.say('download_csv'))}</a></div>"
        f'<div class="rl-table rl-answers"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _answer_row(words: Words, item: ClassifiedPhoto | FailedPhoto) -> str:
    if isinstance(item, FailedPhoto):
        cells = [item.name, words.say("not_classified"), "", ""]
    else:
        best, photo = item.top[0], item.photo
        size = f"{photo.width} × {photo.height}"
        cells = [photo.name, words.name_class(best.label), f"{best.probability:.1%}", size]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def comparison_panel(
    words: Words, comparison: Comparison, accuracies: Mapping[str, float | None]
) -> str:
    """Returns the photo and the three columns, with the sentence that says which is which.

    Args:
        words: The language.
        comparison: The answers.
        accuracies: Test accuracy by model key, a fraction; None when it was never measured.
    """
    parts = []
    if comparison.photo is not None:
        picture = _picture(words, comparison.photo, COMPARED_PICTURE_SIDE)
        name = escape(comparison.photo.name)
        note = escape(words.say("compare_photo"))
        parts.append(
            f'<div class="rl-compared">{picture}<div><h2>{name}</h2><p>{note}</p>'
            f"<p>{escape(words.say('which_is_which'))}</p></div></div>"
        )
    shown: set[tuple[str, str | None]] = set()
    columns = ""
    for answer in comparison.answers:
        named = (answer.model, answer.plan)
        columns += _column(words, answer, accuracies, repeated=named in shown)
        shown.add(named)
    parts.append(f'<div class="rl-columns">{columns}</div>')
    return f'<section class="rl-results">{"".join(parts)}</section>'


def _column(
    words: Words, answer: VariantAnswer, accuracies: Mapping[str, float | None], *, repeated: bool
) -> str:
    about = escape(words.say("about_uncut" if repeated else f"about_{answer.kind}"))
    title = escape(words.say(f"title_{answer.kind}"))
    if answer.error is not None:
        body = error_panel(words.explain(answer.error))
    else:
        body = _bars(words, answer.top) + _certainty(words, answer)
    # A card measures the network as it was trained; nothing was measured under this plan.
    accuracy = None if answer.kind == "ablated" else accuracies.get(answer.model)
    measured = (
        words.say("column_accuracy_unknown")
        if accuracy is None
        else words.say("column_accuracy", accuracy=f"{accuracy:.1%}")
    )
    plan = "" if answer.plan is None else f'<code class="rl-plan-text">{escape(answer.plan)}</code>'
    return (
        f'<article class="rl-column rl-{answer.kind}"><h3>{title}</h3>'
        f'<p class="rl-meta">{escape(answer.model)} · {escape(measured)}</p>'
        f'<p class="rl-about">{about}</p>{plan}{body}</article>'
    )


def _certainty(words: Words, answer: VariantAnswer) -> str:
    """Returns how sure an answer is, and how it differs from the first column's."""
    lines = [words.say("certainty", entropy=answer.entropy, margin=answer.margin)]
    if answer.difference is not None:
        key = "agrees" if answer.difference.agrees else "disagrees"
        lines.append(
            words.say(
                key,
                rank=answer.difference.reference_rank,
                divergence=answer.difference.divergence,
            )
        )
    return "".join(f'<p class="rl-fine">{escape(line)}</p>' for line in lines)
