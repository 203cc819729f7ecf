"""What moves while a network is trained: its weights, optimiser, schedule, average and scaler."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from accelerate import Accelerator
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from resnet_demo.errors import ChoiceError, DecayError, MinimumError, NothingToTrainError
from resnet_demo.networks.resnet import ResNet
from resnet_demo.training.data import normalize
from resnet_demo.training.distributed import (
    average_statistics,
    make_accelerator,
    sum_over_processes,
)
from resnet_demo.training.recipe import choose_batch_size, make_optimizer, make_scheduler
from resnet_demo.training.run import TrainingRun


class Learner:
    """A network in training and everything its next step depends on.

    A step sees one global batch, cut into ``pieces`` = processes × ``accumulate`` equal parts. Each
    piece is normalised by its own BatchNorm statistics, as in DistributedDataParallel without
    SyncBatchNorm, and the step follows the mean of the pieces' gradients. Hence two processes, and
    one process with ``accumulate=2``, take the same steps up to rounding; their *running*
    statistics differ: in one process every piece updates them in turn, in several each process
    updates its own and :meth:`average_statistics` makes them one.

    Attributes:
        accelerator: Device, precision and processes.
        network: The network whose weights the optimiser moves.
        averaged: The exponential moving average of its weights and statistics, or None.
        pieces: Parts of a global batch.
        batch_size: Images in a global batch.
        steps_per_epoch: Whole global batches in the training part.
    """

    def __init__(self, run: TrainingRun, network: ResNet, train_images: int) -> None:
        """Prepares the first step.

        Args:
            run: How to train; its precision is one of ``fp32``, ``bf16`` and ``fp16``.
            network: Trained in place.
            train_images: Size of the training part.

        Raises:
            OptionError: An option of the run does not fit the network, the batch or the device.
        """
        self.run = run
        self.accelerator: Accelerator = make_accelerator(
            run.device, run.precision, check_accumulate(run.accumulate)
        )
        self.pieces = run.accumulate * self.accelerator.num_processes
        self.batch_size = choose_batch_size(
            run.recipe, train_images, run.accumulate, self.accelerator.num_processes
        )
        self.steps_per_epoch = train_images // self.batch_size
        freeze_modules(network, run.frozen)
        self.network: ResNet = network.to(  # type: ignore[call-overload]
            self.accelerator.device, memory_format=torch.channels_last
        )
        self.averaged = None if run.ema is None else average_weights(self.network, run.ema)
        optimizer = make_optimizer(self.network, run.recipe)
        self.scheduler = make_scheduler(optimizer, run.recipe, self.steps_per_epoch)
        # accelerate patches and wraps this shell (autocast, DDP); the network inside stays a plain
        # ResNet that is measured, averaged and saved in float32 as it is.
        shell = nn.Sequential(self.network)
        self._forward, self.optimizer = self.accelerator.prepare(shell, optimizer)
        if run.compile:
            self._forward = torch.compile(self._forward, dynamic=False)

    @property
    def product(self) -> ResNet:
        """The network to validate and publish: the average where there is one."""
        if self.averaged is None:
            return self.network
        product: ResNet = self.averaged.module  # type: ignore[assignment]  # a copy of network
        return product

    @property
    def learning_rate(self) -> float:
        """Of the next step."""
        return float(self.scheduler.get_last_lr()[0])

    def start_epoch(self) -> None:
        """Puts the network into training mode; frozen modules keep their running statistics."""
        self.network.train()
        for name in self.run.frozen:
            self.network.get_submodule(name).eval()

    def take_step(self, images: Tensor, labels: Tensor, size: int) -> tuple[float, int]:
        """Updates the weights once.

        Args:
            images: The global batch, uint8 (batch_size, 3, H, W), the same in every process; this
                one computes its own pieces.
            labels: int64 (batch_size,).
            size: Training resolution in pixels.

        Returns:
            The loss, the mean over the global batch, and the number of its wrong answers; the same
            in every process.
        """
        device, smoothing = self.accelerator.device, self.run.recipe.label_smoothing
        first = self.accelerator.process_index * self.run.accumulate
        own = slice(first, first + self.run.accumulate)
        loss_sum, wrong = 0.0, 0
        # Piece by piece, (batch_size / pieces, 3, H, W).
        for piece, targets in zip(
            images.chunk(self.pieces)[own], labels.chunk(self.pieces)[own], strict=True
        ):
            targets = targets.to(device)
            # Inside, optimiser and DDP act at the last piece only.
            with self.accelerator.accumulate(self._forward):
                batch = normalize(piece.to(device), self.run.preprocessing, size=size)
                logits: Tensor = self._forward(batch)
                loss = F.cross_entropy(logits, targets, label_smoothing=smoothing)
                self.accelerator.backward(loss)
                self.optimizer.step()
                self.optimizer.zero_grad()
            loss_sum += loss.item()
            wrong += int((logits.argmax(1) != targets).sum())
        # fp16: gradients that overflowed are not applied, and the loss scale is lowered.
        if not self.optimizer.step_was_skipped:
            self.scheduler.step()
            if self.averaged is not None:
                self.averaged.update_parameters(self.network)
        loss_sum, all_wrong = sum_over_processes(self.accelerator, loss_sum, wrong)
        return loss_sum / self.pieces, int(all_wrong)

    def average_statistics(self) -> None:
        """Makes BatchNorm's running statistics the mean over the processes, at the end of an epoch.

        The mean, not the main process's, since together they have seen every image.
        """
        copies = [self.network] if self.averaged is None else [self.network, self.product]
        average_statistics(self.accelerator, self.network, copies)

    def state_dict(self) -> dict[str, Any]:
        """Returns everything the next step depends on."""
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
        }
        if self.averaged is not None:
            state["averaged"] = self.averaged.state_dict()
        if self.accelerator.scaler is not None:
            state["scaler"] = self.accelerator.scaler.state_dict()
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Goes back to the state that :meth:`state_dict` returned for the same run."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        if self.averaged is not None:
            self.averaged.load_state_dict(state["averaged"])
        if self.accelerator.scaler is not None:
            self.accelerator.scaler.load_state_dict(state["scaler"])


def check_accumulate(accumulate: int) -> int:
    """Returns the number of pieces a process takes.

    Raises:
        MinimumError: It is below 1.
    """
    if accumulate < 1:
        raise MinimumError("--accumulate", accumulate, 1)
    return accumulate


def freeze_modules(network: ResNet, names: tuple[str, ...]) -> None:
    """Stops gradients to the parameters of top-level modules.

    Raises:
        OptionError: The network has no such module, or nothing is left to train.
    """
    modules = dict(network.named_children())
    for name in names:
        if name not in modules:
            raise ChoiceError("frozen", name, tuple(modules))
        modules[name].requires_grad_(False)
    if not any(parameter.requires_grad for parameter in network.parameters()):
        raise NothingToTrainError(names)


def average_weights(network: ResNet, decay: float) -> AveragedModel:
    """Builds the exponential moving average of a network, statistics included.

    Args:
        network: Copied; the first update replaces the copy, later ones mix in 1 - decay of it.
        decay: Between 0 and 1. The average spans about 1 / (1 - decay) steps.

    Raises:
        DecayError: The decay is not between 0 and 1.
    """
    if not 0 < decay < 1:
        raise DecayError(decay)
    update = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    return AveragedModel(network, multi_avg_fn=update, use_buffers=True)
