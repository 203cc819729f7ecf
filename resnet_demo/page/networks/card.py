"""A model card as HTML: how a network was made and what was measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from resnet_demo.models.card import ModelCard
from resnet_demo.words.text import Words

SECONDS_PER_MINUTE = 60


def card_panel(words: Words, card: ModelCard) -> str:
    """Returns the facts of a card and, where it has them, a table with a row a class."""
    facts = "".join(
        f"<dt>{escape(words.say(key))}</dt><dd>{escape(text)}</dd>"
        for key, text in _list_facts(words, card).items()
    )
    title = escape(words.say("card_of", model=card.key))
    test = card.metrics.get("test") or {}
    has_table = {"per_class", "macro", "weighted"} <= test.keys()
    table = _class_table(words, test) if has_table else ""
    return (
        f'<section class="rl-results rl-model-card" data-model="{escape(card.key)}">'
        f"<h2>{title}</h2><dl>{facts}</dl>{table}</section>"
    )


def _list_facts(words: Words, card: ModelCard) -> dict[str, str]:
    recipe, test = card.recipe, card.metrics.get("test") or {}
    parts = words.join(
        [
            f"{words.say(f'part_{part}')} {card.data[part]}"
            for part in ("train", "validation", "test")
            if part in card.data
        ]
    )
    errors = [
        words.say(f"card_error_{part}", error=measured["error"])
        for part, measured in card.metrics.items()
        if measured and "error" in measured
    ]
    facts = {
        "card_data": words.say("card_data_value", name=card.data.get("name", "?"), parts=parts),
    }
    if card.source is not None:
        facts["card_source"] = card.source
    if {"name", "epochs", "batch_size", "learning_rate"} <= recipe.keys():
        facts["card_recipe"] = words.say(
            "card_recipe_value",
            name=recipe["name"],
            epochs=recipe["epochs"],
            batch=recipe["batch_size"],
            rate=recipe["learning_rate"],
            seed=card.seed,
        )
    facts["card_errors"] = words.join(errors)
    if {"calibration_error", "calibration_error_scaled", "temperature"} <= test.keys():
        facts["card_calibration"] = words.say(
            "card_calibration_value",
            before=test["calibration_error"],
            after=test["calibration_error_scaled"],
            temperature=test["temperature"],
        )
    facts["card_time"] = words.say(
        "card_time_value", minutes=card.wall_time_s / SECONDS_PER_MINUTE, hardware=card.hardware
    )
    versions = [f"{name} {version}" for name, version in card.versions.items()]
    return facts | {
        "card_versions": words.join(versions),
        "card_command": card.command,
        "zoo_hash": card.sha256,
    }


def _class_table(words: Words, test: Mapping[str, Any]) -> str:
    columns = ("class", "precision", "recall", "f1", "support")
    head = "".join(
        f'<th scope="col">{escape(words.say(f"column_{column}"))}</th>' for column in columns
    )
    rows = [(words.name_class(scores["label"]), scores) for scores in test["per_class"]]
    rows += [(words.say(f"{kind}_average"), test[kind]) for kind in ("macro", "weighted")]
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{scores[column]:.1%}</td>" for column in columns[1:-1])
        + f"<td>{scores['support']:,}</td></tr>"
        for name, scores in rows
    )
    return (
        f"<h3>{escape(words.say('per_class'))}</h3>"
        f'<div class="rl-table rl-class-table"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
