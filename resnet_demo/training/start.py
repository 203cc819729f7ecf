"""What the command ``train`` does, from its options to a network that the app offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from resnet_demo.errors import (
    EarlierRunError,
    FreezeWithoutSourceError,
    FromScratchError,
    ModelNameMissingError,
    UnwritableOutputError,
    UnwritableWeightsError,
)
from resnet_demo.folders import try_writing
from resnet_demo.models.card import ModelCard
from resnet_demo.models.devices import choose_device, compute_in_float32
from resnet_demo.networks.families import check_classes, parse_architecture
from resnet_demo.networks.resnet import ResNet, draw_network
from resnet_demo.photos.preprocess import CIFAR10_PREPROCESSING, Preprocessing
from resnet_demo.settings import Settings
from resnet_demo.training.card import publish_network
from resnet_demo.training.dataset import Dataset, Reading, load_dataset
from resnet_demo.training.distributed import call_on_main, choose_precision, join_processes
from resnet_demo.training.earlier import drop_copies, keep_pair, keep_run, list_written
from resnet_demo.training.finetune import list_frozen, load_source, name_result, replace_head
from resnet_demo.training.loop import train
from resnet_demo.training.recipe import Recipe, find_recipe
from resnet_demo.training.run import EpochResult, TrainingOutcome, TrainingRun, check_run_seed

DEFAULT_FREEZE_UNTIL = "layer3"
RUNS_DIR = Path("runs")


@dataclass(frozen=True)
class TrainingOptions:
    """What the command ``train`` takes.

    Attributes:
        data: CIFAR-10 as torchvision stores it, class folders with or without parts, or a ZIP
            archive of them.
        model: Model key, ``NETWORK.TAG``; with a source None names it after network and folder.
        source: Key of the model to fine-tune; None trains from random weights.
        freeze_until: With a source: train from this part on, ``layer1`` … or ``fc``, or ``none``
            for everything; None for ``layer3``.
        recipe: Name of the recipe; None for ``one-cycle``, or ``fine-tune`` with a source.
        epochs: In place of the recipe's own.
        learning_rate: In place of the recipe's own peak.
        seed: Of initial weights, order and crops, 0 to 42947; an earlier run that began with a
            larger one goes on with it.
        precision: See :class:`TrainingRun`.
        accumulate: See :class:`TrainingRun`.
        ema: See :class:`TrainingRun`.
        out: Where the weights and their card go; None for the folder that the page reads first.
        run_dir: For the checkpoint and the curves; None for ``runs/MODEL``.
        overwrite: Replace an earlier run and its weights, which are kept beside the new run.
        resume: Go on from the run's checkpoint.
        download: Fetch CIFAR-10 into ``data`` first.
        skip_damaged: Go on without pictures that cannot be read.
        compile: Run the steps through ``torch.compile``.
    """

    data: Path
    model: str | None = None
    source: str | None = None
    freeze_until: str | None = None
    recipe: str | None = None
    epochs: int | None = None
    learning_rate: float | None = None
    seed: int = 0
    precision: str = "auto"
    accumulate: int = 1
    ema: float | None = None
    out: Path | None = None
    run_dir: Path | None = None
    overwrite: bool = False
    resume: bool = False
    download: bool = False
    skip_damaged: bool = False
    compile: bool = False


@dataclass(frozen=True)
class TrainingPlan:
    """What is about to be trained: the model's key, the run's folder, and the data."""

    key: str
    run_dir: Path
    dataset: Dataset


@dataclass(frozen=True)
class TrainedModel:
    """What a training run left behind.

    Attributes:
        card: Of the trained network.
        path: Its weights; the card is beside them.
        is_found: Whether the page and the commands look into that folder by themselves.
        kept: Folders with what an earlier run had written in the same places.
    """

    card: ModelCard
    path: Path
    is_found: bool
    kept: tuple[Path, ...]


@dataclass(frozen=True)
class TrainingCallbacks:
    """What is called on the way; of several processes, each calls all but the last two.

    Attributes:
        on_join: With whether this process is the main one, which alone writes and reports.
        on_status: With what begins.
        on_plan: Before the first epoch.
        on_step: With (steps done, steps in all).
        on_epoch: After each epoch, once its checkpoint is written.
    """

    on_join: Callable[[bool], None] = lambda _is_main: None
    on_status: Callable[[str], None] = lambda _status: None
    on_plan: Callable[[TrainingPlan], None] = lambda _plan: None
    on_step: Callable[[int, int], None] = lambda _done, _total: None
    on_epoch: Callable[[EpochResult], None] = lambda _result: None


@dataclass(frozen=True)
class TrainingMethod:
    """How the steps are computed, and where."""

    recipe: Recipe
    precision: str
    device: torch.device


@dataclass(frozen=True)
class Beginning:
    """Where training starts: a network's name and inputs, and the weights it goes on from."""

    key: str
    preprocessing: Preprocessing
    frozen: tuple[str, ...] = ()
    source: ResNet | None = None

    def build(self, num_classes: int, seed: int) -> ResNet:
        """Builds the network to train, on the CPU."""
        if self.source is not None:
            return replace_head(self.source, num_classes, seed)
        _, architecture = parse_architecture(self.key, num_classes)
        return draw_network(architecture, seed)


