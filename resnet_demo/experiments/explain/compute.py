"""One photo explained in every column of a comparison, by one method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from resnet_demo.columns import Kind, Variant
from resnet_demo.errors import SaliencyError, WeightsError
from resnet_demo.models.engine import ClassScore
from resnet_demo.photos.open import ValidatedImage
from resnet_demo.photos.photo import Photo, make_photo
from resnet_demo.photos.preprocess import Preprocessing
from resnet_demo.saliency.choices import choose_classes
from resnet_demo.saliency.columns import OpenColumn, find_first
from resnet_demo.saliency.maps import MapRequest, SaliencyMap, make_map
from resnet_demo.saliency.method import Method
from resnet_demo.saliency.table import find_method
from resnet_demo.settings import Settings


@dataclass(frozen=True)
class ColumnMap:
    """One column: its map, or the reason why there is none.

    Attributes:
        kind: Which kind of column.
        model: Its key.
        plan: The plan as text, of an ablated one.
        score: f(x), the logit of the class or the difference of two; None where the weights cannot
            be used, as are the next two.
        answer: The network's likeliest class.
        sha256: Of the weights file; None too for weights without a card.
        map: None if it could not be made.
        error: Why there is no map.
    """

    kind: Kind
    model: str
    plan: str | None
    score: float | None = None
    answer: ClassScore | None = None
    sha256: str | None = None
    map: SaliencyMap | None = None
    error: WeightsError | SaliencyError | None = None


@dataclass(frozen=True)
class Explanation:
    """One photo explained in every column.

    Attributes:
        photo: The photo, as shown.
        picture: The photo, RGB at full size.
        request: What was asked for, with the labels of target and versus filled in.
        classes: Their indices; two classes may have the same label.
        method: How.
        preprocessing: How the photo became an input.
        device: Where the networks ran.
        columns: In the order of the variants; at least one has a map.
    """

    photo: Photo
    picture: Image.Image
    request: MapRequest
    classes: tuple[int, int | None]
    method: Method
    preprocessing: Preprocessing
    device: str
    columns: tuple[ColumnMap, ...]


def explain_photo(
    variants: Sequence[Variant],
    opened: Sequence[OpenColumn | WeightsError],
    image: ValidatedImage,
    request: MapRequest,
    settings: Settings,
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Explanation:
    """Makes one map a column, all of the same class on the same view.

    A column that has no map carries its error; the others are not lost.

    Args:
        variants: The columns; the first that can be used gives the target if none is named.
        opened: Of ``open_columns``.
        image: The photo.
        request: Which map.
        settings: Limits on memory and time.
        on_progress: Called with (inputs done, inputs expected) after each forward pass; what it
            raises ends the work.

    Raises:
        OptionError: A choice does not exist.
        SaliencyError: No column has a map: values are NaN or infinite, or the time is over.
    """
    method = find_method(request.method)
    first = find_first(opened)
    labels = first.model.labels
    answer = first.rank()[0].index
    classes = choose_classes(labels, request.target, request.versus, answer)
    finished = current = 0
    columns: list[ColumnMap] = []
    for variant, column in zip(variants, opened, strict=True):
        named = (variant.kind, variant.spec.key, variant.plan_text)
        if isinstance(column, WeightsError):
            columns.append(ColumnMap(*named, error=column))
            continue
        left = len(variants) - len(columns)

        def advance(inputs: int, expected: int, left: int = left, finished: int = finished) -> None:
            nonlocal current
            current = min(current + inputs, expected)
            on_progress(finished + current, finished + expected * left)

        card = column.model.card
        known = ColumnMap(
            *named,
            column.compute_score(classes),
            column.rank()[0],
            None if card is None else card.sha256,
        )
        try:
            made = make_map(
                column.model,
                column.batch,
                column.gates,
                request,
                classes,
                settings,
                on_inputs=advance,
            )
            columns.append(replace(known, map=made))
        except SaliencyError as error:
            columns.append(replace(known, error=error))
        finished, current = finished + current, 0
    if all(column.map is None for column in columns):
        raise next(one.error for one in columns if isinstance(one.error, SaliencyError))
    target, versus = (None if chosen is None else labels[chosen] for chosen in classes)
    return Explanation(
        make_photo(image, first.model.preprocessing),
        image.rgb,
        replace(request, target=target, versus=versus),
        classes,
        method,
        first.model.preprocessing,
        str(first.model.device),
        tuple(columns),
    )
