"""The English words of the tab *Saliency*."""

from __future__ import annotations

SALIENCY_LABELS_EN = {
    "tab_saliency": "Saliency",
    "saliency_how": "Which pixels does the answer depend on, and does that stay so when skips are "
    "cut? All maps explain the same class on the same view.",
    "method": "Method",
    "target": "Class to explain",
    "target_info": "Empty: the answer of the first column.",
    "versus": "Set against",
    "versus_info": "Empty: the class alone. Otherwise the map explains the difference of logits.",
    "layer": "Block or stage, for the CAM methods",
    "layer_info": "Empty: the output of the last block, after the addition.",
    "baseline": "Baseline, what counts as no information",
    "baseline_mean": "mean colour",
    "baseline_black": "black",
    "baseline_blurred": "blurred photo",
    "samples_drawn": "Draws of SmoothGrad and GradientSHAP",
    "more_options": "More",
    "saliency_start": "Explain",
    "saliency_all": "All methods, first column",
    "shared_scale": "One colour scale for all columns",
    "opacity": "Opacity of the map",
    "difference": "Difference of two maps",
    "difference_none": "none",
    "difference_12": "first − second",
    "difference_13": "first − third",
    "difference_23": "second − third",
    "empty_saliency": "Add a photo or pick a sample. The maps appear here.",
    "slider_label": "Photo and map, first column",
}

SALIENCY_SENTENCES_EN = {
    "inputs": "Input {done} of about {total}…",
    "inputs_left": "Input {done} of about {total}, about {seconds} s left…",
    "methods": "Method {done} of {total}…",
    "methods_left": "Method {done} of {total}, about {seconds} s left…",
    "map_title": "{method}: {target}",
    "map_title_versus": "{method}: {target} against {versus}",
    "map_method": "{meaning} Paper: {paper}. Cost: {cost}.",
    "map_method_baseline": "{meaning} Paper: {paper}. Cost: {cost}. Baseline: {baseline}.",
    "map_line": "score {score:.2f} · answers {answer}, {probability:.1%} · {seconds:.2f}\u00a0s",
    "map_complete": "The map sums to {total:.3f}, the score changes by {change:.3f}: completeness "
    "error {error:.2%}.",
    "map_complete_none": "The score does not change between baseline and photo.",
    "map_steps": "{steps} gradients",
    "map_empty": "The map is 0 everywhere: this method finds nothing here.",
    "map_alt": "Map of {method} over {name}",
    "map_difference": "Difference: {first} − {second}",
    "map_difference_about": "Red where the first map is higher. On one scale with the maps.",
    "map_difference_missing": "No difference: one of the two columns has no map.",
    "map_download_png": "PNG",
    "map_download_arrays": "Arrays (NPZ)",
    "map_download_note": "How it was made (JSON)",
    "map_scale_each": "Each map has its own scale: colours cannot be compared between columns.",
}
