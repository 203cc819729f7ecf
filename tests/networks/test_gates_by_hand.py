"""Gated blocks whose numbers are worked out on paper, and gates of 1 on whole networks."""

import pytest
import torch
from torch import nn

from resnet_demo.networks.architecture import (
    Architecture,
    cifar_architecture,
    imagenet_architecture,
)
from resnet_demo.networks.blocks import BLOCKS
from resnet_demo.networks.resnet import Gates, ResNet
from tests.networks.test_resnet import randomize


def set_centre(conv: nn.Conv2d, rows: list[list[float]]) -> None:
    """Makes a convolution a matrix (out, in) at each pixel: zeros around the centre tap."""
    nn.init.zeros_(conv.weight)
    middle = conv.kernel_size[0] // 2
    conv.weight.data[:, :, middle, middle] = torch.tensor(rows)


def set_norm(bn: nn.BatchNorm2d, mean: float = 0.0, std: float = 1.0, shift: float = 0.0) -> None:
    """Makes a BatchNorm in eval mode (y - mean) / std + shift in every channel."""
    nn.init.constant_(bn.running_mean, mean)
    nn.init.constant_(bn.running_var, std**2 - bn.eps)
    nn.init.constant_(bn.bias, shift)


def make_block(kind: str, option: str, in_channels: int, width: int, stride: int) -> nn.Module:
    architecture = Architecture(kind, (1,), (width,), "cifar", option)
    return BLOCKS[kind](in_channels, width, stride, architecture).eval()


def check_block(block, x, strengths, expected):
    """``expected`` is (C, H, W); α and β are given once and as one row a sample."""
    alpha, beta = (torch.tensor(strength) for strength in strengths)
    x, expected = torch.tensor([x]), torch.tensor([expected])
    with torch.no_grad():
        torch.testing.assert_close(block(x, alpha, beta), expected, rtol=1e-5, atol=1e-5)
        rows = (alpha.view(1, 1, 1, 1), beta.view(1, 1, 1, 1))
        torch.testing.assert_close(block(x, *rows), expected, rtol=1e-5, atol=1e-5)


# x                    1  2 |  3  4
# conv1: 2x            2  4 |  6  8
# bn1: (y - 4) / 2    -1  0 |  1  2
# ReLU                 0  0 |  1  2
# conv2: -3y           0  0 | -3 -6
# bn2: y + 1           1  1 | -2 -5   = F
@pytest.mark.parametrize(
    ("strengths", "expected"),
    [
        ((1.0, 1.0), [[2.0, 3], [1, 0]]),  # F + x = 2 3 | 1 -1
        ((0.0, 1.0), [[1.0, 1], [0, 0]]),  # F
        ((1.0, 0.0), [[1.0, 2], [3, 4]]),  # x
        ((0.5, 1.0), [[1.5, 2], [0, 0]]),  # F + x/2 = 1.5 2 | -0.5 -3
        ((0.5, 0.25), [[0.75, 1.25], [1, 0.75]]),  # F/4 + x/2 = .25+.5 .25+1 | -.5+1.5 -1.25+2
        ((0.0, 0.0), [[0.0, 0], [0, 0]]),
    ],
)
def test_identity_shortcut(strengths, expected):
    block = make_block("basic", "A", 1, 1, 1)
    assert block.downsample is None
    set_centre(block.conv1, [[2]])
    set_norm(block.bn1, mean=4, std=2)
    set_centre(block.conv2, [[-3]])
    set_norm(block.bn2, shift=1)
    check_block(block, [[[1.0, 2], [3, 4]]], strengths, [expected])


# x, one channel of 2×2, to two channels of 1×1. conv1 strides: its one output pixel is centred on
# the first input pixel and sees all four.
# x                             1 2 | 3 4
# conv1: sum; sum / 2           10 ; 5
# bn1: y - 6                    4 ; -1
# ReLU                          4 ; 0
# conv2: y1 + y2 ; -y1          4 ; -4
# bn2: y / 2                    2 ; -2   = F
# option A: first pixel, zeros  1 ; 0
@pytest.mark.parametrize(
    ("strengths", "expected"),
    [
        ((1.0, 1.0), (3.0, 0.0)),  # 2 + 1 ; -2 + 0
        ((0.0, 1.0), (2.0, 0.0)),
        ((1.0, 0.0), (1.0, 0.0)),
        ((0.25, 0.5), (1.25, 0.0)),  # 1 + 0.25 ; -1
    ],
)
def test_option_a_in_a_basic_block(strengths, expected):
    block = make_block("basic", "A", 1, 2, 2)
    nn.init.constant_(block.conv1.weight[0], 1)
    nn.init.constant_(block.conv1.weight[1], 0.5)
    set_norm(block.bn1, mean=6)
    set_centre(block.conv2, [[1, 1], [-1, 0]])
    set_norm(block.bn2, std=2)
    check_block(block, [[[1.0, 2], [3, 4]]], strengths, [[[value]] for value in expected])