def start_training(
    options: TrainingOptions,
    settings: Settings,
    callbacks: TrainingCallbacks = TrainingCallbacks(),
) -> TrainedModel:
    """Trains a network as the command ``train`` does and writes its weights and card.

    Args:
        options: What to train.
        settings: The device, where models to start from are, and limits on picture files.
        callbacks: What is called on the way.

    Raises:
        SelectionError: An option does not fit the others, the data or this machine.
        WeightsError: The source cannot be loaded.
        TrainingError: The data cannot be used, the run cannot go on, or files cannot be written.
        KeyboardInterrupt: The last whole epoch is in the run's folder.
    """
    processes = join_processes(choose_device(settings.device))
    callbacks.on_join(processes.is_main_process)
    compute_in_float32()  # cards are measured in it; --precision is of the steps alone
    method = choose_method(options, processes.device)
    # What the main process cannot do, it says once for all of them.
    beginning = call_on_main(lambda: prepare_beginning(options, settings, callbacks.on_status))
    out = options.out or settings.weights_dirs[0]
    dataset = call_on_main(lambda: _prepare_data(options, settings, beginning, callbacks))
    network = beginning.build(len(dataset.classes), options.seed)
    run = make_run(options, method, beginning, network)
    callbacks.on_plan(TrainingPlan(run.key, run.run_dir, dataset))
    kept = None if options.resume else call_on_main(lambda: _keep_run(run.run_dir))
    outcome = train(
        run,
        dataset,
        network=network,
        resume=options.resume,
        on_step=callbacks.on_step,
        on_epoch=callbacks.on_epoch,
    )
    command = describe_command(outcome.run, options, processes.num_processes)
    callbacks.on_status("measuring")
    card, replaced = call_on_main(lambda: _publish(out, outcome, dataset, command))
    processes.destroy_process_group()
    is_found = out.resolve() in {folder.resolve() for folder in settings.weights_dirs}
    folders = tuple(folder for folder in (kept, replaced) if folder is not None)
    return TrainedModel(card, out / f"{card.key}.safetensors", is_found, folders)


def choose_method(options: TrainingOptions, device: torch.device) -> TrainingMethod:
    """Checks the options that need no data: recipe, seed and precision.

    Raises:
        OptionError: One of them does not exist, is out of range or does not fit the device.
    """
    default = "one-cycle" if options.source is None else "fine-tune"
    recipe = find_recipe(
        options.recipe or default, epochs=options.epochs, learning_rate=options.learning_rate
    )
    if not options.resume:
        check_run_seed(options.seed)
    return TrainingMethod(recipe, choose_precision(options.precision, device), device)


def make_run(
    options: TrainingOptions, method: TrainingMethod, beginning: Beginning, network: ResNet
) -> TrainingRun:
    """Returns the run that the options ask for."""
    return TrainingRun(
        key=beginning.key,
        architecture=network.architecture,
        preprocessing=beginning.preprocessing,
        recipe=method.recipe,
        seed=options.seed,
        run_dir=options.run_dir or RUNS_DIR / beginning.key,
        device=method.device,
        compile=options.compile,
        precision=method.precision,
        accumulate=options.accumulate,
        ema=options.ema,
        frozen=beginning.frozen,
        source=options.source,
    )


