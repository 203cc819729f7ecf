"""The endpoints about saliency maps, named as the commands; ``api.py`` offers them."""

from __future__ import annotations

from resnet_demo.experiments import explanations
from resnet_demo.experiments.explain import document as render_map
from resnet_demo.experiments.faithfulness import document as render_faithfulness
from resnet_demo.http.values import Document, read_lines, read_path, read_whole
from resnet_demo.models.store import ModelStore


def explain(
    store: ModelStore,
    file: str | None,
    model: str,
    method: str,
    target: str | None = None,
    versus: str | None = None,
    layer: str | None = None,
    baseline: str = "mean",
    samples: float = 16,
    seed: float = 0,
    plan: str | None = None,
    device: str | None = None,
    columns: str | None = None,
) -> Document:
    """Makes saliency maps of the same class in up to three networks, with their values.

    Args:
        store: Loaded models; no parameter of the endpoint.
        file: The photo, uploaded with ``gradio_client.handle_file``.
        model: As in ``/compare``.
        method: ``grad-cam``, ``saliency``, ``integrated-gradients`` …
        target: Name or index of the class; null for the first network's answer.
        versus: Label of a class to set it against.
        layer: Block or stage for the CAM family.
        baseline: ``mean``, ``black`` or ``blurred``.
        samples: Draws of the random methods.
        seed: Of the draws.
        plan: As in ``/compare``.
        device: As in ``/classify``.
        columns: As in ``/compare``.
    """
    request = explanations.MapRequest(
        method,
        target or None,
        versus or None,
        layer or None,
        explanations.check_baseline(baseline),
        explanations.Options(samples=read_whole("samples", samples), seed=read_whole("seed", seed)),
    )
    explanation = explanations.explain(
        store,
        read_path(file),
        model=model,
        plan=plan or None,
        columns=read_lines(columns),
        request=request,
        device=device or None,
    )
    return render_map.explanation_document(explanation, with_heat=True)


def faithfulness(
    store: ModelStore,
    file: str | None,
    model: str,
    methods: str | None = None,
    target: str | None = None,
    layer: str | None = None,
    baseline: str = "mean",
    samples: float = 16,
    seed: float = 0,
    plan: str | None = None,
    device: str | None = None,
    columns: str | None = None,
) -> Document:
    """Checks whether saliency maps are faithful, methods by up to three networks.

    Args:
        store: Loaded models; no parameter of the endpoint.
        file: The photo, uploaded with ``gradio_client.handle_file``.
        model: As in ``/compare``.
        methods: Keys as in ``/explain``, one a line; null for all.
        target: Name or index of the class; null for each network's own answer.
        layer: As in ``/explain``.
        baseline: As in ``/explain``.
        samples: As in ``/explain``.
        seed: Of everything that is drawn.
        plan: As in ``/compare``.
        device: As in ``/classify``.
        columns: As in ``/compare``.
    """
    request = explanations.MapRequest(
        target=target or None,
        layer=layer or None,
        baseline=explanations.check_baseline(baseline),
        options=explanations.Options(
            samples=read_whole("samples", samples), seed=read_whole("seed", seed)
        ),
    )
    study = explanations.faithfulness(
        store,
        read_path(file),
        model=model,
        plan=plan or None,
        columns=read_lines(columns),
        methods=read_lines(methods),
        request=request,
        device=device or None,
    )
    return render_faithfulness.faithfulness_document(study)
