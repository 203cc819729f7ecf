"""English: the experiment *explain*."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "tab_saliency": "Saliency",
    "saliency_how": "Which pixels does the answer depend on, and does this change when skips are "
    "removed? All maps explain the same class on the same view.",
    "method": "Method",
    "target": "Class to explain",
    "target_info": "If empty, the answer of the first column.",
    "versus": "Contrast class",
    "versus_info": "If empty, the map explains the class alone; otherwise it explains the "
    "difference of the two logits.",
    "layer": "Block or stage, for the CAM methods",
    "layer_info": "If empty, the output of the last block, after the addition.",
    "baseline": "Baseline (an input without information)",
    "baseline_mean": "mean colour",
    "baseline_black": "black",
    "baseline_blurred": "blurred photo",
    "samples_drawn": "Samples of SmoothGrad and GradientSHAP",
    "more_options": "More options",
    "saliency_start": "Explain",
    "saliency_all": "All methods, first column",
    "several_photos": "Several photos",
    "several_start": "Explain all photos",
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

SENTENCES: dict[str, str] = {
    "inputs": "Input {done} of about {total}…",
    "inputs_left": "Input {done} of about {total}, about {seconds} s left…",
    "methods": "Method {done} of {total}…",
    "methods_left": "Method {done} of {total}, about {seconds} s left…",
    "photos": "Photo {done} of {total}…",
    "photos_left": "Photo {done} of {total}, about {seconds} s left…",
    "map_title": "{method}: {target}",
    "map_title_versus": "{method}: {target} against {versus}",
    "map_method": "{meaning} Paper: {paper}. Cost: {cost}.",
    "map_method_baseline": "{meaning} Paper: {paper}. Cost: {cost}. Baseline: {baseline}.",
    "map_made": "Photo: {name}.",
    "map_made_baseline": "Baseline: {baseline}.",
    "chosen_mean": "mean colour",
    "chosen_black": "black",
    "chosen_blurred": "blurred photo",
    "map_made_layer": "Layer: {layer}.",
    "map_made_options": "Samples: {samples}, seed: {seed}.",
    "map_made_window": "Window: {window}, step: {stride} pixels of the input.",
    "map_line": "score {score:.2f} · answers {answer}, {probability:.1%} · {seconds:.2f}\u00a0s",
    "map_complete": "The map sums to {total:.3f}, the score changes by {change:.3f}: completeness "
    "error {error:.2%}.",
    "map_complete_none": "The score does not change between baseline and photo.",
    "map_steps": "{steps} gradients",
    "map_empty": "The map is 0 everywhere: by this method no pixel matters.",
    "map_alt": "Map of {method} over {name}",
    "map_difference": "Difference: {first} − {second}",
    "map_difference_about": "Red marks where the first map is higher. The colour scale is that of "
    "the maps.",
    "map_difference_alone": "Red marks where the first map is higher. The colour scale is its own.",
    "map_difference_missing": "There is no difference, because one of the two columns has no map.",
    "map_download_png": "PNG",
    "map_download_arrays": "Arrays (NPZ)",
    "map_download_note": "How it was made (JSON)",
    "map_scale_each": "Each map has its own colour scale, so colours cannot be compared between "
    "columns.",
}
