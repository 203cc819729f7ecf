"""English: the experiment *faithfulness*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_faithfulness": "Faithfulness",
    "faithfulness_how": "Does a saliency map show what the answer depends on, and does it still "
    "do so when skips are removed? Every map gets four checks.",
    "faithfulness_methods": "Methods",
    "faithfulness_target": "Class to explain",
    "faithfulness_target_info": "If empty, each network's own answer.",
    "faithfulness_start": "Run checks",
    "empty_faithfulness": "The table appears here.",
    "faithfulness_method": "Method of the curves",
    "faithfulness_fill": "Replace pixels by",
    "faithfulness_about": "**Insertion − deletion** (Petsiuk et al. 2018): pixels are inserted "
    "into an empty image, or deleted from the photo, in descending order of the map. The value is "
    "the area under the probability curve of insertion minus that of deletion, averaged over two "
    "fills. ± is the chance level, which maps reach that know nothing of the photo: the largest "
    "mean over ten trials in which all maps are shifted cyclically and mirrored at random. Such "
    "maps exceed it about once in twenty times.\n\n"
    "**Unexplained** (infidelity, Yeh et al. 2019): squares of the photo are hidden. The value is "
    "the share of the mean squared change of the score that the map, scaled by the best factor, "
    "does not predict. A map of zeros gives 100%.\n\n"
    "**Sensitivity** (Yeh et al. 2019): the largest relative change of the map when the photo "
    "changes by at most 0.02 standard deviations per pixel. 0 means a stable map.\n\n"
    "**Randomised** (Adebayo et al. 2018): the rank correlation with the map of the same network "
    "after all its weights are re-initialised, averaged over three draws; the bars in the figure "
    "reach from the lowest to the highest. What depends on the learnt weights falls towards 0; "
    "methods that multiply by the photo keep a part. Coarse maps such as those of Grad-CAM differ "
    "much between draws.",
}

SENTENCES: dict[str, str] = {
    "phase_checking": "Checking {subject}, {number} of {total}, in {network}.",
    "phase_randomising": "Comparing with re-initialised weights, draw {number} of {total}, in "
    "{network}.",
    "column_method": "method",
    "column_gain": "insertion − deletion",
    "column_unexplained": "unexplained",
    "column_sensitivity": "sensitivity",
    "column_randomised": "randomised",
    "checks_head": "{kind}: {label}, {probability:.1%}",
    "checks_empty": "the map is 0 everywhere",
    "checks_gains": "**Insertion − deletion, mean over methods ({count}), ± chance level: "
    "{gains}.**",
    "checks_none": "No method was checked in every network, so there is nothing to compare.",
    "checks_gain": "{kind} {gain} ± {chance:.3f}",
    "checks_flat": "With this plan the answer hardly depends on the photo, so there is nothing "
    "for a map to be faithful to.",
    "checks_lost": "With this plan the maps are no better than chance; in the intact network they "
    "are better.",
    "checks_kept": "With this plan the maps are still better than chance.",
    "checks_useless": "On this photo the maps are no better than chance, even in the intact "
    "network.",
    "figure_deletion": "Deletion: {method}",
    "figure_insertion": "Insertion: {method}",
    "axis_deleted": "pixels deleted, %",
    "axis_inserted": "pixels inserted, %",
    "axis_randomised": "re-initialised from here to the output",
    "axis_correlation": "rank correlation with the map",
    "figure_randomised": "Weights re-initialised: {method}",
    "look_deletion": "The earlier a curve falls, the better its map knows what the answer depends "
    "on. Area under it: {items:list}.",
    "look_insertion": "The earlier a curve rises, the better its map knows what the answer depends "
    "on. Area under it: {items:list}.",
    "area_under": "{name} {area:.2f}",
    "look_randomised": "A map that depends on the learnt weights falls towards 0. With all weights "
    "re-initialised: {items:list}.",
    "correlation_left": "{name} {correlation:.2f}",
}
