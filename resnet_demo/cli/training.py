"""The command ``train``, in one process or in those that torchrun or accelerate launch start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_demo.cli.console import (
    DeviceOption,
    WeightsOption,
    announce,
    make_progress,
    printable,
    read_settings,
    reporting_errors,
    stderr,
)

if TYPE_CHECKING:
    from resnet_demo.settings import Settings
    from resnet_demo.training.run import EpochResult
    from resnet_demo.training.start import TrainedModel, TrainingOptions, TrainingPlan


def train(
    data: Annotated[
        Path,
        typer.Option(
            help="CIFAR-10 folder, or one with class folders, or with train/<class>, val/<class> "
            "and test/<class>; or a ZIP archive of one."
        ),
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
        str | None,
        typer.Option(
            help="With --from: train from this part on; layer1 …, fc, or none for all; default "
            "layer3."
        ),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(help="one-cycle, cosine or paper; with --from, fine-tune."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Instead of the recipe's own.")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Instead of the recipe's own.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Initial weights, order and crops; 0 to 42947.")] = 0,
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
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where the weights and their card go; default: where the page looks first, the "
            "folder of --weights-dir or RESNET_LAB_WEIGHTS_DIR, or else the shipped one."
        ),
    ] = None,
    run_dir: Annotated[
        Path | None, typer.Option(help="Checkpoint and metrics.csv; default runs/MODEL.")
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help="Replace an earlier run and its weights; they are kept in the run's folder.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on from the run's checkpoint; with more --epochs than it has finished, where "
            "the recipe allows it (paper).",
        ),
    ] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch CIFAR-10 into --data first.")
    ] = False,
    skip_damaged: Annotated[
        bool, typer.Option("--skip-damaged", help="Go on without pictures that cannot be read.")
    ] = False,
    compile_steps: Annotated[bool, typer.Option("--compile", help="Use torch.compile.")] = False,
    device: DeviceOption = None,
    weights_dir: WeightsOption = None,
) -> None:
    """Train a CIFAR-sized network; Ctrl-C keeps the last whole epoch for --resume.

    For several GPUs or processes, start it with torchrun --nproc-per-node N -m resnet_demo train …
    """
    with reporting_errors(as_json=False):
        from resnet_demo.training.start import TrainingOptions

        settings = read_settings(weights_dir)
        if device is not None:
            settings = replace(settings, device=device)
        options = TrainingOptions(
            data=data,
            model=model,
            source=source,
            freeze_until=freeze_until,
            recipe=recipe,
            epochs=epochs,
            learning_rate=learning_rate,
            seed=seed,
            precision=precision,
            accumulate=accumulate,
            ema=ema,
            out=out,
            run_dir=run_dir,
            overwrite=overwrite,
            resume=resume,
            download=download,
            skip_damaged=skip_damaged,
            compile=compile_steps,
        )
        _print_trained(_train_until_stopped(options, settings))


def _train_until_stopped(options: TrainingOptions, settings: Settings) -> TrainedModel:
    from resnet_demo.training.start import TrainingCallbacks, start_training

    plans: list[TrainingPlan] = []

    def begin(plan: TrainingPlan) -> None:
        plans.append(plan)
        _print_plan(plan)

    def set_quiet(is_main: bool) -> None:
        stderr.quiet = not is_main

    try:
        with make_progress("steps") as advance:
            return start_training(
                options,
                settings,
                TrainingCallbacks(
                    on_join=set_quiet,
                    on_status=announce,
                    on_plan=begin,
                    on_step=advance,
                    on_epoch=_print_epoch,
                ),
            )
    except KeyboardInterrupt:
        if plans:
            _say(
                f"Stopped. The last whole epoch is in {plans[0].run_dir}; "
                "go on with the same command and --resume."
            )
        else:
            _say("Stopped before the first epoch.")
        raise typer.Exit(130) from None


def _print_plan(plan: TrainingPlan) -> None:
    from resnet_demo.training.summary import summarize_dataset

    for line in summarize_dataset(plan.dataset):
        _say(line)


def _print_epoch(result: EpochResult) -> None:
    _say(
        f"epoch {result.epoch}: train error {result.train_error:.2%}, "
        f"validation error {result.validation_error:.2%}, "
        f"{result.size} px, {result.seconds:.0f} s"
    )


def _print_trained(trained: TrainedModel) -> None:
    metrics = trained.card.metrics
    part = "test" if metrics["test"] else "validation"
    path = trained.path.absolute()
    _say(f"{trained.card.key}: {part} accuracy {metrics[part]['accuracy']:.2%}")
    _say(f"Its weights are in {path}, with their card beside them.")
    if trained.is_found:
        _say(f"The page lists it, and commands take it as --model {trained.card.key}.")
    else:
        _say(
            f"The page finds it when RESNET_LAB_WEIGHTS_DIR is {path.parent}, and commands do with "
            f"--weights-dir {path.parent}."
        )
    for folder in trained.kept:
        _say(f"What was there before is kept in {folder}.")


def _say(line: str) -> None:
    stderr.print(printable(line), highlight=False, soft_wrap=True)
