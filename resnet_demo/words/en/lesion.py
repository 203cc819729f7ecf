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
    "lesion_time": "{count} lesions took {seconds} s.",
    "figure_lesion_probability": "Probability of the answer with one block lesioned",
    "figure_lesion_logit": "Logit of the answer with one block lesioned",
    "figure_random": "Random {part} removed, {draws} sets each",
    "axis_removed_count": "blocks removed",
    "series_branch_removed": "branch removed, skip kept",
    "series_skip_removed": "skip removed, branch kept",
}