def prepare_beginning(
    options: TrainingOptions, settings: Settings, on_status: Callable[[str], None]
) -> Beginning:
    """Checks the names and loads the source, before the data is read.

    Raises:
        SelectionError: A name is missing or does not fit.
        WeightsError: The source cannot be loaded.
    """
    if options.source is not None:
        key = name_result(options.source, options.data, options.model)
        source = load_source(options.source, settings, on_status)
        until = options.freeze_until or DEFAULT_FREEZE_UNTIL
        frozen = list_frozen(source.network.architecture, until)
        return Beginning(key, source.preprocessing, frozen, source.network)
    if options.freeze_until is not None:
        raise FreezeWithoutSourceError(options.freeze_until)
    if options.model is None:
        raise ModelNameMissingError("resnet20.mydata")
    _, architecture = parse_architecture(options.model, 10)
    if architecture.stem == "imagenet":
        raise FromScratchError(options.model)
    return Beginning(options.model, CIFAR10_PREPROCESSING)


def describe_command(run: TrainingRun, options: TrainingOptions, processes: int) -> str:
    """Returns the command line that trains the same network, for its card.

    A run that was given more epochs has two, the second after ``&&``.
    """
    launcher = "python" if processes == 1 else f"torchrun --nproc-per-node {processes}"
    words = [
        f"{launcher} -m resnet_demo train --model {run.key} --data DATA "
        f"--recipe {run.recipe.name} --epochs {run.recipe.schedule_epochs or run.recipe.epochs} "
        f"--learning-rate {run.recipe.learning_rate:g} --seed {run.seed} "
        f"--precision {run.precision}"
    ]
    if run.accumulate > 1:
        words.append(f"--accumulate {run.accumulate}")
    if run.ema is not None:
        words.append(f"--ema {run.ema:g}")
    if run.compile:
        words.append("--compile")
    if run.source is not None:
        until = options.freeze_until or DEFAULT_FREEZE_UNTIL
        words.append(f"--from {run.source} --freeze-until {until}")
    command = " ".join(words)
    if run.recipe.schedule_epochs is None:
        return command
    longer = command.replace(
        f"--epochs {run.recipe.schedule_epochs} ", f"--epochs {run.recipe.epochs} "
    )
    return f"{command} && {longer} --resume"


def _prepare_data(
    options: TrainingOptions,
    settings: Settings,
    beginning: Beginning,
    callbacks: TrainingCallbacks,
) -> Dataset:
    """Checks where files go, before hours of training, and loads the data.

    Raises:
        EarlierRunError: An earlier run would be replaced.
        TrainingError: The data cannot be used, or the weights cannot be written.
    """
    key, out = beginning.key, options.out or settings.weights_dirs[0]
    if not (options.resume or options.overwrite):
        written = list_written(options.run_dir or RUNS_DIR / key, out, key)
        if written:
            raise EarlierRunError(written[0])
    check_writable(out)
    callbacks.on_status("reading the data")
    dataset = load_dataset(
        options.data,
        Reading(beginning.preprocessing, settings, options.skip_damaged),
        download=options.download,
        balanced=options.source is not None,
    )
    check_classes(key, dataset.classes)
    return dataset


def check_writable(folder: Path) -> None:
    """Checks that a folder can be written to or made.

    Raises:
        UnwritableOutputError: It cannot.
    """
    try:
        try_writing(folder)
    except OSError as error:
        raise UnwritableOutputError(folder, error.strerror or str(error)) from error


def _keep_run(run_dir: Path) -> Path | None:
    try:
        return keep_run(run_dir)
    except OSError as error:
        raise UnwritableOutputError(run_dir, error.strerror or str(error)) from error


def _publish(
    out: Path, outcome: TrainingOutcome, dataset: Dataset, command: str
) -> tuple[ModelCard, Path | None]:
    """Measures the network and writes its weights and card; keeps those that were there.

    Raises:
        UnwritableWeightsError: They cannot be written; the checkpoint holds the whole run.
    """
    run = outcome.run
    try:
        replaced = keep_pair(run.run_dir, out, run.key)
        card = publish_network(out, outcome, dataset, command=command)
        if replaced is not None and drop_copies(replaced, out, run.key):
            replaced = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnwritableWeightsError(out / f"{run.key}.safetensors", run.run_dir, reason) from error
    return card, replaced