# The same branch, F = 2 ; -2. The shortcut is a projection of the first pixel:
# 1×1: 3x ; 8x                  3 ; 8
# its BatchNorm: (y - 1) / 2    1 ; 3.5
# The whole projection is scaled by α, its BatchNorm included.
@pytest.mark.parametrize(
    ("strengths", "expected"),
    [
        ((1.0, 1.0), (3.0, 1.5)),
        ((0.0, 1.0), (2.0, 0.0)),
        ((1.0, 0.0), (1.0, 3.5)),
        ((0.5, 0.25), (1.0, 1.25)),  # 0.5 + 0.5 ; -0.5 + 1.75
    ],
)
def test_option_b_in_a_basic_block(strengths, expected):
    block = make_block("basic", "B", 1, 2, 2)
    nn.init.constant_(block.conv1.weight[0], 1)
    nn.init.constant_(block.conv1.weight[1], 0.5)
    set_norm(block.bn1, mean=6)
    set_centre(block.conv2, [[1, 1], [-1, 0]])
    set_norm(block.bn2, std=2)
    set_centre(block.downsample[0], [[3], [8]])
    set_norm(block.downsample[1], mean=1, std=2)
    check_block(block, [[[1.0, 2], [3, 4]]], strengths, [[[value]] for value in expected])


# One channel of 2×2 to four channels of 1×1; the 3×3 strides.
# x                             1 2 | 3 4
# conv1 (1×1): 2x               2 4 | 6 8
# bn1: y - 3, ReLU              0 1 | 3 5
# conv2 (3×3, stride 2): sum    9
# bn2: (y - 1) / 4, ReLU        2
# conv3 (1×1)                   2 ; 4 ; -2 ; 0
# bn3: y + 1                    3 ; 5 ; -1 ; 1   = F
# option A: first pixel, zeros  1 ; 0 ; 0 ; 0
# option B: 1×1, then y + 0.5   1.5 ; 2.5 ; 3.5 ; -0.5
@pytest.mark.parametrize(
    ("option", "strengths", "expected"),
    [
        ("A", (1.0, 1.0), (4.0, 5, 0, 1)),
        ("A", (0.0, 1.0), (3.0, 5, 0, 1)),
        ("A", (1.0, 0.0), (1.0, 0, 0, 0)),
        ("A", (0.5, 0.5), (2.0, 2.5, 0, 0.5)),
        ("B", (1.0, 1.0), (4.5, 7.5, 2.5, 0.5)),
        ("B", (0.0, 1.0), (3.0, 5, 0, 1)),
        ("B", (1.0, 0.0), (1.5, 2.5, 3.5, 0)),
        ("B", (0.5, 0.25), (1.5, 2.5, 1.5, 0)),  # .75+.75 ; 1.25+1.25 ; -.25+1.75 ; .25-.25
    ],
)
def test_bottlenecks(option, strengths, expected):
    block = make_block("bottleneck", option, 1, 1, 2)
    set_centre(block.conv1, [[2]])
    set_norm(block.bn1, mean=3)
    nn.init.ones_(block.conv2.weight)
    set_norm(block.bn2, mean=1, std=4)
    set_centre(block.conv3, [[1], [2], [-1], [0]])
    set_norm(block.bn3, shift=1)
    if option == "B":
        set_centre(block.downsample[0], [[1], [2], [3], [-1]])
        set_norm(block.downsample[1], shift=0.5)
    check_block(block, [[[1.0, 2], [3, 4]]], strengths, [[[value]] for value in expected])


