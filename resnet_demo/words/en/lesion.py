"""English: the experiment *lesion*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_lesion": "Lesions",
    "lesion_how": "A *lesion* removes one residual branch and keeps its skip connection (Veit et "
    "al. 2016); *skip removal* does the opposite. This experiment does both to every block in "
    "turn, and then removes random sets of skips or branches. The weights stay as trained.",
    "lesion_start": "Remove blocks one by one",
    "lesion_part": "Random sets of",
    "lesion_seed": "Seed",
    "lesion_draws": "Random sets per number of blocks",
}

SENTENCES: dict[str, str] = {
    "lesion_whole": "**{model} answers {label}, {probability}.**",
    "lesion_branch_kept": "The answer survives {kept} of {total} single branch removals.",
    "lesion_skip_kept": "The answer survives {kept} of {total} single skip removals.",
    "lesion_time": "{count:lesion|lesions} took {seconds} s.",
    "figure_lesion_probability": "Probability, one block lesioned",
    "figure_lesion_logit": "Logit, one block lesioned",
    "figure_random": "Random {part} removed, {draws} sets",
    "axis_removed_count": "blocks removed",
    "series_branch_removed": "branch removed, skip kept",
    "series_skip_removed": "skip removed, branch kept",
    "series_downsampling": "hatched: the block changes the shape",
    "look_lesion_probability_skip": "The deepest fall is without the skip of {skip}: {skip_left} "
    "of the intact network's {whole} is left. Without any one branch at least {branch_left} is "
    "left.",
    "look_lesion_probability_branch": "The deepest fall is without the branch of {branch}: "
    "{branch_left} is left, where the intact network has {whole}. Without any one skip at least "
    "{skip_left} is left.",
    "look_lesion_logit_skip": "Logits tell apart what probabilities near 0 or 100% hide: the "
    "lowest is {skip_left}, without the skip of {skip}; without any one branch it is at least "
    "{branch_left}, and in the intact network {whole}.",
    "look_lesion_logit_branch": "Logits tell apart what probabilities near 0 or 100% hide: the "
    "lowest is {branch_left}, without the branch of {branch}; without any one skip it is at least "
    "{skip_left}, and in the intact network {whole}.",
    "look_random_falls": "With {count} of {blocks} random {part} removed, the mean first falls "
    "below half of what the intact network has.",
    "look_random_stays": "With any number of random {part} removed, up to all {blocks}, the mean "
    "stays at half of what the intact network has, or above.",
    "look_accuracy_skip": "On the data set, {images:count} test images: without one branch "
    "{branch_low} to {branch_high} are right, without one skip {skip_low} to {skip_high}. The "
    "network can spare a branch more easily than a skip.",
    "look_accuracy_branch": "On the data set, {images:count} test images: without one branch "
    "{branch_low} to {branch_high} are right, without one skip {skip_low} to {skip_high}. The "
    "network can spare a skip at least as easily as a branch.",
    "look_random_accuracy_falls": "On {images:count} test images, the mean accuracy first falls "
    "below half of the intact network's with {count} of {blocks} random branches removed.",
    "look_random_accuracy_stays": "On {images:count} test images, the mean accuracy stays at "
    "half of the intact network's, or above, up to all {blocks} branches removed.",
}
