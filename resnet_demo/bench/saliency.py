"""Saliency maps against the same work by other libraries, on the same weights and photo.

ResNet-50 at 224 × 224 on the CPU, random weights: no download. The peers get torchvision's network
with the same state dict. Without biases such a network is linear on the way from the baseline 0, so
Integrated Gradients needs few steps; a trained network needs more, so the shipped resnet20 is there
too, against as many of Captum's steps as bring its sum as close.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from captum.attr import IntegratedGradients, Occlusion
from PIL import Image
from torch import Tensor, nn
from torchvision.models import resnet50
from torchvision.transforms.v2.functional import to_pil_image

from resnet_demo.models.load import LoadedModel
from resnet_demo.models.registry import MODELS
from resnet_demo.models.store import ModelStore
from resnet_demo.models.weights import WeightsFile
from resnet_demo.networks.architecture import imagenet_architecture
from resnet_demo.networks.resnet import draw_network
from resnet_demo.photos.preprocess import make_timm_preprocessing, preprocess
from resnet_demo.saliency.maps import Subject, make_map
from resnet_demo.saliency.options import MethodOptions
from resnet_demo.saliency.table import find_method
from resnet_demo.settings import Settings

SIDE = 224
WINDOW, STRIDE = 28, 14
HUB_KEY = "resnet50.tv_in1k"
TRAINED = "resnet20.cifar10"
STEPS = (50, 100, 200, 400, 800, 1600)


@dataclass(frozen=True)
class Contest:
    """One method here and elsewhere.

    Attributes:
        name: Which method.
        peer: Who else, and how it was called.
        ours_s: Median seconds here.
        peer_s: Median seconds there.
        note: What the two have in common or differ in, with numbers.
        completeness_errors: Here and there, for Integrated Gradients.
    """

    name: str
    peer: str
    ours_s: float
    peer_s: float
    note: str
    completeness_errors: tuple[float, float] | None = None

    @property
    def ratio(self) -> float:
        """How many times as long the peer takes."""
        return self.peer_s / self.ours_s


@dataclass(frozen=True)
class _Rivals:
    """The same function twice: prepared as the app does it, and as the peer has it."""

    ours: LoadedModel
    theirs: nn.Module
    batch: Tensor
    target: int
    settings: Settings

    def attribute(self, method: str, **options: int) -> Callable[[], Tensor]:
        """Returns a run of one of our methods, with all that a request for one map costs."""
        subject = Subject(self.ours, self.batch, None, (self.target, None))
        chosen = MethodOptions(**options)  # type: ignore[arg-type]

        def run() -> Tensor:
            return make_map(subject, find_method(method), chosen, self.settings).values[None]

        return run


def measure_contests(
    pictures: Sequence[Image.Image],
    repeats: int,
    batch_size: int,
    on_contest: Callable[[Contest], None] = lambda _contest: None,
) -> tuple[Contest, ...]:
    """Times all contests, the two sides in turn.

    Args:
        pictures: At least one, RGB; ResNet-50 gets the first.
        repeats: Timed runs of each side, after one that is not; a third as many, all timed, for
            Integrated Gradients and Occlusion of ResNet-50.
        batch_size: Most inputs in one pass; Captum's Occlusion passes one, as is its default.
        on_contest: Called with each contest when it is there.
    """
    rivals = _make_rivals(pictures[0], batch_size)
    contests = []
    for measure in (_grad_cam_torchcam, _grad_cam_peer, _integrated_gradients, _occlusion):
        contests.append(measure(rivals, repeats))
        on_contest(contests[-1])
    contests.append(measure_trained(pictures, repeats))
    on_contest(contests[-1])
    return tuple(contests)


def measure_trained(pictures: Sequence[Image.Image], repeats: int) -> Contest:
    """Times Integrated Gradients of the shipped resnet20, all pictures after each other, against
    even steps of Captum: for each picture the fewest of ``STEPS`` that bring the completeness error
    to at most the tolerance here, which Captum leaves to the caller to find. Both sides run the
    same network.
    """
    model = ModelStore(Settings()).get(TRAINED, "cpu")
    batches = [preprocess(picture, model.preprocessing) for picture in pictures]
    rivals = [_meet(model, model.network, batch, Settings()) for batch in batches]
    tolerance = MethodOptions().tolerance

    def run_captum(one: _Rivals, steps: int) -> Tensor:
        found: Tensor = IntegratedGradients(one.theirs).attribute(
            one.batch.clone(), target=one.target, n_steps=steps
        )
        return found

    def is_close(one: _Rivals, steps: int) -> bool:
        return _find_error(one, run_captum(one, steps)) <= tolerance

    chosen = [next((s for s in STEPS if is_close(one, s)), STEPS[-1]) for one in rivals]
    ours = [one.attribute("integrated-gradients") for one in rivals]
    both = _run_both(
        lambda: torch.cat([run() for run in ours]),
        lambda: torch.cat([run_captum(*pair) for pair in zip(rivals, chosen, strict=True)]),
        repeats,
    )
    here, there = (
        max(_find_error(one, found) for one, found in zip(rivals, side, strict=True))
        for side in both.results
    )
    default = [_find_error(one, run_captum(one, STEPS[0])) for one in rivals]
    note = (
        f"largest completeness error {here:.2%} here, {there:.2%} there, "
        f"{max(default):.2%} there by {STEPS[0]} steps"
    )
    peer = f"Captum, {' and '.join(map(str, chosen))} steps"
    name = f"Integrated Gradients, {TRAINED}"
    return Contest(name, peer, *both.seconds, note, (here, there))


def _make_rivals(picture: Image.Image, batch_size: int) -> _Rivals:
    network = draw_network(imagenet_architecture(50), 0).eval()
    theirs = resnet50().eval()
    theirs.load_state_dict(network.state_dict())
    network.fold_batchnorm()
    network.requires_grad_(False).to(memory_format=torch.channels_last)
    preprocessing = make_timm_preprocessing(HUB_KEY)
    labels = tuple(map(str, range(1000)))
    ours = LoadedModel(
        MODELS[HUB_KEY],
        network,
        preprocessing,
        labels,
        None,
        WeightsFile(Path("random"), None, "local"),
        torch.device("cpu"),
        0,
    )
    settings = replace(Settings(), explain_pixels=batch_size * SIDE**2, explain_timeout_s=3600)
    return _meet(ours, theirs, preprocess(picture, preprocessing), settings)


def _meet(ours: LoadedModel, theirs: nn.Module, batch: Tensor, settings: Settings) -> _Rivals:
    return _Rivals(ours, theirs, batch, int(ours.network(batch).argmax()), settings)


def draw_picture() -> Image.Image:
    """Draws a picture as smooth as a photo; noise is far from anything a network is shown."""
    coarse = torch.rand(3, 14, 14, generator=torch.Generator().manual_seed(0))
    picture: Image.Image = to_pil_image(coarse)
    return picture.resize((SIDE, SIDE))


def _find_error(rivals: _Rivals, values: Tensor) -> float:
    with torch.no_grad():
        ends = rivals.theirs(torch.cat([rivals.batch, torch.zeros_like(rivals.batch)]))
    change: float = (ends[0] - ends[1])[rivals.target].item()
    total: float = values.sum().item()
    return abs(total - change) / abs(change)


@dataclass(frozen=True)
class _Both:
    """Medians of both sides, and what each returned last."""

    seconds: tuple[float, float]
    results: tuple[Tensor, Tensor]


def _run_both(
    ours: Callable[[], Tensor], theirs: Callable[[], Tensor], repeats: int, warm_up: int = 1
) -> _Both:
    """Runs both in turn, so that a busy machine slows both alike."""
    runs = (ours, theirs)
    times: tuple[list[float], list[float]] = ([], [])
    results = [torch.empty(0), torch.empty(0)]
    for _ in range(warm_up + repeats):
        for side, run in enumerate(runs):
            started = time.perf_counter()
            results[side] = run().detach()
            times[side].append(time.perf_counter() - started)
    medians = [statistics.median(spent[warm_up:]) for spent in times]
    return _Both((medians[0], medians[1]), (results[0], results[1]))


def _grad_cam_torchcam(rivals: _Rivals, repeats: int) -> Contest:
    from torchcam.methods import GradCAM

    def theirs() -> Tensor:
        with GradCAM(rivals.theirs, "layer4") as cam:
            batch = rivals.batch.clone().requires_grad_()
            maps: list[Tensor] = cam(rivals.target, rivals.theirs(batch))
        return maps[0]

    both = _run_both(rivals.attribute("grad-cam"), theirs, repeats)
    note = f"correlation of the maps {_correlate(*both.results):.4f}"
    return Contest("Grad-CAM", "torch-cam, GradCAM", *both.seconds, note)


def _grad_cam_peer(rivals: _Rivals, repeats: int) -> Contest:
    from pytorch_grad_cam import GradCAM
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    layer = rivals.theirs.layer4[-1]  # type: ignore[index]
    targets = [ClassifierOutputTarget(rivals.target)]

    def theirs() -> Tensor:
        with GradCAM(model=rivals.theirs, target_layers=[layer]) as cam:
            return torch.from_numpy(cam(input_tensor=rivals.batch, targets=targets))[None]

    both = _run_both(rivals.attribute("grad-cam"), theirs, repeats)
    note = f"correlation of the maps {_correlate(*both.results):.4f}"
    return Contest("Grad-CAM", "pytorch-grad-cam, GradCAM", *both.seconds, note)


def _integrated_gradients(rivals: _Rivals, repeats: int) -> Contest:
    def theirs() -> Tensor:
        values: Tensor = IntegratedGradients(rivals.theirs).attribute(
            rivals.batch.clone(),
            target=rivals.target,
            internal_batch_size=rivals.settings.explain_pixels // SIDE**2,
        )
        return values

    few = max(1, repeats // 3)
    both = _run_both(rivals.attribute("integrated-gradients"), theirs, few, warm_up=0)
    here, there = (_find_error(rivals, found) for found in both.results)
    note = f"completeness error {here:.2%} here, {there:.2%} there"
    name, peer = "Integrated Gradients", "Captum, 50 steps"
    return Contest(name, peer, *both.seconds, note, (here, there))


def _occlusion(rivals: _Rivals, repeats: int) -> Contest:
    def theirs() -> Tensor:
        values: Tensor = Occlusion(rivals.theirs).attribute(
            rivals.batch, (3, WINDOW, WINDOW), strides=(3, STRIDE, STRIDE), target=rivals.target
        )
        return values

    ours = rivals.attribute("occlusion", window=WINDOW, stride=STRIDE)
    both = _run_both(ours, theirs, max(1, repeats // 3), warm_up=0)
    here, there = both.results[0], both.results[1].mean(dim=1, keepdim=True)
    difference = ((here - there).abs().max() / there.abs().max()).item()
    note = f"windows of {WINDOW}, step {STRIDE}; largest difference {difference:.1e} of the largest"
    return Contest("Occlusion", "Captum, default batch of 1", *both.seconds, note)


def _correlate(one: Tensor, other: Tensor) -> float:
    """Returns the correlation of two maps, the finer one averaged to the size of the coarser."""
    one, other = (map_.detach().reshape(1, 1, *map_.shape[-2:]) for map_ in (one, other))
    size = min(one.shape[-1], other.shape[-1])
    flat = [nn.functional.adaptive_avg_pool2d(map_, size).flatten() for map_ in (one, other)]
    return float(torch.corrcoef(torch.stack(flat))[0, 1])
