"""Methods by networks: how faithful the maps of one photo are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from resnet_demo.columns import Kind, Variant, check_labels
from resnet_demo.errors import OptionError, SaliencyError, WeightsError
from resnet_demo.faithfulness.check import MapChecks, check_method, count_maps
from resnet_demo.faithfulness.curves import Chance, measure_chance
from resnet_demo.faithfulness.randomisation import randomize_from_top
from resnet_demo.faithfulness.subject import Subject
from resnet_demo.images import ValidatedImage
from resnet_demo.models import LoadedModel, ModelStore
from resnet_demo.predict import ClassScore, Photo, compute_logits, make_photo, rank_classes
from resnet_demo.preprocess import preprocess
from resnet_demo.saliency.choices import find_class
from resnet_demo.saliency.explain import MapRequest
from resnet_demo.saliency.score import Budget
from resnet_demo.saliency.table import find_method


@dataclass(frozen=True)
class ColumnChecks:
    """One network.

    Attributes:
        kind: Which kind of column.
        model: Its key.
        plan: The plan as text, of an ablated one.
        target: The class whose maps are checked, with its rank and probability; None where the
            weights cannot be used.
        chance: What random orders of the pixels reach; None if the time was over.
        checks: One a method.
        error: Why its weights cannot be used.
    """

    kind: Kind
    model: str
    plan: str | None
    target: ClassScore | None = None
    chance: Chance | None = None
    checks: tuple[MapChecks, ...] = ()
    error: WeightsError | None = None

    def compute_mean_gain(self, methods: Collection[str]) -> float | None:
        """Returns the mean of insertion less deletion area over some methods; None without any."""
        gains = [one.gain for one in self.checks if one.method in methods and one.gain is not None]
        return sum(gains) / len(gains) if gains else None


@dataclass(frozen=True)
class FaithfulnessStudy:
    """How faithful the maps of one photo are.

    Attributes:
        photo: The photo, as shown.
        request: What was asked for; its method is of no meaning.
        columns: In the order of the variants.
    """

    photo: Photo
    request: MapRequest
    columns: tuple[ColumnChecks, ...]

    def list_common_methods(self) -> tuple[str, ...]:
        """Lists the methods whose gain is known in every network that could be used: over these
        means can be compared.
        """
        known = [
            [one.method for one in column.checks if one.gain is not None]
            for column in self.columns
            if column.error is None
        ]
        return tuple(method for method in known[0] if all(method in some for some in known))


def check_photo(
    store: ModelStore,
    variants: Sequence[Variant],
    image: ValidatedImage,
    methods: Sequence[str],
    request: MapRequest,
    *,
    device: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> FaithfulnessStudy:
    """Checks methods in networks. Without a target each network explains its own answer.

    A column whose weights cannot be used carries its error, and so does a method that gives no map
    or when the time is over; the others are not lost.

    Args:
        store: Loaded models and settings.
        variants: The networks.
        image: The photo.
        methods: Keys of methods.
        request: Target, layer, baseline and options; nothing to set the target against.
        device: ``auto``, a device name, or None for the settings' device.
        on_progress: Called with (maps done, maps in all) after each forward pass; what it raises
            ends the work.

    Raises:
        OptionError: A choice does not exist, or the columns know different classes.
        WeightsError: No column can be used; the first one's error.
        DeviceError: This machine has no such device.
    """
    if request.versus is not None:
        raise OptionError("versus", request.versus, "nothing: curves follow one class")
    if not methods:
        raise OptionError("the methods", "", "at least one")
    for key in methods:
        find_method(key)
    request.options.check()
    labels: tuple[str, ...] | None = None
    columns: list[ColumnChecks] = []
    first: LoadedModel | None = None
    done = total = 0
    # One for the whole request: what it has not reached when the time is over stays open.
    budget = Budget(store.settings.study_timeout_s, lambda _inputs: on_progress(done, total))
    for index, variant in enumerate(variants):
        named = (variant.kind, variant.spec.key, variant.plan_text)
        try:
            model = store.get(variant.spec.key, device)
            labels = check_labels(model, labels)
            batch, gates = preprocess(image.rgb, model.preset), variant.make_gates()
            logits = compute_logits(model, batch, gates=gates)[0]
        except WeightsError as error:
            columns.append(ColumnChecks(*named, error=error))
            continue
        first = first or model
        ranking = rank_classes(logits, labels, len(labels), model.temperature)
        target = _choose_target(ranking, labels, request.target)
        each = count_maps(model) * len(methods)
        done, total = each * index, each * len(variants)

        def count_map() -> None:
            nonlocal done
            done += 1

        subject = Subject(
            model, batch, gates, ranking[0], target, request, store.settings, budget, count_map
        )
        columns.append(ColumnChecks(*named, target, *_check_column(subject, methods)))
    if first is None:
        raise next(column.error for column in columns if column.error is not None)
    return FaithfulnessStudy(make_photo(image, first), request, tuple(columns))


def _choose_target(
    ranking: Sequence[ClassScore], labels: Sequence[str], name: str | None
) -> ClassScore:
    """Returns the class that is named, or the likeliest."""
    if name is None:
        return ranking[0]
    index = find_class(labels, name)
    return next(one for one in ranking if one.index == index)


def _check_column(
    subject: Subject, methods: Sequence[str]
) -> tuple[Chance | None, tuple[MapChecks, ...]]:
    try:
        chance = measure_chance(subject)
    except SaliencyError:  # the time is over, as every method will say
        chance = None
    networks = randomize_from_top(subject.model.network, subject.request.options.seed)
    checks = tuple(
        check_method(replace(subject, request=replace(subject.request, method=method)), networks)
        for method in methods
    )
    return chance, checks
