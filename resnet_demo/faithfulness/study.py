"""Methods by networks: how faithful the maps of one photo are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from resnet_demo.columns import Kind, Variant, check_labels
from resnet_demo.errors import OptionError, SaliencyError, WeightsError
from resnet_demo.faithfulness.check import MapChecks, check_method, count_maps
from resnet_demo.faithfulness.subject import Subject
from resnet_demo.images import ValidatedImage
from resnet_demo.models import LoadedModel, ModelStore
from resnet_demo.predict import ClassScore, Photo, compute_logits, make_photo, rank_classes
from resnet_demo.preprocess import preprocess
from resnet_demo.saliency.choices import find_class
from resnet_demo.saliency.explain import MapRequest
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
        methods: By key of the method; the reason where there is no map.
        error: Why its weights cannot be used.
    """

    kind: Kind
    model: str
    plan: str | None
    target: ClassScore | None = None
    methods: dict[str, MapChecks | SaliencyError] | None = None
    error: WeightsError | None = None

    def list_checks(self) -> list[MapChecks]:
        """Lists what could be checked."""
        return [one for one in (self.methods or {}).values() if isinstance(one, MapChecks)]

    @property
    def mean_gain(self) -> float | None:
        """Mean over the methods of insertion less deletion area; None without any."""
        gains = [one.gain for one in self.list_checks() if one.gain is not None]
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

    A column whose weights cannot be used carries its error, and so does a method that gives no map;
    the others are not lost.

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
        target = ranking[0]
        if request.target is not None:
            place = find_class(labels, request.target)
            target = next(one for one in ranking if one.index == place)
        whole = count_maps(model) * len(methods)
        found: dict[str, MapChecks | SaliencyError] = {}
        for number, method in enumerate(methods):
            before = index * whole + number * count_maps(model)

            def advance(maps: int, before: int = before, whole: int = whole) -> None:
                on_progress(before + maps, whole * len(variants))

            subject = Subject(
                model, batch, gates, ranking[0], target, replace(request, method=method),
                store.settings, advance,
            )  # fmt: skip
            try:
                found[method] = check_method(subject)
            except SaliencyError as error:
                found[method] = error
        columns.append(ColumnChecks(*named, target, found))
    if first is None:
        raise next(column.error for column in columns if column.error is not None)
    return FaithfulnessStudy(make_photo(image, first), request, tuple(columns))
