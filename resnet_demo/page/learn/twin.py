"""Step 2: the skips cut after training, beside a network that was trained without any."""

from __future__ import annotations

from typing import cast

from resnet_demo.columns import parse_columns
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.compare.batch import BatchComparison, ComparedFile
from resnet_demo.experiments.compare.html import batch_panel
from resnet_demo.experiments.compare.options import CompareOptions
from resnet_demo.models.zoo import ModelRow
from resnet_demo.networks.families import name_twin
from resnet_demo.page.choices import list_comparable
from resnet_demo.page.context import Context
from resnet_demo.page.learn.step import Finding, Lesson
from resnet_demo.page.samples import FIRST_SAMPLE, list_samples
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress
from resnet_demo.words.text import Words


def measure(context: Context, words: Words, report: Progress) -> Finding | None:
    """Asks a network, the same network without its skips, and the plain twin about the samples."""
    rows = {row.spec.key: row for row in context.list_models()}
    model = find_pair(context)
    samples = [sample for sample in list_samples() if sample.label]
    if model is None:
        return None
    plan = f"{model.spec.key}:skip[*]=0"
    names = (model.spec.key, plan, name_twin(model.spec))
    columns = parse_columns(names, context.settings)
    request = context.make_request(
        [name_upload(str(sample.path)) for sample in samples], columns, report
    )
    batch = cast("BatchComparison", EXPERIMENTS["compare"].compute(request, CompareOptions()))
    for error in batch.errors:
        raise error
    labels = [str(sample.label) for sample in samples]
    outcome, sentences = describe_batch(words, batch, names, labels)
    accuracies = [rows[key].accuracy for key in (names[0], names[2])]
    if None not in accuracies:
        whole, twin = accuracies
        tested = words.say("learn_twin_tested", model=names[0], whole=whole, twin=twin)
        sentences.insert(1, tested)
    bench = {"photo": FIRST_SAMPLE, "plan": plan, "panel": "compare"}
    return Finding(outcome, sentences, bench, html=batch_panel(words, batch))


def find_pair(context: Context) -> ModelRow | None:
    """Returns the shallowest residual network that is here with its plain twin: at this depth the
    twin is a good network.
    """
    rows = context.list_models()
    ready = list_comparable(rows)
    pairs = [row for row in rows if row.spec.key in ready]
    return min(pairs, key=lambda row: row.spec.depth, default=None)


def describe_batch(
    words: Words, batch: BatchComparison, names: tuple[str, str, str], labels: list[str]
) -> tuple[str, list[str]]:
    """Returns which of the two networks without skips is right more often, and what to say."""
    answers = [
        [str(best.label) for best in row.best if best is not None]
        for row in batch.rows
        if isinstance(row, ComparedFile)
    ]
    whole, cut, twin = (
        sum(row[column] == label for row, label in zip(answers, labels, strict=True))
        for column in range(3)
    )
    outcome = "same" if cut == twin else "twin" if twin > cut else "cut"
    sentences = [
        words.say(
            "learn_twin_data",
            total=len(labels),
            model=names[0],
            twin_model=names[2],
            whole=whole,
            cut=cut,
            twin=twin,
        )
    ]
    if len(given := {row[1] for row in answers}) == 1:
        label = words.name_class(given.pop())
        sentences.append(words.say("learn_twin_constant", label=label))
    return outcome, [*sentences, words.say(f"learn_twin_found_{outcome}")]


TWIN = Lesson("twin", ("twin", "cut", "same"), measure)