# Stem: the red channel of one pixel, x. Each block of this network is F(x) = k·x, k = 2 then 3;
# option A keeps the pixel in layer2.0. The head is z = (y, 10 - y).
# y = (β2·3 + α2) · (β1·2 + α1) · x, here x = 1.
@pytest.mark.parametrize(
    ("skip", "branch", "y"),
    [
        ([1.0, 1.0], [1.0, 1.0], 12.0),  # (3 + 1) · (2 + 1)
        ([0.0, 1.0], [1.0, 1.0], 8.0),  # 4 · 2
        ([1.0, 0.0], [1.0, 1.0], 9.0),  # 3 · 3
        ([0.0, 0.0], [1.0, 1.0], 6.0),  # the plain network: 3 · 2
        ([1.0, 1.0], [0.0, 0.0], 1.0),  # nothing but shortcuts
        ([0.5, 0.25], [1.0, 0.5], 4.375),  # (1.5 + 0.25) · (2 + 0.5)
        ([0.0, 1.0], [0.0, 1.0], 0.0),  # the first block lets nothing through
    ],
)
def test_each_gate_reaches_its_own_block(skip, branch, y):
    network = ResNet(Architecture("basic", (1, 1), (1, 1), "cifar", "A", num_classes=2)).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            set_norm(module)
    set_centre(network.conv1, [[1, 0, 0]])
    for block, factor in ((network.layer1[0], 2), (network.layer2[0], 3)):
        set_centre(block.conv1, [[factor]])
        set_centre(block.conv2, [[1]])
    network.fc.weight.data, network.fc.bias.data = (
        torch.tensor([[1.0], [-1]]),
        torch.tensor([0.0, 10]),
    )
    pixel = torch.tensor([1.0, 50, 70]).view(1, 3, 1, 1)
    with torch.no_grad():
        logits = network(pixel, Gates(torch.tensor(skip), torch.tensor(branch)))
    torch.testing.assert_close(logits, torch.tensor([[y, 10 - y]]), rtol=1e-5, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(
    "architecture",
    [
        cifar_architecture(20),
        cifar_architecture(110),
        imagenet_architecture(18, num_classes=5),
        imagenet_architecture(50, num_classes=5),
    ],
    ids=["cifar-20", "cifar-110", "imagenet-18", "imagenet-50"],
)
def test_gates_of_one_give_the_same_bits_at_real_depths(architecture):
    generator = torch.Generator().manual_seed(4)
    network = randomize(ResNet(architecture, generator=generator))
    batch = torch.randn(2, 3, 32, 32, generator=generator)
    count = sum(architecture.blocks)
    with torch.no_grad():
        plain = network(batch)
        assert plain.isfinite().all()
        for shape in ((count,), (2, count)):
            ones = torch.ones(shape)
            for gates in (Gates(ones, ones), Gates(skip=ones), Gates(branch=ones)):
                assert torch.equal(network(batch, gates), plain)
        half = Gates(torch.full((count,), 0.5))
        assert not torch.equal(network(batch, half), plain)


@pytest.mark.parametrize("folded", [False, True], ids=["eval", "folded"])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=str)
@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("rows", [None, 1, 3])
def test_gates_of_one_give_the_same_bits_however_the_network_runs(folded, layout, precision, rows):
    generator = torch.Generator().manual_seed(4)
    for architecture in (
        Architecture("basic", (2, 2), (4, 8), "cifar", "A", num_classes=3),
        Architecture("basic", (1, 2), (4, 8), "cifar", "A", False, num_classes=3),
        Architecture("bottleneck", (1, 2), (4, 8), "imagenet", "B", num_classes=3),
    ):
        network = randomize(ResNet(architecture, generator=generator))
        if folded:
            network.fold_batchnorm()
        network.to(memory_format=layout)
        batch = torch.randn(rows or 2, 3, 32, 32, generator=generator).to(memory_format=layout)
        count = sum(architecture.blocks)
        ones = torch.ones((count,) if rows is None else (rows, count))
        skip = ones if architecture.residual else None
        # What autocast keeps in bfloat16 must stay so under float32 strengths.
        with torch.inference_mode(), torch.autocast("cpu", enabled=precision == torch.bfloat16):
            plain = network(batch)
            for gates in (Gates(skip, ones), Gates(skip=skip), Gates(branch=ones)):
                assert torch.equal(network(batch, gates), plain)
            half = network(batch, Gates(branch=ones / 2))
        assert not torch.equal(half, plain)
