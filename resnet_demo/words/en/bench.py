"""English: the choice of a network and the drawing in which its parts are removed."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "bench": "Bench",
    "network": "Network",
    "card_link": "Card of this network",
    "network_how": "**Click an arc or a box** to remove or restore it. An arc is a skip "
    "connection, a box the branch that it bypasses.",
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
    "accuracy_is": "test accuracy",
    "weights_here": "weights available",
    "weights_missing": "no weights yet (train them)",
    "weights_download": "download on first use,",
    "twin_here": "with plain twin",
    "twin_missing": "no plain twin yet (train it)",
    "pinned": "A second plan to compare",
    "pinned_info": "Paste a plan here, and choose it for one of the three networks.",
    "plan_tools": "Presets, plan as text, link",
    "copy_link": "Copy link",
    "link_copied": "Link copied",
    "way_back": "Back to a network that is here",
    "empty_bench": "Add a photo or pick a sample. Three networks answer side by side.",
}

SENTENCES: dict[str, str] = {
    "link_left": "A part of the link was not taken",
    "network_stage": "{channels} channels",
    "network_picture": "Drawing of the network: a skip and a branch for each block",
    "network_skip": "skip of {block}",
    "network_branch": "branch of {block}",
    "network_strength": "Strength, {name}:",
    "network_weakened": "{count} weakened: list",
    "network_whole": "Nothing is weakened.",
    "part_skip": "skips",
    "part_branch": "branches",
    "constant_answer": "{name} gives the same answer, {label}, to all {count} sample "
    "pictures of its classes: it no longer tells pictures apart, so what it answers says nothing "
    "about the photo.",
    "result_of": "This is the result for {photo} and {network}.",
    "result_of_all": "This is the result for all photos and {network}.",
    "result_stale": "The bench shows something else now: run it again.",
}
