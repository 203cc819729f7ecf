"""What other tools do with a network of any PyTorch library works on these as they are."""

import copy
import io
import pickle
import warnings

import pytest
import torch
from captum.attr import LayerGradCam
from pytorch_grad_cam import GradCAM as OtherGradCAM
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import fx
from torch.func import functional_call, vmap
from torchvision.models.feature_extraction import create_feature_extractor, get_graph_node_names

from resnet_demo.networks.architecture import Architecture
from resnet_demo.networks.resnet import Gates, ResNet
from tests.networks.test_resnet import randomize

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it imports is not of this project
    from torchcam.methods import GradCAM

# torch announces that scripting will go; people still script.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit:FutureWarning"),
]

NETWORKS = {
    "cifar-basic": Architecture("basic", (2, 1, 2), (4, 8, 8), "cifar", "A", num_classes=5),
    "cifar-plain": Architecture("basic", (2, 1, 2), (4, 8, 8), "cifar", "A", False, num_classes=5),
    "imagenet-basic": Architecture(
        "basic", (1, 2, 1, 1), (4, 8, 8, 8), "imagenet", "B", num_classes=5
    ),
    "imagenet-bottleneck": Architecture(
        "bottleneck", (1, 2, 2, 1), (4, 4, 8, 8), "imagenet", "B", num_classes=5
    ),
    "imagenet-plain": Architecture(
        "bottleneck", (1, 2, 1, 1), (4, 8, 8, 8), "imagenet", "B", False, num_classes=5
    ),
}
SMALL = {
    "small-basic": Architecture("basic", (2, 1), (4, 8), "cifar", "A", num_classes=5),
    "small-bottleneck": Architecture("bottleneck", (1, 2), (4, 8), "imagenet", "B", num_classes=5),
    "small-plain": Architecture("basic", (1, 1), (4, 8), "imagenet", "B", False, num_classes=5),
}


@pytest.fixture(params=NETWORKS)
def network(request) -> ResNet:
    generator = torch.Generator().manual_seed(1)
    return randomize(ResNet((NETWORKS | SMALL)[request.param], generator=generator))


# Every kind of block, shortcut and stem once, in as few blocks as have all of them: compiling takes
# seconds.
EVERY_KIND = pytest.mark.parametrize("network", SMALL, indirect=True)


def make_batch(count: int = 3) -> torch.Tensor:
    return torch.randn(count, 3, 32, 32, generator=torch.Generator().manual_seed(2))


def make_gates(network: ResNet, rows: int | None = None) -> Gates:
    """Random strengths, of branches alone in a plain network."""
    generator = torch.Generator().manual_seed(3)
    count = sum(network.architecture.blocks)
    shape = (count,) if rows is None else (rows, count)
    skip, branch = torch.rand(2, *shape, generator=generator)
    return Gates(skip if network.architecture.residual else None, branch)


@pytest.mark.parametrize("rows", [None, 3])
def test_hooks_on_stages_and_blocks_fire_with_and_without_gates(network, rows):
    seen = []
    for name, module in network.named_modules():
        module.register_forward_hook(lambda *_, name=name: seen.append(name))
    called = {name for name, _ in network.named_modules()}
    plain = network(make_batch())
    assert set(seen) == called
    seen.clear()
    assert not torch.equal(network(make_batch(), make_gates(network, rows)), plain)
    assert set(seen) == called


def test_a_stage_is_called_with_its_input_alone_where_there_are_no_gates(network):
    received = []
    network.layer2.register_forward_pre_hook(lambda _, inputs: received.append(inputs))
    network(make_batch())
    ((x,),) = received
    assert torch.equal(x, network.layer1(network.compute_stem(make_batch())))


@torch.no_grad()
def test_torchvision_extracts_features_at_a_stage(network):
    batch = make_batch()
    extract = create_feature_extractor(network, {"layer1": "first", "layer3": "last", "fc": "fc"})
    features = extract(batch)
    first = network.layer1(network.compute_stem(batch))
    assert torch.equal(features["first"], first)
    assert torch.equal(features["last"], network.layer3(network.layer2(first)))
    assert torch.equal(features["fc"], network(batch))
    training, evaluation = get_graph_node_names(network)
    assert training == evaluation


@torch.no_grad()
def test_fx_traces_the_network_as_trained(network):
    traced = fx.symbolic_trace(network)
    for count in (1, 3, 7):
        assert torch.equal(traced(make_batch(count)), network(make_batch(count)))
    assert torch.equal(traced(make_batch(), make_gates(network)), network(make_batch()))


@pytest.mark.slow
@EVERY_KIND
@torch.no_grad()
def test_script_and_trace_answer_as_the_network_and_survive_a_file(network):
    scripted = torch.jit.script(network)
    file = io.BytesIO()
    torch.jit.save(scripted, file)
    file.seek(0)
    for module in (scripted, torch.jit.load(file), torch.jit.trace(network, make_batch(2))):
        for count in (1, 3, 7):
            batch = make_batch(count)
            torch.testing.assert_close(module(batch), network(batch), rtol=1e-5, atol=1e-5)
    for rows in (None, 3):
        gates = make_gates(network, rows)
        expected = network(make_batch(), gates)
        torch.testing.assert_close(scripted(make_batch(), gates), expected, rtol=1e-5, atol=1e-5)
    check_refused_gates(scripted, network)


