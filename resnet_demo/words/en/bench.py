"""English: the choice of a network and the drawing in which its parts are removed."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "network": "Network",
    "network_how": "**Edit the network.** An arc is a skip connection; a box is the branch of two "
    "or three layers that it bypasses; ↓ marks blocks that change the shape. Click one to remove "
    "or restore it. The weights stay as trained.",
    "preset": "Preset",
    "preset_part": "Remove",
    "preset_count": "Blocks",
    "seed": "Seed",
    "part_skip": "skips",
    "part_branch": "branches",
    "preset_all-on": "Nothing removed",
    "preset_all-off": "All blocks",
    "preset_stage-off-1": "All of layer1",
    "preset_stage-off-2": "All of layer2",
    "preset_stage-off-3": "All of layer3",
    "preset_stage-off-4": "All of layer4",
    "preset_every-second-off": "Every second block",
    "preset_last-off": "The last block",
    "preset_random": "Random blocks",
    "plan": "Plan as text",
    "plan_info": "The command line and the API take the same text. Edit it and press Enter.",
    "family": "Trained on",
    "family_cifar10": "CIFAR-10 · 10 classes",
    "family_imagenet": "ImageNet · 1000 classes",
    "family_own": "My own classes",
    "kind": "Network",
    "kind_residual": "ResNet",
    "kind_plain": "Plain, no skip connections",
    "recipe": "Weights",
    "recipe_tv_in1k": "tv_in1k · torchvision's first weights",
    "recipe_a1_in1k": "a1_in1k · ResNet strikes back",
    "depth": "Depth in layers",
    "accuracy_is": "test accuracy",
    "weights_here": "weights available",
    "weights_missing": "no weights yet (train them)",
    "weights_download": "download on first use,",
    "twin_here": "with plain twin",
    "twin_missing": "no plain twin yet (train it)",
    "pinned": "Pinned plan",
    "pinned_info": "Paste a plan here to compare it with the drawn one.",
}

SENTENCES: dict[str, str] = {
    "network_stage": "{channels} channels",
    "network_picture": "Drawing of the network: a skip and a branch for each block",
    "network_skip": "skip of {block}",
    "network_branch": "branch of {block}",
    "network_strength": "Strength, {name}:",
    "network_weakened": "{count} weakened: list",
    "network_whole": "Nothing is weakened.",
    "plan_link": "Link to this plan",
    "part_skip": "skips",
    "part_branch": "branches",
}
