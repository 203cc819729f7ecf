"""The command ``train``, in one process or in those that torchrun or accelerate launch start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_demo.console import DeviceOption, make_progress, read_settings, reporting_errors, stderr
from resnet_demo.errors import OptionError

if TYPE_CHECKING:
    from resnet_demo.training.data import Dataset
    from resnet_demo.training.loop import EpochResult, TrainingOutcome, TrainingRun
    from resnet_demo.weights import ModelCard


def train(
    data: Annotated[
        Path, typer.Option(help="CIFAR-10 folder, or one with train/<class> and test/<class>.")
    ],
    model: Annotated[
        str, typer.Option(help="NETWORK.TAG, such as resnet20.cifar10, plain56.mydata.")
    ],
    recipe: Annotated[str, typer.Option(help="one-cycle, cosine or paper.")] = "one-cycle",
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
        from resnet_demo.models import choose_device
        from resnet_demo.preprocess import CIFAR10_PRESET
        from resnet_demo.registry import check_classes, parse_architecture
        from resnet_demo.training.checkpoint import CHECKPOINT_NAME
        from resnet_demo.training.data import load_dataset
        from resnet_demo.training.distributed import call_on_main, choose_precision, join_processes
        from resnet_demo.training.loop import TrainingRun
        from resnet_demo.training.recipe import find_recipe

        processes = join_processes(choose_device(device or read_settings(None).device))
        # What the main process cannot do, it says once for all of them.
        stderr.quiet = not processes.is_main_process
        place = processes.device
        chosen = find_recipe(recipe, epochs=epochs, learning_rate=learning_rate)
        precision = choose_precision(precision, place)
        parse_architecture(model, 10)  # a wrong name fails before the data is read
        folder = run_dir or Path("runs") / model

        def load() -> Dataset:
            if not (resume or overwrite):
                _refuse_to_replace(folder / CHECKPOINT_NAME, out / f"{model}.safetensors")
            with stderr.status("reading the data"):
                dataset = load_dataset(data, CIFAR10_PRESET, download=download)
            check_classes(model, dataset.classes)
            return dataset

        dataset = call_on_main(load)
        _, architecture = parse_architecture(model, len(dataset.classes))
        run = TrainingRun(
            model, architecture, CIFAR10_PRESET, chosen, seed, folder, place, compile_steps,
            precision, accumulate, ema,
        )  # fmt: skip
        outcome = _train_until_stopped(run, dataset, resume=resume)
        command = describe_command(run, processes.num_processes)
        card = call_on_main(lambda: _publish(out, run, dataset, outcome, command))
        test = card.metrics["test"]
        accuracy = f"test accuracy {test['accuracy']:.2%}" if test else "no test part"
        stderr.print(f"{out / model}.safetensors: {accuracy}")
        processes.destroy_process_group()


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


def _train_until_stopped(run: TrainingRun, dataset: Dataset, *, resume: bool) -> TrainingOutcome:
    from resnet_demo.training.loop import train as run_training

    try:
        with make_progress("steps") as advance:
            return run_training(run, dataset, resume=resume, on_step=advance, on_epoch=_print_epoch)
    except KeyboardInterrupt:
        stderr.print(
            f"Stopped. The last whole epoch is in {run.run_dir}; "
            "go on with the same command and --resume."
        )
        raise typer.Exit(130) from None


def _publish(
    out: Path, run: TrainingRun, dataset: Dataset, outcome: TrainingOutcome, command: str
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
