"""Whether a network under a plan still tells pictures apart, tried on the samples of a class."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

import torch
from torch import Tensor

from resnet_demo.columns import Column
from resnet_demo.errors import ResNetLabError
from resnet_demo.experiments.naming import name_column
from resnet_demo.models.engine import compute_logits
from resnet_demo.models.store import ModelStore
from resnet_demo.page.samples import list_samples
from resnet_demo.photos.open import open_image
from resnet_demo.photos.preprocess import Preprocessing, preprocess
from resnet_demo.settings import Settings
from resnet_demo.words.text import Words


def describe_constant_answers(words: Words, store: ModelStore, columns: Iterable[Column]) -> str:
    """Returns a note for each network under a plan that gives every sample the same answer, as
    HTML; such an answer says nothing about the photo.
    """
    notes = []
    for column in columns:
        label = None if column.plan is None else find_constant_answer(store, column)
        if label is not None:
            name, shown = name_column(words, column), words.name_class(label)
            text = words.say("constant_answer", name=name, label=shown, count=len(list_drawings()))
            notes.append(f'<p class="rl-quiet rl-alike">{escape(text)}</p>')
    return "".join(dict.fromkeys(notes))


def find_constant_answer(store: ModelStore, column: Column) -> str | None:
    """Returns the class that a network gives to all samples; None where it tells some apart, or
    cannot be asked, which its own answer says.
    """
    try:
        model = store.get(column.spec.key)
        batch = make_sample_batch(model.preprocessing)
        logits = compute_logits(model, batch, gates=column.make_gates())
    except ResNetLabError:
        return None
    answers = set(logits.argmax(dim=1).tolist())
    return model.labels[answers.pop()] if len(answers) == 1 else None


def list_drawings() -> list[Path]:
    """Lists the samples of a class."""
    return [sample.path for sample in list_samples() if sample.label]


@cache
def make_sample_batch(preprocessing: Preprocessing) -> Tensor:
    """Returns the samples of a class as inputs, (N, 3, S, S)."""
    pictures = [open_image(path, settings=Settings()).rgb for path in list_drawings()]
    return torch.cat([preprocess(picture, preprocessing) for picture in pictures])
