"""A model card as HTML: what a network is, how it was made and what was measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from resnet_demo.experiments.html import note_panel
from resnet_demo.models.card import ModelCard
from resnet_demo.models.registry import LICENCES, PUBLISHED_ACCURACY
from resnet_demo.models.zoo import ModelRow
from resnet_demo.networks.families import ModelSpec
from resnet_demo.words.text import Words

SECONDS_PER_MINUTE = 60


def card_panel(words: Words, row: ModelRow) -> str:
    """Returns the facts of a network and, where its card has them, a table with a row a class;
    what only matters to repeat the training is folded.
    """
    key, card = row.spec.key, row.card
    facts = _describe_network(words, row)
    body = note_panel(words.say("zoo_no_card", model=key))
    if card is not None:
        test = card.metrics.get("test") or {}
        has_table = {"per_class", "macro", "weighted"} <= test.keys()
        facts |= _describe_training(words, card)
        details = _list_facts(words, _describe_details(words, card, test))
        body = (
            f"<details><summary>{escape(words.say('card_details'))}</summary>{details}</details>"
            f"{_class_table(words, test) if has_table else ''}"
        )
    link = ""
    if row.origin is not None and row.spec.residual:
        text = escape(words.say("card_bench"))
        link = f'<p><a class="rl-link rl-page" href="./?plan={escape(key)}">{text}</a></p>'
    return (
        f'<section class="rl-results rl-model-card" data-model="{escape(key)}">'
        f"<h2>{escape(words.say('card_of', model=key))}</h2>{link}"
        f"{_list_facts(words, facts)}{body}</section>"
    )


def find_accuracy(row: ModelRow) -> float | None:
    """Returns the accuracy of a network in per cent, measured here or else published."""
    if row.accuracy is not None:
        return 100 * row.accuracy
    return PUBLISHED_ACCURACY.get(row.spec.key)


def _list_facts(words: Words, facts: Mapping[str, str]) -> str:
    rows = "".join(
        f"<dt>{escape(words.say(key))}</dt><dd>{escape(text)}</dd>" for key, text in facts.items()
    )
    return f"<dl>{rows}</dl>"


def _describe_network(words: Words, row: ModelRow) -> dict[str, str]:
    """Returns what is known of a network without its card, by the keys of the words."""
    accuracy = find_accuracy(row)
    facts = {
        "zoo_here": words.say(f"status_{row.status}"),
        "zoo_parameters": f"{row.parameters / 1e6:.2f}",
        "zoo_macs": f"{row.macs / 1e6:,.1f}",
        "zoo_size": f"{row.size_bytes / 1e6:,.1f}",
        "zoo_licence": _describe_licence(words, row.spec),
    }
    if accuracy is not None:
        facts["zoo_accuracy"] = f"{accuracy:.2f}"
    if row.macro_f1 is not None:
        facts["zoo_f1"] = f"{100 * row.macro_f1:.2f}"
    return facts


def _describe_licence(words: Words, spec: ModelSpec) -> str:
    if spec.is_own:
        return "–"
    return LICENCES.get(spec.tag) or words.say("zoo_licence_repository")


def _describe_training(words: Words, card: ModelCard) -> dict[str, str]:
    """Returns on what and how a network was trained, and its errors."""
    recipe = card.recipe
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
        "card_errors": words.join(errors),
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
    return facts


def _describe_details(words: Words, card: ModelCard, test: Mapping[str, Any]) -> dict[str, str]:
    """Returns calibration, cost and versions of the training, and what tells the file apart."""
    facts = {}
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
        f'<div class="rl-table rl-class-table" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