def check_refused_gates(scripted: torch.jit.ScriptModule, network: ResNet) -> None:
    """A script refuses gates of another shape, as the network does."""
    blocks = network.gated_blocks[1]
    shapes = [(blocks + 1,), (blocks - 1,), (3, blocks + 1), (2, blocks), (1, blocks), (), (3, 1)]
    for shape in shapes:
        with pytest.raises(torch.jit.Error, match="Strengths of the shape"):
            scripted(make_batch(), Gates(branch=torch.ones(shape)))
    if not network.architecture.residual:
        with pytest.raises(torch.jit.Error, match="for 0 blocks"):
            scripted(make_batch(), Gates(skip=torch.ones(blocks)))


@pytest.mark.slow
@EVERY_KIND
@torch.no_grad()
def test_export_takes_any_batch_with_gates_and_without(network):
    size = torch.export.Dim("size")
    exported = torch.export.export(network, (make_batch(2),), dynamic_shapes=({0: size},)).module()
    gates = make_gates(network, 2)
    gated = torch.export.export(
        network,
        (make_batch(2), gates),
        dynamic_shapes=({0: size}, Gates(*(None if s is None else {0: size} for s in gates))),
    ).module()
    for count in (1, 3, 7):
        batch, gates = make_batch(count), make_gates(network, count)
        torch.testing.assert_close(exported(batch), network(batch), rtol=1e-5, atol=1e-5)
        torch.testing.assert_close(gated(batch, gates), network(batch, gates), rtol=1e-5, atol=1e-5)


def test_vmap_gives_each_sample_its_gradient_and_each_row_of_gates_its_answer(network):
    batch = make_batch()
    tensors = dict(network.named_parameters()) | dict(network.named_buffers())

    def answer(image: torch.Tensor, gates: Gates | None = None) -> torch.Tensor:
        return functional_call(network, tensors, (image[None], gates))[0]

    with torch.no_grad():
        torch.testing.assert_close(vmap(answer)(batch), network(batch), rtol=1e-5, atol=1e-5)
        gates = make_gates(network, 3)
        expected = network(batch, gates)
        rows = vmap(answer, in_dims=(0, Gates(*(None if s is None else 0 for s in gates))))
        torch.testing.assert_close(rows(batch, gates), expected, rtol=1e-5, atol=1e-5)
    slope = vmap(torch.func.grad(lambda image: answer(image)[1]))(batch)
    batch.requires_grad_()
    (expected,) = torch.autograd.grad(network(batch)[:, 1].sum(), batch)
    torch.testing.assert_close(slope, expected, rtol=1e-3, atol=1e-4)


@torch.no_grad()
def test_copies_and_pickles_answer_with_the_same_bits(network):
    batch, gates = make_batch(), make_gates(network)
    for twin in (copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        assert torch.equal(twin(batch), network(batch))
        assert torch.equal(twin(batch, gates), network(batch, gates))
    assert torch.equal(pickle.loads(pickle.dumps(gates)).branch, gates.branch)


def compute_grad_cam(network: ResNet, batch: torch.Tensor, target: int) -> torch.Tensor:
    """Selvaraju et al. 2017 (arXiv:1610.02391) at ``layer3``, (N, H, W), as its formula reads."""
    activation = network.layer2(network.layer1(network.compute_stem(batch)))
    activation = network.layer3(activation)
    x = activation if network.layer4 is None else network.layer4(activation)
    (gradient,) = torch.autograd.grad(network.compute_head(x)[:, target].sum(), activation)
    return (gradient.mean((2, 3), keepdim=True) * activation).sum(1).clamp(min=0).detach()


def normalise(maps: torch.Tensor) -> torch.Tensor:
    low, high = maps.amin((1, 2), keepdim=True), maps.amax((1, 2), keepdim=True)
    return (maps - low) / (high - low)


CAM_NETWORKS = pytest.mark.parametrize(
    "network", ["cifar-basic", "imagenet-bottleneck"], indirect=True
)


def make_photos() -> torch.Tensor:
    return torch.randn(3, 3, 96, 96, generator=torch.Generator().manual_seed(2)).requires_grad_()


@CAM_NETWORKS
def test_captum_explains_at_a_stage(network):
    batch = make_photos()
    maps = LayerGradCam(network, network.layer3).attribute(batch, 2, relu_attributions=True)
    expected = compute_grad_cam(network, batch, 2)
    torch.testing.assert_close(maps[:, 0], expected, rtol=1e-4, atol=1e-5)
    through = LayerGradCam(network, network.layer3).attribute(
        batch, 2, attribute_to_layer_input=True
    )
    assert through.shape[0] == 3  # what the stage receives is a tensor alone


@CAM_NETWORKS
def test_torch_cam_finds_a_stage_by_its_name(network):
    batch = make_photos()
    with GradCAM(network, "layer3") as method:
        (maps,) = method(2, network(batch))
    expected = compute_grad_cam(network, batch, 2)
    torch.testing.assert_close(maps, normalise(expected), rtol=1e-3, atol=1e-4)


@CAM_NETWORKS
def test_pytorch_grad_cam_hooks_a_stage(network):
    batch = make_photos()
    with OtherGradCAM(network, [network.layer3]) as method:
        maps = method(batch, [ClassifierOutputTarget(2)] * 3)
    # It scales a map to 0 … 1 before and after it enlarges it.
    expected = scale_cam_image(compute_grad_cam(network, batch, 2).numpy(), (96, 96))
    expected = scale_cam_image(expected)
    assert maps == pytest.approx(expected, abs=1e-3)
