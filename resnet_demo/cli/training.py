"""The command ``train``, in one process or in those that torchrun or accelerate launch start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from resnet_demo.cli import training_options as flags
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
    data: flags.DataOption,
    model: flags.ModelOption = None,
    source: flags.SourceOption = None,
    freeze_until: flags.FreezeUntilOption = None,
    recipe: flags.RecipeOption = None,
    epochs: flags.EpochsOption = None,
    learning_rate: flags.LearningRateOption = None,
    seed: flags.SeedOption = 0,
    precision: flags.PrecisionOption = "auto",
    accumulate: flags.AccumulateOption = 1,
    ema: flags.EmaOption = None,
    out: flags.OutOption = None,
    run_dir: flags.RunDirOption = None,
    overwrite: flags.OverwriteOption = False,
    resume: flags.ResumeOption = False,
    download: flags.DownloadOption = False,
    skip_damaged: flags.SkipDamagedOption = False,
    compile_steps: flags.CompileOption = False,
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
