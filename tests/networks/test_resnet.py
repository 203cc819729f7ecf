"""The architecture against the published counts, torchvision, timm and its own definition."""

import math

import pytest
import timm
import torch
import torchvision
from torch import nn
from torch.fx.experimental.proxy_tensor import make_fx

from resnet_demo.errors import GateError, UnsupportedDepthError
from resnet_demo.networks.architecture import (
    CIFAR_DEPTHS,
    IMAGENET_STAGES,
    Architecture,
    block_ids,
    cifar_architecture,
    imagenet_architecture,
    make_plain_twin,
)
from resnet_demo.networks.resnet import Gates, ResNet, draw_network

# He et al. 2015 and references therein; counted without BatchNorm's running statistics.
CIFAR_PARAMETERS = {20: 269_722, 32: 464_154, 44: 658_586, 56: 853_018, 110: 1_727_962}
IMAGENET_PARAMETERS = {
    18: 11_689_512,
    34: 21_797_672,
    50: 25_557_032,
    101: 44_549_160,
    152: 60_192_808,
}
TINY = {
    "basic-A": Architecture("basic", (2, 2), (4, 8), "cifar", "A", num_classes=3),
    "basic-B": Architecture("basic", (2, 2), (4, 8), "imagenet", "B", num_classes=3),
    "bottleneck-B": Architecture("bottleneck", (2, 2), (4, 8), "imagenet", "B", num_classes=3),
}


def randomize(network: nn.Module, seed: int = 0) -> nn.Module:
    """Gives every BatchNorm numbers of its own, so that a wrong layer shows in the logits."""
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3, generator=generator)
            module.running_var.uniform_(0.5, 2, generator=generator)
            nn.init.uniform_(module.weight, 0.5, 1.5, generator=generator)
            nn.init.normal_(module.bias, 0, 0.3, generator=generator)
    return network.eval()


def make_tiny(name: str, **changes: object) -> ResNet:
    torch.manual_seed(0)
    return randomize(ResNet(Architecture(**(vars(TINY[name]) | changes))))


def count_parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


