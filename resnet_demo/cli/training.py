"""The command ``train``, in one process or in those that torchrun or accelerate launch start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_demo.cli.console import (
    DeviceOption,
    announce,
    make_progress,
    read_settings,
    reporting_errors,
    stderr,
)
from resnet_demo.errors import OptionError
from resnet_demo.networks.families import check_classes

if TYPE_CHECKING:
    from resnet_demo.models.card import ModelCard
    from resnet_demo.networks.resnet import ResNet
    from resnet_demo.photos.preprocess import Preprocessing
    from resnet_demo.training.data import Dataset
    from resnet_demo.training.loop import EpochResult, TrainingOutcome, TrainingRun


def train(
    data: Annotated[
        Path, typer.Option(help="CIFAR-10 folder, or one with train/<class> and test/<class>.")
    ],
    model: Annotated[
        str | None,
        typer.Option(
            help="NETWORK.TAG, such as resnet20.cifar10, plain56.mydata; with --from it is the "
            "source's network and the folder's name."
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help="Fine-tune this model on the classes of --data."),
    ] = None,
    freeze_until: Annotated[
        str,
        typer.Option(help="With --from: train from this part on; layer1 …, fc, or none for all."),
    ] = "layer3",
    recipe: Annotated[
        str | None,
        typer.Option(help="one-cycle, cosine or paper; with --from, fine-tune."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Instead of the recipe's own.")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Instead of the recipe's own.")
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31, help="Initial weights, order and crops.")
    ] = 0,
    precision: Annotated[
        str, typer.Option(help="fp32, bf16, fp16, or auto: bf16 or fp16 on CUDA, else fp32.")
    ] = "auto",
    accumulate: Annotated[
        int, typer.Option(help="Cut each process's share of a batch into this many, for memory.")
    ] = 1,
    ema: Annotated[
        float | None,
        typer.Option(help="Publish a moving average of the weights; decay a step, such as 0.999."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the weights and their card go.")] = Path(
        "weights"
    ),
    run_dir: Annotated[
        Path | None, typer.Option(help="Checkpoint and metrics.csv; default runs/MODEL.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an earlier run and its weights.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the run's checkpoint.")
    ] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch CIFAR-10 into --data first.")
    ] = False,
    compile_steps: Annotated[bool, typer.Option("--compile", help="Use torch.compile.")] = False,
    device: DeviceOption = None,
) -> None:
    """Train a CIFAR-sized network; Ctrl-C keeps the last whole epoch for --resume.

    For several GPUs or processes, start it with torchrun --nproc-per-node N -m resnet_demo train …
    """
    with reporting_errors(as_json=False):
        from resnet_demo.models.devices import choose_device
        from resnet_demo.training.checkpoint import CHECKPOINT_NAME, check_writable
        from resnet_demo.training.data import load_dataset
        from resnet_demo.training.distributed import call_on_main, choose_precision, join_processes
        from resnet_demo.training.loop import TrainingRun
        from resnet_demo.training.recipe import find_recipe

        processes = join_processes(choose_device(device or read_settings(None).device))
        # What the main process cannot do, it says once for all of them.
        stderr.quiet = not processes.is_main_process
        place = processes.device
        default = "one-cycle" if source is None else "fine-tune"
        chosen = find_recipe(recipe or default, epochs=epochs, learning_rate=learning_rate)
        precision = choose_precision(precision, place)
        start = call_on_main(lambda: _prepare_start(model, source, data, freeze_until))
        folder = run_dir or Path("runs") / start.key

        def load() -> Dataset:
            if not (resume or overwrite):
                _refuse_to_replace(folder / CHECKPOINT_NAME, out / f"{start.key}.safetensors")
            check_writable(out)
            with stderr.status("reading the data"):
                dataset = load_dataset(
                    data,
                    start.preprocessing,
                    download=download,
                    balanced=source is not None,
                    settings=read_settings(None),
                )
            check_classes(start.key, dataset.classes)
            return dataset

        dataset = call_on_main(load)
        network = start.build(len(dataset.classes), seed)
        run = TrainingRun(
            start.key,
            network.architecture,
            start.preprocessing,
            chosen,
            seed,
            folder,
            place,
            compile_steps,
            precision,
            accumulate,
            ema,
            start.frozen,
            source,
        )
        outcome = _train_until_stopped(run, dataset, network, resume=resume)
        extra = "" if source is None else f" --from {source} --freeze-until {freeze_until}"
        command = describe_command(run, processes.num_processes) + extra
        card = call_on_main(lambda: _publish(out, run, dataset, outcome, command))
        measured = card.metrics["test"] or card.metrics["validation"]
        part = "test" if card.metrics["test"] else "validation"
        stderr.print(
            f"{out / start.key}.safetensors: {part} accuracy {measured['accuracy']:.2%}",
            highlight=False,
            soft_wrap=True,
        )
        processes.destroy_process_group()


@dataclass(frozen=True)
class Start:
    """Where training starts: a network's name and inputs, and the weights it goes on from."""

    key: str
    preprocessing: Preprocessing
    frozen: tuple[str, ...] = ()
    source: ResNet | None = None

    def build(self, num_classes: int, seed: int) -> ResNet:
        """Builds the network to train, on the CPU."""
        from resnet_demo.networks.families import parse_architecture
        from resnet_demo.networks.resnet import draw_network
        from resnet_demo.training.finetune import replace_head

        if self.source is not None:
            return replace_head(self.source, num_classes, seed)
        _, architecture = parse_architecture(self.key, num_classes)
        return draw_network(architecture, seed)


