"""English: the experiment *sweep*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_sweep": "Sweep",
    "sweep_how": "The strength of skips or branches is lowered from 1 to 0 in steps. The "
    "activations then have other statistics than those that BatchNorm stored during training. If "
    "re-estimated statistics restore the answer, only the statistics had shifted; if they do not, "
    "more than that is lost.",
    "sweep_start": "Run sweep",
    "sweep_part": "Scale",
    "sweep_blocks": "Blocks",
    "place_all": "all blocks",
    "place_stage": "(whole stage)",
    "sweep_reestimate": "Re-estimate BatchNorm",
    "sweep_reestimate_info": "The statistics are re-estimated over several views of this photo "
    "and of the sample photos, in a private copy of the network. These are few photos; the curve "
    "at strength 1 shows what that alone costs.",
}

SENTENCES: dict[str, str] = {
    "place_every": "all blocks",
    "sweep_whole": "**{model} answers {label}, {probability}.**",
    "sweep_kept": "It keeps that answer down to strength {strength}.",
    "sweep_lost_first": "It loses the answer at the first step, {strength}.",
    "sweep_lost_first_again": "With re-estimated statistics it loses the answer at the first step, "
    "{strength}.",
    "sweep_kept_all": "It keeps that answer down to strength 0.",
    "sweep_kept_all_again": "With re-estimated statistics it keeps the answer down to strength 0.",
    "sweep_kept_again": "With re-estimated statistics it keeps the answer down to strength "
    "{strength}.",
    "sweep_lost_again": "With re-estimated statistics the answer changes even at strength 1: "
    "these few photos are not enough to estimate them.",
    "figure_sweep": "Strength of {part}, {place}",
    "axis_strength": "strength",
    "series_statistics_trained": "training statistics",
    "series_statistics_again": "re-estimated statistics, {inputs} views",
    "series_other_answer": "open mark: another answer",
    "look_sweep_lost": "Read it from right to left, as the strength falls: where the marks are "
    "open, the answer is another.",
    "look_sweep_kept": "Read it from right to left, as the strength falls: the answer stays the "
    "same at every strength, whatever its probability.",
}
