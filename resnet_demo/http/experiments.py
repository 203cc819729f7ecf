"""The endpoints of the experiments, made from their table: an endpoint's parameters are the options
that its experiment declares.

Files travel through a file component and not through ``gr.api``, which would hand any path on the
server to the function unchecked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from resnet_demo.columns import DEFAULT_MODEL
from resnet_demo.errors import NoPhotoError
from resnet_demo.experiments import EXPERIMENTS, Experiment
from resnet_demo.experiments.options import Option, list_options, split_lines
from resnet_demo.experiments.request import Request
from resnet_demo.experiments.run import NetworkChoice, make_request, write_columns
from resnet_demo.models.store import ModelStore
from resnet_demo.page.context import COMPUTE, Context
from resnet_demo.page.run import describe_failure, run_in_steps
from resnet_demo.photos.photo import name_upload
from resnet_demo.progress import Progress, Step
from resnet_demo.words.text import Words

Document = dict[str, Any]
ENGLISH = Words("en")


def add_endpoints(context: Context) -> None:
    """Adds an endpoint for every experiment, under its name and its names of before. None of their
    components is visible on the page.
    """
    with gr.Column(visible=False):
        trigger, document = gr.Button(), gr.JSON(label="document")
        for experiment in EXPERIMENTS.values():
            inputs = make_inputs(experiment)
            call = make_endpoint(experiment, context.store, tuple(inputs))
            for name in (experiment.name, *experiment.aliases):
                trigger.click(call, list(inputs.values()), document, api_name=name, **COMPUTE)


def make_inputs(experiment: Experiment) -> dict[str, gr.components.Component]:
    """Returns the components of an endpoint by the name of their parameter."""
    inputs: dict[str, gr.components.Component] = {"file": gr.File(label="file", type="filepath")}
    if experiment.photos == "many":
        inputs["files"] = gr.File(label="files", file_count="multiple", type="filepath")
    inputs["model"] = gr.Textbox(label="model", info=f"default: {DEFAULT_MODEL}")
    if experiment.networks == "columns":
        inputs["plan"] = gr.Textbox(label="plan")
        inputs["columns"] = keep_list(gr.Textbox(label="columns"))
    for option in list_options(experiment.load_options()):
        inputs[option.name] = _make_input(option)
    if experiment.photos == "one_and_others":
        inputs["others"] = gr.File(label="others", file_count="multiple", type="filepath")
    inputs["device"] = gr.Textbox(label="device")
    return inputs


def _make_input(option: Option) -> gr.components.Component:
    described: dict[str, Any] = {"label": option.name, "info": option.help}
    if option.kind == "flag":
        return gr.Checkbox(option.default, **described)
    if option.kind in {"whole", "number"}:
        return gr.Number(option.default, **described)
    if option.kind == "texts":
        return keep_list(gr.Textbox(None, **described))
    return gr.Textbox(option.default, **described)


def keep_list(several: gr.Textbox) -> gr.Textbox:
    """Makes a text that stands for several hand on a list too, which gradio writes as one text."""

    def take_value(payload: Any) -> Any:  # noqa: ANN401  any client's value
        return payload

    several.preprocess = take_value  # type: ignore[method-assign]
    return several


def make_endpoint(
    experiment: Experiment, store: ModelStore, names: tuple[str, ...]
) -> Callable[..., Iterator[Document]]:
    """Returns the function behind an endpoint: it yields the progress, several times a second, and
    last the document. A client that cancels ends the work. Errors become what a client may read.

    Args:
        experiment: The experiment.
        store: Loaded models and settings.
        names: Of the parameters.
    """

    def call(*values: object) -> Iterator[Document]:
        sent = dict(zip(names, values, strict=True))

        def work(report: Progress) -> Document:
            options = read_options(experiment, sent)
            request = read_request(experiment, store, sent, report)
            return experiment.make_document(experiment.compute(request, options), whole=True)

        try:
            document = yield from run_in_steps(work, _show_step)
            yield document
        except Exception as error:  # noqa: BLE001  the client gets one sentence, the log the rest
            message = describe_failure(ENGLISH, error)
            raise gr.Error(message, print_exception=False) from None

    # Gradio names the parameters of the API after the signature.
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(name, kind, default=None) for name in names]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__name__, call.__doc__ = experiment.name, _describe_endpoint(experiment)
    return call


def _show_step(step: Step) -> Document:
    return {"progress": {"unit": step.unit, "done": step.done, "total": step.total}}


def _describe_endpoint(experiment: Experiment) -> str:
    """Returns the documentation of an endpoint, which gradio shows beside its parameters."""
    lines = {"file": "The photo, uploaded with ``gradio_client.handle_file``."}
    if experiment.photos == "many":
        lines["files"] = "Several photos, in place of file."
    lines["model"] = f"A key from ``/models``; null for the plan's, or {DEFAULT_MODEL}."
    if experiment.networks == "columns":
        lines["plan"] = "Such as ``resnet20.cifar10:skip[layer2.*]=0``; null removes every skip."
        lines["columns"] = (
            "In place of model and plan, up to three keys or plans: a list, or a line each."
        )
    for option in list_options(experiment.load_options()):
        accepted = f" It takes {option.accepted}." if option.accepted else ""
        lines[option.name] = option.help + accepted
    if experiment.photos == "one_and_others":
        lines["others"] = "More photos for the BatchNorm statistics."
    lines["device"] = "``auto``, ``cpu``, ``cuda``, ``mps``; null for the server's default."
    described = "\n".join(f"    {name}: {text}" for name, text in lines.items())
    return f"{experiment.summary}\n\nArgs:\n{described}\n"


def read_options(experiment: Experiment, sent: dict[str, Any]) -> Any:  # noqa: ANN401  its class
    """Returns the options that a client sent; what it left out has its default.

    Raises:
        OptionError: A value is of the wrong type or out of range.
    """
    options_class = experiment.load_options()
    values = {}
    for option in list_options(options_class):
        value = sent[option.name]
        if option.kind == "texts":
            value = split_lines(value)
        if option.kind in {"text", "choice"} and value == "":
            value = None
        values[option.name] = option.default if value is None else value
    return options_class(**values)


def read_request(
    experiment: Experiment, store: ModelStore, sent: dict[str, Any], progress: Progress
) -> Request:
    """Returns the request that a client sent.

    Raises:
        SelectionError: A choice does not exist, or there is no photo.
    """
    paths = [*filter(None, [sent["file"]]), *(sent.get("files") or ())]
    if not paths:
        raise NoPhotoError
    photos = [name_upload(path) for path in (*paths, *(sent.get("others") or ()))]
    networks = NetworkChoice(
        sent["model"] or None,
        sent.get("plan") or None,
        write_columns(split_lines(sent.get("columns"))),
    )
    return make_request(experiment, store, photos, networks, sent["device"] or None, progress)