def _prepare_start(model: str | None, source: str | None, data: Path, freeze_until: str) -> Start:
    """Checks the names and loads the source, before the data is read.

    Raises:
        SelectionError: A name is missing or does not fit.
        WeightsError: The source cannot be loaded.
    """
    from resnet_demo.networks.families import parse_architecture
    from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING
    from resnet_demo.training.finetune import list_frozen, load_source, name_result

    if source is not None:
        key = name_result(source, data, model)
        loaded = load_source(source, read_settings(None), announce)
        frozen = list_frozen(loaded.network.architecture, freeze_until)
        return Start(key, loaded.preprocessing, frozen, loaded.network)
    if model is None:
        raise OptionError("--model", "missing", "a name such as resnet20.mydata, unless --from is")
    _, architecture = parse_architecture(model, 10)
    if architecture.stem == "imagenet":
        raise OptionError("--model", model, "an ImageNet network with --from only")
    return Start(model, CIFAR10_PREPROCESSING)


def describe_command(run: TrainingRun, processes: int) -> str:
    """Returns the command line that trains the same network, for its card."""
    launcher = "python" if processes == 1 else f"torchrun --nproc-per-node {processes}"
    command = (
        f"{launcher} -m resnet_demo train --model {run.key} --data DATA "
        f"--recipe {run.recipe.name} --epochs {run.recipe.epochs} "
        f"--learning-rate {run.recipe.learning_rate:g} --seed {run.seed} "
        f"--precision {run.precision}"
    )
    if run.accumulate > 1:
        command += f" --accumulate {run.accumulate}"
    if run.ema is not None:
        command += f" --ema {run.ema:g}"
    return command + (" --compile" if run.compile else "")


def _train_until_stopped(
    run: TrainingRun, dataset: Dataset, network: ResNet, *, resume: bool
) -> TrainingOutcome:
    from resnet_demo.training.loop import train as run_training

    try:
        with make_progress("steps") as advance:
            return run_training(
                run,
                dataset,
                network=network,
                resume=resume,
                on_step=advance,
                on_epoch=_print_epoch,
            )
    except KeyboardInterrupt:
        stderr.print(
            f"Stopped. The last whole epoch is in {run.run_dir}; "
            "go on with the same command and --resume."
        )
        raise typer.Exit(130) from None


def _publish(
    out: Path,
    run: TrainingRun,
    dataset: Dataset,
    outcome: TrainingOutcome,
    command: str,
) -> ModelCard:
    """Measures the network and writes its weights and card.

    Raises:
        TrainingError: They cannot be written; the checkpoint holds the whole run.
    """
    from resnet_demo.training.checkpoint import explain_unwritable
    from resnet_demo.training.report import publish_network

    try:
        with stderr.status("measuring"):
            return publish_network(out, run, dataset, outcome, command=command)
    except OSError as error:
        remedy = (
            f"The trained network is in {run.run_dir}: free some space or choose another --out, "
            "and use the same command with --resume."
        )
        raise explain_unwritable(out / f"{run.key}.safetensors", error, remedy) from error


def _refuse_to_replace(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            remedy = "--resume to go on, --overwrite to replace it, or another --run-dir and --out"
            raise OptionError("an empty place to train into", str(path), remedy)


def _print_epoch(result: EpochResult) -> None:
    stderr.print(
        f"epoch {result.epoch}: train error {result.train_error:.2%}, "
        f"validation error {result.validation_error:.2%}, "
        f"{result.size} px, {result.seconds:.0f} s",
        highlight=False,
    )
