"""Step 4: a saliency map beside that of another class, and of the same network with random
weights (Adebayo et al. 2018, arXiv:1810.03292).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import cast

from torch import Tensor

from resnet_demo.columns import OpenColumn, trained_column
from resnet_demo.errors import WeightsError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.explain.compute import Explanation, Explanations
from resnet_demo.experiments.explain.document import draw_map, find_scale
from resnet_demo.experiments.explain.options import ExplainOptions
from resnet_demo.experiments.faithfulness.randomisation import correlate, randomize_from_top
from resnet_demo.experiments.html import picture_uri
from resnet_demo.experiments.request import Request
from resnet_demo.page.context import Context
from resnet_demo.page.learn.step import Finding, Lesson
from resnet_demo.page.samples import FIRST_SAMPLE, find_sample
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress
from resnet_demo.saliency.maps import Subject, make_map
from resnet_demo.saliency.table import MethodKey, find_method
from resnet_demo.words.text import Words

METHOD: MethodKey = "guided-backprop"
SEED = 0  # of the random weights
# Correlations closer than this count as the same, and from these on maps count as alike.
SAME, ALIKE_CLASSES, ALIKE_WEIGHTS = 0.1, 0.8, 0.5
PICTURE_SIDE = 300


@dataclass(frozen=True)
class Maps:
    """The maps of one picture.

    Attributes:
        explanation: Of the network's answer.
        target: Label of the answer.
        other: Label of the class that comes second.
        heats: ``of`` the answer, ``other`` for the second class, ``versus`` for the answer against
            it, and ``random`` for the answer with random weights; (S, S) each.
    """

    explanation: Explanation
    target: str
    other: str
    heats: Mapping[str, Tensor]

    def compare(self, name: str) -> float:
        """Returns the rank correlation of a map with that of the answer; a map that is the same
        everywhere orders no pixels, and is unrelated.
        """
        return correlate(self.heats["of"], self.heats[name]) or 0.0


def measure(context: Context, words: Words, report: Progress) -> Finding | None:
    """Makes the maps and compares them."""
    sample, key = find_sample(FIRST_SAMPLE), find_model(context)
    if sample is None or key is None:
        return None
    columns = trained_column(key, context.settings)
    maps = make_maps(context.make_request([name_upload(str(sample.path))], columns, report))
    outcome, sentences = describe_maps(words, maps, key)
    bench = {"photo": sample.name, "plan": key, "panel": "explain", "method": METHOD}
    return Finding(outcome, sentences, bench, html=draw_maps(words, maps))


def find_model(context: Context) -> str | None:
    """Returns the shallowest trained residual network that is here."""
    rows = [
        row
        for row in context.list_models()
        if row.spec.residual and row.spec.has_twin and row.origin and not row.spec.is_own
    ]
    row = min(rows, key=lambda row: row.spec.depth, default=None)
    return None if row is None else row.spec.key


def make_maps(request: Request) -> Maps:
    """Makes the four maps of the request's picture in its network.

    Raises:
        WeightsError: The network cannot be loaded.
        SaliencyError: There is no map.
        RequestTimeoutError: The time is over.
    """
    (opened,) = request.open_columns(request.open_photo())
    if opened.value is None:
        raise cast("WeightsError", opened.error)
    first, second = (str(score.index) for score in opened.value.rank()[:2])
    options = {
        "of": ExplainOptions(method=METHOD, target=first),
        "other": ExplainOptions(method=METHOD, target=second),
        "versus": ExplainOptions(method=METHOD, target=first, versus=second),
    }
    explanations = {name: _explain(request, chosen) for name, chosen in options.items()}
    heats = {name: _read_heat(explanation) for name, explanation in explanations.items()}
    heats["random"] = _explain_random(request, opened.value, options["of"])
    return Maps(explanations["of"], explanations["of"].target, explanations["other"].target, heats)


def _explain(request: Request, options: ExplainOptions) -> Explanation:
    (explanation,) = cast("Explanations", EXPERIMENTS["explain"].compute(request, options)).results
    return cast("Explanation", explanation)


def _read_heat(explanation: Explanation) -> Tensor:
    ((_, made),) = explanation.list_maps()
    return made.heat


def _explain_random(request: Request, column: OpenColumn, options: ExplainOptions) -> Tensor:
    """Returns the map of the same class once every weight is as it was before training."""
    *_, (_, network) = randomize_from_top(column.model.network, SEED)
    model = replace(column.model, network=network)
    classes = (column.rank()[0].index, None)
    subject = Subject(model, column.batch, column.gates, classes)
    return make_map(subject, find_method(METHOD), options, request.settings).heat


def describe_maps(words: Words, maps: Maps, key: str) -> tuple[str, list[str]]:
    """Returns which change changes the map more, and what to say, whichever way it turned out."""
    by_class, random = maps.compare("other"), maps.compare("random")
    outcome = "same"
    if abs(by_class - random) >= SAME:
        outcome = "class" if by_class < random else "weights"
    target, other = words.name_class(maps.target), words.name_class(maps.other)
    data = words.say(
        "learn_maps_data",
        model=key,
        photo=maps.explanation.photo.name,
        target=target,
        other=other,
        by_class=by_class,
        versus=maps.compare("versus"),
        random=random,
    )
    blind = "blind" if by_class >= ALIKE_CLASSES else "sees"
    trained = "untrained" if random >= ALIKE_WEIGHTS else "trained"
    found = [
        words.say(f"learn_maps_found_{outcome}"),
        words.say(f"learn_maps_{blind}", target=target),
        words.say(f"learn_maps_{trained}"),
    ]
    joined = (" " if words.language == "en" else "").join(found)
    return outcome, [data, joined, words.say("learn_maps_source")]


def draw_maps(words: Words, maps: Maps) -> str:
    """Returns the four maps side by side, each on a scale of its own."""
    target, other = words.name_class(maps.target), words.name_class(maps.other)
    signed = maps.explanation.method.signed
    cards = ""
    for name, heat in maps.heats.items():
        title = escape(words.say(f"learn_map_{name}", target=target, other=other))
        alternative = escape(words.say("learn_map_alt", title=title))
        picture = draw_map(
            maps.explanation, heat, scale=find_scale([heat]), signed=signed, side=PICTURE_SIDE
        )
        cards += (
            f'<figure class="rl-column"><img class="rl-picture" src="{picture_uri(picture)}" '
            f'alt="{alternative}"><figcaption>{title}</figcaption></figure>'
        )
    return f'<div class="rl-four">{cards}</div>'


MAPS = Lesson("maps", ("class", "weights", "same"), measure)