@pytest.mark.parametrize("architecture", [cifar_architecture(20), TINY["bottleneck-B"]])
def test_a_seed_alone_decides_the_weights_and_no_other_numbers_change(architecture):
    before = torch.get_rng_state()
    first, again, other = (draw_network(architecture, seed) for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    expected = ResNet(architecture, generator=torch.Generator().manual_seed(3)).state_dict()
    assert list(first.state_dict()) == list(expected)
    for name, value in first.state_dict().items():
        assert torch.equal(value, expected[name]), name
        assert torch.equal(value, again.state_dict()[name]), name
    assert not torch.equal(first.fc.weight, other.fc.weight)


@pytest.mark.parametrize("depth", CIFAR_DEPTHS)
def test_cifar_parameter_counts(depth):
    residual = cifar_architecture(depth)
    with torch.device("meta"):
        assert count_parameters(ResNet(residual)) == CIFAR_PARAMETERS[depth]
        assert count_parameters(ResNet(make_plain_twin(residual))) == CIFAR_PARAMETERS[depth]
    assert len(block_ids(residual)) == (depth - 2) // 2


@pytest.mark.parametrize("depth", IMAGENET_STAGES)
def test_imagenet_parameter_counts(depth):
    with torch.device("meta"):
        assert count_parameters(ResNet(imagenet_architecture(depth))) == IMAGENET_PARAMETERS[depth]


@pytest.mark.parametrize("build", [cifar_architecture, imagenet_architecture])
def test_unknown_depth_names_the_known_ones(build):
    with pytest.raises(UnsupportedDepthError, match="depth 21") as caught:
        build(21)
    assert "20, 32, 44, 56, 110" in str(caught.value) or "18, 34, 50, 101, 152" in str(caught.value)


def build_peers(depth: int) -> list[nn.Module]:
    """Returns the networks of torchvision, of timm and of this project, with the same tensors."""
    with torch.device("meta"):  # the weights that each would draw take most of the time
        first = torchvision.models.get_model(f"resnet{depth}")
        others = [
            timm.create_model(f"resnet{depth}", pretrained=False),
            ResNet(imagenet_architecture(depth)),
        ]
    first.to_empty(device="cpu")
    generator = torch.Generator().manual_seed(depth)
    for parameter in first.parameters():
        fan_out = parameter[:, 0].numel() if parameter.dim() > 1 else 1
        bound = (6 / fan_out) ** 0.5  # as wide as He's initialisation
        nn.init.uniform_(parameter, -bound, bound, generator=generator)
    randomize(first)
    for other in others:
        other.load_state_dict(first.state_dict(), strict=True, assign=True)
        other.eval().requires_grad_()
    return [first, *others]


@pytest.mark.slow
@pytest.mark.parametrize("depth", IMAGENET_STAGES)
def test_state_dict_of_peers_loads_and_logits_agree(depth):
    *peers, network = build_peers(depth)
    batch = torch.randn(2, 3, 96, 64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        # Deep random networks give huge logits; this brings them to the size of real ones.
        network.fc.weight /= network(batch).abs().max() / 10
        actual = network(batch)
        for peer in peers:
            peer.fc.weight.copy_(network.fc.weight)
            expected = peer(batch)
            assert (expected - actual).abs().max() <= 1e-4
            assert expected.abs().max() > 1


@pytest.mark.slow
@pytest.mark.parametrize("depth", [18, 50])
def test_gradients_agree_with_peers(depth):
    gradients = []
    for candidate in build_peers(depth):
        batch = torch.randn(
            1, 3, 64, 64, generator=torch.Generator().manual_seed(1)
        ).requires_grad_()
        logits = candidate(batch)
        weights = (batch, candidate.conv1.weight, candidate.layer4[1].conv2.weight)
        score = logits[0, 7] / logits.detach().abs().max()
        gradients.append(torch.autograd.grad(score, weights))
    *peers, own = gradients
    for peer in peers:
        for expected, actual in zip(peer, own, strict=True):
            assert expected.abs().max() > 0
            torch.testing.assert_close(
                actual, expected, rtol=1e-3, atol=1e-4 * float(expected.abs().max())
            )


@pytest.mark.parametrize("name", TINY)
def test_plain_twin_equals_residual_network_without_skips(name):
    residual = make_tiny(name)
    plain = make_tiny(name, residual=False)
    missing, unexpected = plain.load_state_dict(residual.state_dict(), strict=False)
    assert not missing
    assert all(
        "downsample" in key for key in unexpected
    )  # projections exist only where shortcuts do
    batch = torch.randn(3, 3, 32, 32)
    gates = Gates(skip=torch.zeros(4))
    torch.testing.assert_close(residual(batch, gates), plain(batch), rtol=0, atol=1e-6)
    assert not torch.allclose(residual(batch), plain(batch), atol=1e-3)


@pytest.mark.parametrize("depth", [20, 110])
def test_plain_twin_equals_residual_network_without_skips_at_cifar_depths(depth):
    torch.manual_seed(0)
    residual = randomize(ResNet(cifar_architecture(depth)))
    plain = ResNet(cifar_architecture(depth, residual=False)).eval()
    plain.load_state_dict(residual.state_dict())
    batch = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        gated = residual(batch, Gates(skip=torch.zeros(len(block_ids(residual.architecture)))))
        torch.testing.assert_close(gated, plain(batch), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", TINY)
def test_open_gates_give_the_same_bits(name):
    network = make_tiny(name)
    batch = torch.randn(3, 3, 32, 32)
    for shape in ((4,), (3, 4)):
        gated = network(batch, Gates(torch.ones(shape), torch.ones(shape)))
        assert torch.equal(gated, network(batch))


@pytest.mark.parametrize("name", TINY)
def test_gates_per_sample_equal_gates_one_by_one(name):
    network = make_tiny(name)
    generator = torch.Generator().manual_seed(3)
    batch = torch.randn(5, 3, 32, 32, generator=generator)
    skip, branch = torch.rand(2, 5, 4, generator=generator)
    together = network(batch, Gates(skip, branch))
    for row in range(5):
        alone = network(batch[row : row + 1], Gates(skip[row], branch[row]))
        torch.testing.assert_close(together[row : row + 1], alone, rtol=1e-5, atol=1e-5)
    assert not torch.allclose(together, network(batch), atol=1e-3)


def test_gated_block_equals_the_sum_worked_out_by_hand():
    network = make_tiny("basic-A")
    block = network.layer1[0]
    x = torch.rand(1, 4, 2, 2)
    branch = block.bn2(block.conv2(torch.relu(block.bn1(block.conv1(x)))))
    expected = (0.5 * branch + 0.25 * x).clamp(min=0)
    torch.testing.assert_close(block(x, torch.tensor(0.25), torch.tensor(0.5)), expected)


def test_option_a_shortcut_strides_and_pads_with_zero_channels():
    shortcut = make_tiny("basic-A").layer2[0].downsample
    x = torch.arange(2 * 4 * 5 * 4.0).view(2, 4, 5, 4)
    out = shortcut(x)
    assert out.shape == (2, 8, 3, 2)
    assert torch.equal(out[:, :4], x[:, :, ::2, ::2])
    assert not out[:, 4:].any()


@pytest.mark.parametrize(
    ("architecture", "gates", "words"),
    [
        (TINY["basic-A"], Gates(skip=torch.ones(4, dtype=torch.float64)), "float64"),
        (TINY["basic-A"], Gates(skip=torch.ones(3)), r"\(3,\).*takes \(4,\)"),
        (TINY["basic-A"], Gates(branch=torch.ones(3, 4)), r"\(3, 4\).*\(2, 4\)"),
        (TINY["basic-A"], Gates(branch=torch.ones(())), r"\(\).*takes \(4,\)"),
        (TINY["basic-A"], Gates(branch=torch.ones(2, 4, 1)), r"\(2, 4, 1\).*takes \(4,\)"),
        (make_plain_twin(TINY["basic-A"]), Gates(skip=torch.ones(4)), "plain network has no skip"),
        (TINY["basic-A"], torch.ones(4), "Gates cannot be .*'Tensor'.*Give resnet_demo.Gates"),
        (TINY["basic-A"], {"skip": torch.ones(4)}, "'dict'"),
        (TINY["basic-A"], (torch.ones(4), None), "'tuple'"),
        (
            TINY["basic-A"],
            Gates(skip=[1.0] * 4),
            "skip strengths cannot be .*'list'.*Give",
        ),
        (TINY["basic-A"], Gates(branch=0.5), "branch strengths cannot be .*'float'"),
        (
            TINY["basic-A"],
            Gates(branch=torch.tensor([1.0, math.nan, math.inf, 0.0])),
            "branch strengths hold 2 values that are NaN or infinite",
        ),
        (
            TINY["basic-A"],
            Gates(skip=torch.ones(2, 4, device="meta")),
            r"are on meta, and the network is on cpu\. Move",
        ),
    ],
)
def test_wrong_gates_are_refused(architecture, gates, words):
    with pytest.raises(GateError, match=words):
        ResNet(architecture)(torch.zeros(2, 3, 32, 32), gates)


def test_gates_on_the_device_of_a_network_without_numbers_are_taken():
    network = ResNet(TINY["basic-A"]).to("meta")
    gates = Gates(skip=torch.full((4,), math.nan, device="meta"))
    assert network(torch.zeros(2, 3, 32, 32, device="meta"), gates).shape == (2, 3)


def test_nobody_waits_for_the_numbers_of_an_accelerator(monkeypatch):
    """The meta device stands for one here."""

    def wait(_strengths):
        raise AssertionError("somebody asked for the numbers")

    network = ResNet(TINY["basic-A"])
    with monkeypatch.context() as patch:
        patch.setattr(torch.Tensor, "isfinite", wait)
        with pytest.raises(AssertionError, match="asked for the numbers"):
            network(torch.zeros(2, 3, 32, 32), Gates(skip=torch.ones(4)))
        batch, strengths = torch.zeros(2, 3, 32, 32, device="meta"), torch.ones(4, device="meta")
        assert network.to("meta")(batch, Gates(skip=strengths)).shape == (2, 3)


def test_what_breaks_while_numbers_are_checked_is_not_hidden(monkeypatch):
    def fail(_strengths):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(torch.Tensor, "isfinite", fail)
    with pytest.raises(RuntimeError, match="out of memory"):
        ResNet(TINY["basic-A"])(torch.zeros(2, 3, 32, 32), Gates(skip=torch.ones(4)))


def test_gates_that_are_learned_are_checked():
    strengths = nn.Parameter(torch.tensor([1.0, math.nan, 1.0, 1.0]))
    with pytest.raises(GateError, match="hold 1 value"):
        ResNet(TINY["basic-A"])(torch.zeros(2, 3, 32, 32), Gates(skip=strengths))


def test_a_network_with_gates_is_traced_by_make_fx():
    network, batch = make_tiny("basic-A").eval(), torch.randn(2, 3, 32, 32)
    strengths = torch.rand(2, 4)

    def answer(batch, strengths):
        return network(batch, Gates(skip=strengths))

    traced = make_fx(answer)(batch, strengths)
    torch.testing.assert_close(traced(batch, strengths), answer(batch, strengths))


@pytest.mark.parametrize("name", TINY)
def test_folding_batchnorm_keeps_the_logits(name):
    network = make_tiny(name)
    batch = torch.randn(2, 3, 32, 32)
    expected = network(batch)
    network.fold_batchnorm()
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())
    torch.testing.assert_close(network(batch), expected, rtol=0, atol=1e-4)


@pytest.mark.parametrize("depth", [20, 56])
def test_folding_batchnorm_keeps_the_logits_at_depth(depth):
    torch.manual_seed(0)
    network = randomize(ResNet(cifar_architecture(depth)))
    batch = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        expected = network(batch)
        network.fold_batchnorm()
        error = (network(batch) - expected).abs().max()
    assert error <= 1e-4 * expected.abs().max().clamp(min=1)


def test_initialisation_is_he_fan_out():
    torch.manual_seed(0)
    weight = ResNet(imagenet_architecture(18)).layer4[0].conv1.weight  # (512, 256, 3, 3)
    assert weight.std().item() == pytest.approx((2 / (512 * 9)) ** 0.5, rel=0.01)


def test_every_relu_is_its_own_and_out_of_place():
    network = make_tiny("bottleneck-B")
    paths = [
        name for name, m in network.named_modules(remove_duplicate=False) if isinstance(m, nn.ReLU)
    ]
    relus = {id(m): m for m in network.modules() if isinstance(m, nn.ReLU)}
    assert len(paths) == len(relus) == 1 + 4 * 3
    assert not any(m.inplace for m in relus.values())
