"""The English words of the tab *Faithfulness*."""

from __future__ import annotations

LABELS = {
    "tab_faithfulness": "Faithfulness",
    "faithfulness_how": "Does a saliency map point at what the answer depends on, and does it "
    "still when the skips go? Four checks of every map.",
    "faithfulness_methods": "Methods",
    "faithfulness_target_info": "Empty: each network's own answer.",
    "faithfulness_start": "Check",
    "empty_faithfulness": "Add a photo or pick a sample. The table appears here.",
    "faithfulness_method": "Curves of",
    "faithfulness_fill": "Missing pixels show",
    "faithfulness_about": "**Insertion − deletion** (Petsiuk et al. 2018): pixels are put into an "
    "empty picture, or taken out of the photo, those with the highest values first; the area "
    "under the probability curve of insertion, less that of deletion; mean of two fills. ± is "
    "what the maps reach when they know nothing: the largest mean of ten times that all maps are "
    "shifted around the edges and mirrored at random. Such maps exceed it about once in "
    "twenty times.\n\n"
    "**Unexplained** (infidelity, Yeh et al. 2019): squares of the photo are hidden; the share of "
    "the score's mean square change that the map, times the best factor, does not predict. A map "
    "of zeros gives 100%.\n\n"
    "**Sensitivity** (Yeh et al. 2019): the largest relative change of the map when the photo "
    "changes by at most 0.02 standard deviations a pixel. 0 is a steady map.\n\n"
    "**Randomised** (Adebayo et al. 2018): rank correlation with the map of the same network once "
    "all its weights are drawn anew, mean of three draws; the bars in the figure reach from the "
    "lowest to the highest. What depends on what was learnt falls towards 0; methods that "
    "multiply by the photo keep some. Coarse maps such as those of Grad-CAM differ much from draw "
    "to draw.",
}

SENTENCES = {
    "column_method": "method",
    "column_gain": "insertion − deletion",
    "column_unexplained": "unexplained",
    "column_sensitivity": "sensitivity",
    "column_randomised": "randomised",
    "checks_head": "{kind}: {label}, {probability:.1%}",
    "checks_empty": "the map is 0 everywhere",
    "checks_gains": "**Insertion − deletion, mean over methods ({count}), ± what moved maps "
    "reach by chance: {gains}.**",
    "checks_none": "No method was checked in every network, so there is nothing to compare.",
    "checks_gain": "{kind} {gain} ± {chance:.3f}",
    "checks_flat": "With this plan the answer hardly depends on the photo, whatever is hidden: "
    "there is nothing for a map to be faithful to.",
    "checks_lost": "With this plan the maps are no better than chance; in the whole network they "
    "are.",
    "checks_kept": "With this plan the maps are still better than chance.",
    "checks_useless": "On this photo the maps are no better than chance even in the whole network.",
    "figure_deletion": "Deletion: {method}",
    "figure_insertion": "Insertion: {method}",
    "figure_randomised": "Map after weights are drawn anew: {method}",
    "axis_deleted": "pixels taken away, %",
    "axis_inserted": "pixels put back, %",
    "axis_randomised": "drawn anew, with all behind it",
    "axis_correlation": "rank correlation with the map",
}
